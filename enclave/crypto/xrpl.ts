/**
 * The XRP Ledger: 33-byte keys, classic addresses, signatures as ripple-keypairs makes them.
 * @see https://xrpl.org/docs/concepts/accounts/cryptographic-keys
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { base58xrp } from "@scure/base";
import { concat, utf8 } from "./bytes.ts";
import { ed25519Verify } from "./ed25519.ts";

/** First byte of an Ed25519 key; a secp256k1 key is compressed and begins with 2 or 3. */
const ED25519 = 0xed;

/** True for a public key as idOS stores it: `ED`, `02` or `03`, then 64 upper-case hex digits. */
export function isXrplKey(text: string): boolean {
  return /^(?:ED|02|03)[0-9A-F]{64}$/.test(text);
}

/** Classic address, `r…`, of a 33-byte public key. */
export function xrplAddress(publicKey: Uint8Array): string {
  const versioned = concat(Uint8Array.of(0), ripemd160(sha256(publicKey)));
  return base58xrp.encode(concat(versioned, sha256(sha256(versioned)).subarray(0, 4)));
}

/**
 * True when a key signed a text.
 * @param signature 64 bytes for Ed25519, DER with the lower of the two s for secp256k1
 * @param publicKey 33 bytes
 */
export function verifyXrpl(text: string, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const message = utf8(text);
  if (publicKey[0] === ED25519) return ed25519Verify(signature, message, publicKey.subarray(1));
  try {
    const digest = sha512(message).subarray(0, 32);
    return secp256k1.verify(signature, digest, publicKey, { prehash: false, format: "der" });
  } catch {
    return false;
  }
}
