/** Public keys, short enough to be compared by people. */
import { fromBase64, toHex } from "../crypto/bytes.ts";
import { sha256 } from "../crypto/hash.ts";

/** Short hash of a public encryption key: eight bytes of sha256, in groups of four digits. */
export function fingerprint(encryptionPublicKey: string): string {
  const digits = toHex(sha256(fromBase64(encryptionPublicKey, "encryptionPublicKey", 32)).subarray(0, 8));
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}
