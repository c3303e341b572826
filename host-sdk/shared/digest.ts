/** A payload's digest, by WebCrypto: the SDK carries no hash function of its own. */
import { toHex } from "../../enclave/crypto/bytes.ts";

/** Hex of the first 20 bytes of sha256(payload): what the wallet shows. */
export async function digestOf(payload: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", payload.slice()), 0, 20));
}
