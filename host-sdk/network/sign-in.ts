/** Sign-in at the node's gateway: what it asks a wallet to sign is checked before the wallet sees it. */
import * as v from "valibot";
import { toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { signInText, type AuthnParams } from "../../enclave/kwil/texts.ts";
import type { Rpc } from "./rpc.ts";
import type { NetworkSigner } from "./signer.ts";

// A line break in any field would let the node continue the text as it likes, up to a whole transaction.
const line = v.pipe(v.string(), v.maxLength(500), v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u));
const time = v.pipe(line, v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/));
const authnParams = v.object({
  nonce: v.pipe(line, v.regex(/^\S{8,}$/)),
  statement: line,
  issue_at: time,
  expiration_time: time,
  chain_id: line,
  domain: line,
  version: line,
  uri: line,
  origin: v.nullish(line),
});

/** What the sign-in text must say. */
export interface Expected {
  /** URL of the node, without trailing slash. */
  domain: string;
  chainId: string;
}

/**
 * Checks the gateway's parameters.
 * @throws IdosError `NETWORK_CONFLICT` naming the field that is not what it must be
 */
export function checkAuthnParams(given: unknown, { domain, chainId }: Expected): AuthnParams {
  const read = v.safeParse(authnParams, given, { abortEarly: true });
  const wrong = read.success
    ? differing(read.output, domain, chainId)
    : String(read.issues[0].path?.[0]?.key ?? "form");
  if (wrong || !read.success)
    throw new IdosError(
      "NETWORK_CONFLICT",
      `The storage node asks for a sign-in that is not its own (${wrong}); nothing was signed`,
    );
  return read.output;
}

function differing(params: AuthnParams, domain: string, chainId: string): keyof AuthnParams | undefined {
  if (params.domain !== domain) return "domain";
  if (params.version !== "1") return "version";
  if (params.chain_id !== chainId) return "chain_id";
  if (!URL.canParse(params.uri) || new URL(params.uri).hostname !== new URL(domain).hostname) return "uri";
  // Behind a relay there is none: it sends none on. What a page of another origin got is nothing to be signed here.
  if (params.origin && params.origin !== globalThis.origin) return "origin";
  return Date.parse(params.expiration_time) > Date.parse(params.issue_at) ? undefined : "expiration_time";
}

/** What {@link signIn} needs. */
export interface SignIn extends Expected {
  rpc: Rpc;
  signer: NetworkSigner;
  /** Milliseconds per request; the wallet has none. */
  deadline: number;
  signal: AbortSignal;
}

/**
 * Signs in; the session is the node's cookie.
 * @throws IdosError of the wallet or of the node; `NETWORK_CONFLICT`
 */
export async function signIn({ rpc, signer, domain, chainId, deadline, signal }: SignIn): Promise<void> {
  const given = await rpc({ method: "kgw.authn_param", params: {}, result: v.unknown(), deadline, signal });
  const params = checkAuthnParams(given, { domain, chainId });
  const text = signInText(params);
  const signature = await signer.sign(utf8(text), { for: "sign-in", text }, signal);
  await rpc({
    method: "kgw.authn",
    params: {
      nonce: params.nonce,
      sender: signer.identifier,
      signature: { sig: toBase64(signature), type: signer.authType },
    },
    result: v.unknown(),
    deadline,
    signal,
  });
}
