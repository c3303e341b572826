/** sha256 and keccak256, as lower-case hex or bytes. */
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.ts";

export { sha256 };

/** Lower-case hex sha256 of plaintext bytes: idOS's `content_hash`. */
export function contentHash(plaintext: Uint8Array): string {
  return toHex(sha256(plaintext));
}
