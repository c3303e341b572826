/** The gateway: sign-in with a single-use nonce, and the session that views of one's own data need. */
import { fromBase64, fromHex, randomBytes, toHex } from "../../../enclave/crypto/bytes.ts";
import { type AuthnParams, signInText } from "../../../enclave/kwil/texts.ts";
import { RPC, RpcError } from "./rpc-errors.ts";
import { SIGNERS } from "./verification/signers.ts";

/** How long a sign-in text may be signed, in ms: long enough for a person with a hardware wallet. */
const NONCE_LIFE = 10 * 60_000;
/** How long a session lasts, in ms. */
const SESSION_LIFE = 8 * 3_600_000;
/** Most unused nonces, and most sessions; beyond it the oldest go. Keeps memory flat under a flood. */
const MOST = 50_000;

const COOKIE = "kgw_session";
// SameSite=None and Partitioned: for a dApp the node is a third party, and browsers keep only such cookies.
const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=None; Partitioned";

/** Who is signed in. */
export interface Session {
  /** Lower-case hex. */
  readonly sender: string;
  readonly signatureType: string;
  /** The sender as actions know it. */
  readonly caller: string;
}

/** What a sign-in sends. */
export interface SignIn {
  nonce: string;
  sender: string;
  signature: { sig: string; type: string };
}

/** Sign-ins and sessions of one node, in memory: after a restart everybody signs in again. */
export interface Sessions {
  /**
   * A new sign-in text's parameters.
   * @param url by which the client reaches the node
   * @param origin of the page that asks; its text names it
   */
  challenge(url: string, origin?: string): AuthnParams;
  /** Checks a sign-in; returns the `Set-Cookie` of its session. @throws RpcError −902, −903 */
  signIn(signIn: SignIn): string;
  /** Ends the session of a cookie header, if its account is the named one or none is; returns the `Set-Cookie`. */
  signOut(cookies: string | undefined, account: string): string;
  /** The session of a cookie header. */
  find(cookies: string | undefined): Session | undefined;
}

interface Expiring {
  /** ms */
  expires: number;
}

function keep<T extends Expiring>(map: Map<string, T>, key: string, value: T, now: number): void {
  for (const [old, { expires }] of map) {
    if (expires > now && map.size < MOST) break;
    map.delete(old);
  }
  map.set(key, value);
}

const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function tokenOf(cookies: string | undefined): string | undefined {
  return new RegExp(`(?:^|;)\\s*${COOKIE}=([0-9a-f]{64})(?:;|$)`).exec(cookies ?? "")?.[1];
}

/**
 * @param chainId the chain that texts name
 * @param now clock, in ms
 */
export function createSessions(chainId: string, now: () => number): Sessions {
  const challenges = new Map<string, AuthnParams & Expiring>();
  const sessions = new Map<string, Session & Expiring>();

  return {
    challenge(url, origin) {
      const at = now();
      const params: AuthnParams = {
        nonce: toHex(randomBytes(16)),
        statement: "Sign in to idOS",
        issue_at: rfc3339(at),
        expiration_time: rfc3339(at + NONCE_LIFE),
        chain_id: chainId,
        domain: url,
        version: "1",
        uri: `${url}/rpc/v1`,
        ...(origin && { origin }),
      };
      keep(challenges, params.nonce, { ...params, expires: at + NONCE_LIFE }, at);
      return params;
    },

    signIn({ nonce, sender, signature }) {
      const challenge = challenges.get(nonce);
      challenges.delete(nonce);
      if (!challenge || challenge.expires <= now())
        throw new RpcError(RPC.BAD_SIGN_IN, "the sign-in nonce is unknown, used or expired");
      const signer = SIGNERS.get(signature.type);
      const bytes = fromHex(sender, "sender");
      const caller = signer?.caller(bytes);
      if (!signer || caller === undefined)
        throw new RpcError(RPC.INVALID_PARAMS, "signature.type is unknown, or sender is not of this type");
      if (!signer.verify(signInText(challenge), fromBase64(signature.sig, "signature.sig"), bytes))
        throw new RpcError(RPC.NOT_ALLOWED, "the signature over the sign-in text is not the sender's");
      const token = toHex(randomBytes(32));
      keep(
        sessions,
        token,
        {
          sender: toHex(bytes),
          signatureType: signature.type,
          caller,
          expires: now() + SESSION_LIFE,
        },
        now(),
      );
      return `${COOKIE}=${token}; Max-Age=${SESSION_LIFE / 1000}; ${ATTRIBUTES}`;
    },

    signOut(cookies, account) {
      const token = tokenOf(cookies);
      const session = token === undefined ? undefined : sessions.get(token);
      if (token !== undefined && (!account || session?.sender === toHex(fromHex(account, "account"))))
        sessions.delete(token);
      return `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;
    },

    find(cookies) {
      const token = tokenOf(cookies);
      const session = token === undefined ? undefined : sessions.get(token);
      return session && session.expires > now() ? session : undefined;
    },
  };
}
