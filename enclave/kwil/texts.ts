/** The texts that a wallet signs for a Kwil network, byte for byte as `@idos-network/kwil-js` builds them. */
import { toHex } from "../crypto/bytes.ts";
import { sha256 } from "../crypto/hash.ts";

/** What `kgw.authn_param` answers. */
export interface AuthnParams {
  nonce: string;
  statement: string;
  issue_at: string;
  expiration_time: string;
  chain_id: string;
  domain: string;
  version: string;
  uri: string;
  /** The page that asks, as the gateway saw it in the request's `Origin` header; none of a server. */
  origin?: string | null | undefined;
}

/** The gateway's sign-in text. `domain` is the node's URL without a trailing slash. */
export function signInText(p: AuthnParams): string {
  return (
    `${p.domain} wants you to sign in with your account:\n\n` +
    (p.statement ? `${p.statement}\n` : "") +
    `\nURI: ${p.uri}\n${p.origin ? `Origin: ${p.origin}\n` : ""}Version: ${p.version}\nChain ID: ${p.chain_id}\nNonce: ${p.nonce}\n` +
    `Issue At: ${p.issue_at}\nExpiration Time: ${p.expiration_time}\n`
  );
}

/** What a transaction's text is made of. */
export interface TransactionText {
  description: string;
  /** The encoded execute payload. */
  payload: Uint8Array;
  /** In Kwil's smallest unit, decimal. */
  fee: string;
  nonce: number;
  chainId: string;
}

/** Hex of the first 20 bytes of sha256(payload): the digest that the wallet shows. */
export function payloadDigest(payload: Uint8Array): string {
  return toHex(sha256(payload).subarray(0, 20));
}

/** The transaction's text, for callers that make the digest by WebCrypto and carry no hash function. */
export function transactionTextOf({
  description,
  digest,
  fee,
  nonce,
  chainId,
}: Omit<TransactionText, "payload"> & { digest: string }): string {
  return (
    `${description}\n\n` +
    `PayloadType: execute\nPayloadDigest: ${digest}\nFee: ${fee}\nNonce: ${nonce}\n\nKwil Chain ID: ${chainId}\n`
  );
}

/** The transaction's text. */
export function transactionText({ payload, ...rest }: TransactionText): string {
  return transactionTextOf({ ...rest, digest: payloadDigest(payload) });
}
