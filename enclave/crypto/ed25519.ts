/** Ed25519 signatures on credential rows, as idOS's nodes and consumers check them. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromBase64, toBase64, toHex, utf8 } from "./bytes.ts";

/** The signatures that a credential row carries. */
export interface RowSignatures {
  /** base64 Ed25519 signature over the utf8 public notes. */
  publicNotesSignature: string;
  /** base64 Ed25519 signature over (notes signature ‖ content bytes). */
  broaderSignature: string;
  /** The signer's public key, lower-case hex. */
  issuerAuthPublicKey: string;
}

/** The Ed25519 public key (32 bytes) of a seed (32 bytes). */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** Ed25519 signature (64 bytes) by a seed (32 bytes). */
export function ed25519Sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/**
 * True when the signature holds; false for anything malformed. Strict, as RFC 8032 and FIPS 186-5 say it: points and
 * S in their canonical encoding, and no key of small order, so that a key and a message have the signatures that the
 * key's owner made and no others. The library's default is ZIP-215, which is looser.
 * @see https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7
 */
export function ed25519Verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * Signs a credential row.
 * @param publicNotes the row's public notes, as stored
 * @param content the box bytes, nonce[24] ‖ ciphertext
 * @param seed the signer's Ed25519 seed, 32 bytes
 */
export function signRow(publicNotes: string, content: Uint8Array, seed: Uint8Array): RowSignatures {
  const notesSignature = ed25519Sign(utf8(publicNotes), seed);
  return {
    publicNotesSignature: toBase64(notesSignature),
    broaderSignature: toBase64(ed25519Sign(concat(notesSignature, content), seed)),
    issuerAuthPublicKey: toHex(ed25519PublicKey(seed)),
  };
}

/** True when both signatures of a row hold. */
export function verifyRow(
  publicNotes: string,
  content: Uint8Array,
  row: RowSignatures,
  publicKey: Uint8Array,
): boolean {
  const notesSignature = fromBase64(row.publicNotesSignature, "publicNotesSignature");
  return (
    ed25519Verify(notesSignature, utf8(publicNotes), publicKey) &&
    ed25519Verify(fromBase64(row.broaderSignature, "broaderSignature"), concat(notesSignature, content), publicKey)
  );
}
