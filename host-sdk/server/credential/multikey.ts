/**
 * Ed25519 public keys and signatures in multibase: `z` and base58btc; keys have the multicodec prefix 0xed01.
 * @see https://www.w3.org/TR/cid-1.0/#Multikey
 */
import { base58 } from "@scure/base";
import { checkBytes, concat, fromHex } from "../../../enclave/crypto/bytes.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";

const ED25519_PUBLIC = Uint8Array.of(0xed, 0x01);

/** `z` and base58btc of bytes. */
export function toMultibase(bytes: Uint8Array): string {
  return `z${base58.encode(bytes)}`;
}

/**
 * Reads base58btc multibase.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function fromMultibase(text: string, name: string, length?: number): Uint8Array {
  if (!text.startsWith("z")) throw new IdosError("INVALID_ARGUMENT", `${name}: expected base58btc multibase`);
  // base58 is quadratic in its length: nothing here is longer than a key or a signature.
  if (text.length > 128) throw new IdosError("INVALID_ARGUMENT", `${name}: too long`);
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(text.slice(1));
  } catch {
    throw new IdosError("INVALID_ARGUMENT", `${name}: expected base58btc multibase`);
  }
  return checkBytes(bytes, length, name);
}

/** `z6Mk…` of an Ed25519 public key (32 bytes). */
export function toMultikey(publicKey: Uint8Array): string {
  return toMultibase(concat(ED25519_PUBLIC, checkBytes(publicKey, 32, "publicKey")));
}

/**
 * An Ed25519 public key (32 bytes) from `z6Mk…` or hex.
 * @throws IdosError `INVALID_ARGUMENT` naming the argument
 */
export function readPublicKey(text: string, name: string): Uint8Array {
  if (!text.startsWith("z")) return fromHex(text, name, 32);
  const bytes = fromMultibase(text, name, 34);
  if (bytes[0] !== ED25519_PUBLIC[0] || bytes[1] !== ED25519_PUBLIC[1])
    throw new IdosError("INVALID_ARGUMENT", `${name}: expected an Ed25519 key`);
  return bytes.subarray(2);
}
