/**
 * Boxes as idOS stores them: X25519, then XSalsa20-Poly1305, with a fresh sender key per message.
 * `content` is nonce[24] ‖ ciphertext with its tag. The format is NaCl's crypto_box
 * (https://nacl.cr.yp.to/box.html); vectors from tweetnacl are in `tests/vectors/box.json`.
 */
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { u32 } from "@noble/ciphers/utils.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { IdosError } from "../protocol/errors.ts";
import { checkBytes, concat, randomBytes } from "./bytes.ts";

const NONCE = 24;
const TAG = 16;
const SIGMA = u32(new TextEncoder().encode("expand 32-byte k"));

/** A sealed message and the public half of the key that sealed it. */
export interface SealedBox {
  /** nonce[24] ‖ ciphertext. */
  content: Uint8Array;
  /** The sender's X25519 public key, 32 bytes. */
  encryptorPublicKey: Uint8Array;
}

/** The X25519 public key (32 bytes) of a secret key (32 bytes). */
export function boxPublicKey(secretKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(checkBytes(secretKey, 32, "secretKey"));
}

function sharedKey(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return boxKey(x25519.getSharedSecret(secretKey, publicKey));
  } catch {
    // noble refuses the low-order points, whose shared secret anybody knows.
    throw unusableKey();
  }
}

/** The refusal of a low-order public key. */
export function unusableKey(): IdosError {
  return new IdosError("INVALID_ARGUMENT", "publicKey: not a usable X25519 key");
}

/** The key of a box, 32 bytes, from an X25519 shared secret, which is wiped. */
export function boxKey(shared: Uint8Array): Uint8Array {
  const out = new Uint32Array(8);
  hsalsa(SIGMA, u32(shared), new Uint32Array(4), out);
  shared.fill(0);
  return new Uint8Array(out.buffer);
}

/**
 * Seals a message for a recipient under a fresh ephemeral key.
 * @param plaintext bytes to seal
 * @param recipientPublicKey X25519 public key, 32 bytes
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function seal(plaintext: Uint8Array, recipientPublicKey: Uint8Array): SealedBox {
  const ephemeral = randomBytes(32);
  const sealed = sealWith(plaintext, recipientPublicKey, ephemeral, randomBytes(NONCE));
  ephemeral.fill(0);
  return sealed;
}

/** {@link seal} with a given sender key and nonce. Only for vectors: a nonce must never repeat. */
export function sealWith(
  plaintext: Uint8Array,
  recipientPublicKey: Uint8Array,
  senderSecretKey: Uint8Array,
  nonce: Uint8Array,
): SealedBox {
  checkBytes(recipientPublicKey, 32, "recipientPublicKey");
  checkBytes(senderSecretKey, 32, "senderSecretKey");
  checkBytes(nonce, NONCE, "nonce");
  const content = sealByKey(plaintext, sharedKey(senderSecretKey, recipientPublicKey), nonce);
  return { content, encryptorPublicKey: boxPublicKey(senderSecretKey) };
}

/** The content of a box, by its {@link boxKey}, which is wiped. */
export function sealByKey(plaintext: Uint8Array, key: Uint8Array, nonce = randomBytes(NONCE)): Uint8Array {
  const sealed = xsalsa20poly1305(key, nonce).encrypt(plaintext);
  key.fill(0);
  return concat(nonce, sealed);
}

/**
 * Opens a box.
 * @param content nonce[24] ‖ ciphertext
 * @param encryptorPublicKey the sender's X25519 public key, 32 bytes
 * @param secretKey the recipient's X25519 secret key, 32 bytes
 * @returns the plaintext bytes
 * @throws IdosError `DECRYPT_FAILED` when it was not sealed for this key or was altered;
 * `INVALID_ARGUMENT` when it cannot be a box
 */
export function open(content: Uint8Array, encryptorPublicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  checkBytes(encryptorPublicKey, 32, "encryptorPublicKey");
  checkBytes(secretKey, 32, "secretKey");
  checkContent(content);
  return openByKey(content, sharedKey(secretKey, encryptorPublicKey));
}

/** @throws IdosError `INVALID_ARGUMENT` when it is too short to be the content of a box */
export function checkContent(content: Uint8Array): void {
  if (content.length < NONCE + TAG)
    throw new IdosError("INVALID_ARGUMENT", `content: a box has at least ${NONCE + TAG} bytes, got ${content.length}`);
}

/** Opens a box by its {@link boxKey}, which is wiped. @throws IdosError `DECRYPT_FAILED` */
export function openByKey(content: Uint8Array, key: Uint8Array): Uint8Array {
  try {
    return xsalsa20poly1305(key, content.subarray(0, NONCE)).decrypt(content.subarray(NONCE));
  } catch {
    throw new IdosError("DECRYPT_FAILED", "The box does not open with this key");
  } finally {
    key.fill(0);
  }
}
