/** Sign-in at the node's gateway: what it asks a wallet to sign is checked before the wallet sees it. */
import * as v from "valibot";
import { toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { signInText, type AuthnParams } from "../../enclave/kwil/texts.ts";
import type { Rpc } from "./rpc.ts";
import type { NetworkSigner } from "./signer.ts";

// A line break in any field would let the node continue the text as it likes, up to a whole transaction.
const line = (max: number) => v.pipe(v.string(), v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u), v.maxLength(max));
const time = v.pipe(line(40), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/));
const authnParams = v.object({
  nonce: v.pipe(line(200), v.minLength(8)),
  statement: line(500),
  issue_at: time,
  expiration_time: time,
  chain_id: line(100),
  domain: line(300),
  version: line(10),
  uri: line(300),
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
export function checkAuthnParams(params: AuthnParams, { domain, chainId }: Expected): void {
  const wrong = (field: string) => new IdosError("NETWORK_CONFLICT", `The storage node asks for a sign-in that is not its own (${field}); nothing was signed`);
  const checked = v.safeParse(authnParams, params, { abortEarly: true });
  if (!checked.success) throw wrong(String(checked.issues[0].path?.[0]?.key ?? "form"));
  if (params.domain !== domain) throw wrong("domain");
  if (params.version !== "1") throw wrong("version");
  if (params.chain_id !== chainId) throw wrong("chain_id");
  if (!URL.canParse(params.uri) || new URL(params.uri).hostname !== new URL(domain).hostname) throw wrong("uri");
  if (!(Date.parse(params.expiration_time) > Date.parse(params.issue_at))) throw wrong("expiration_time");
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
 * @throws IdosError of the wallet, `NETWORK_CONFLICT`, `NETWORK_UNREACHABLE`, or RpcError
 */
export async function signIn({ rpc, signer, domain, chainId, deadline, signal }: SignIn): Promise<void> {
  const params = await rpc({ method: "kgw.authn_param", params: {}, result: v.object(authnStrings), deadline, signal });
  checkAuthnParams(params, { domain, chainId });
  const text = signInText(params);
  const signature = await signer.sign(utf8(text), { for: "sign-in", text }, signal);
  await rpc({
    method: "kgw.authn",
    params: { nonce: params.nonce, sender: signer.identifier, signature: { sig: toBase64(signature), type: signer.authType } },
    result: v.unknown(),
    deadline,
    signal,
  });
}

const authnStrings = {
  nonce: v.string(),
  statement: v.string(),
  issue_at: v.string(),
  expiration_time: v.string(),
  chain_id: v.string(),
  domain: v.string(),
  version: v.string(),
  uri: v.string(),
};
