/** EVM addresses and signatures (EIP-191 messages, EIP-712 digests), secp256k1 by @noble. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.ts";

/** True for `0x` and 40 hex digits, in any case. */
export function isEvmAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** EVM addresses compare without regard to case. */
export function sameEvmAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Checksummed address of 20 bytes. @see https://eips.ethereum.org/EIPS/eip-55 */
export function checksumAddress(address: Uint8Array): string {
  const digits = toHex(address);
  const hash = toHex(keccak_256(utf8(digits)));
  return `0x${[...digits].map((c, i) => (parseInt(hash[i] ?? "0", 16) >= 8 ? c.toUpperCase() : c)).join("")}`;
}

function addressOfPoint(uncompressed: Uint8Array): string {
  return checksumAddress(keccak_256(uncompressed.subarray(1)).subarray(12));
}

/** Checksummed address of a secp256k1 secret key (32 bytes). */
export function evmAddress(secretKey: Uint8Array): string {
  return addressOfPoint(secp256k1.getPublicKey(secretKey, false));
}

/** The 32 bytes that a wallet signs for `personal_sign`. @see https://eips.ethereum.org/EIPS/eip-191 */
export function personalMessageDigest(message: Uint8Array): Uint8Array {
  return keccak_256(concat(utf8(`\x19Ethereum Signed Message:\n${message.length}`), message));
}

/** Signs a 32-byte digest: r ‖ s ‖ v, 65 bytes, v = 27 or 28. */
export function signDigest(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(digest, secretKey, { prehash: false, format: "recovered" });
  return concat(recovered.subarray(1), Uint8Array.of(27 + (recovered[0] ?? 0)));
}

/** EIP-191 signature over utf8 text, as `0x` hex. */
export function signPersonalMessage(message: string, secretKey: Uint8Array): string {
  return `0x${toHex(signDigest(personalMessageDigest(utf8(message)), secretKey))}`;
}

/**
 * The address that signed a digest, or undefined when the signature is malformed.
 * @param digest 32 bytes
 * @param signature r ‖ s ‖ v, 65 bytes; v as 27/28 or 0/1
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): string | undefined {
  if (signature.length !== 65) return undefined;
  const v = signature[64] ?? 0;
  const recovery = v >= 27 ? v - 27 : v;
  if (recovery > 1) return undefined;
  try {
    const point = secp256k1.recoverPublicKey(concat(Uint8Array.of(recovery), signature.subarray(0, 64)), digest, {
      prehash: false,
    });
    return addressOfPoint(secp256k1.Point.fromBytes(point).toBytes(false));
  } catch {
    return undefined;
  }
}

/** The address that signed text by EIP-191; undefined when the signature (hex) is malformed. */
export function recoverPersonalMessage(message: string, signature: string): string | undefined {
  try {
    return recoverAddress(personalMessageDigest(utf8(message)), fromHex(signature));
  } catch {
    return undefined;
  }
}
