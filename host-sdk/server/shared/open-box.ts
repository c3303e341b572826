/**
 * Opens a box of any size in slices. The format is that of `enclave/crypto/box.ts`, whose way is one step over all of
 * it: some 10 ms per MB, in which a server would answer nobody.
 */
import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { xsalsa20 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { boxKey, checkContent, open, unusableKey } from "../../../enclave/crypto/box.ts";
import { checkBytes, equalBytes } from "../../../enclave/crypto/bytes.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { pause, SLICE } from "./slices.ts";

const NONCE = 24;
const TAG = 16;
/** Bytes of the stream that are the authenticator's key; the message begins behind them. */
const AUTHENTICATOR = 32;
const BLOCK = 64;

/**
 * Opens a box.
 * @param content nonce[24] ‖ tag[16] ‖ ciphertext
 * @param encryptorPublicKey the sender's X25519 public key, 32 bytes
 * @param secretKey the recipient's X25519 secret key, 32 bytes
 * @throws IdosError `DECRYPT_FAILED`, `INVALID_ARGUMENT`
 */
export async function openBox(
  content: Uint8Array,
  encryptorPublicKey: Uint8Array,
  secretKey: Uint8Array,
): Promise<Uint8Array> {
  if (content.length <= SLICE) return open(content, encryptorPublicKey, secretKey);
  checkBytes(encryptorPublicKey, 32, "encryptorPublicKey");
  checkContent(content);
  const key = sharedKey(secretKey, encryptorPublicKey);
  const nonce = content.subarray(0, NONCE);
  try {
    const first = xsalsa20(key, nonce, new Uint8Array(BLOCK));
    const sealed = content.subarray(NONCE + TAG);
    const tag = await authenticate(first.subarray(0, AUTHENTICATOR), sealed);
    if (!equalBytes(tag, content.subarray(NONCE, NONCE + TAG)))
      throw new IdosError("DECRYPT_FAILED", "The box does not open with this key");
    const plaintext = new Uint8Array(sealed.length);
    const head = BLOCK - AUTHENTICATOR;
    for (let i = 0; i < head; i++) plaintext[i] = (sealed[i] ?? 0) ^ (first[AUTHENTICATOR + i] ?? 0);
    for (let at = head; at < sealed.length; at += SLICE) {
      const end = Math.min(at + SLICE, sealed.length);
      xsalsa20(key, nonce, sealed.subarray(at, end), plaintext.subarray(at, end), (at + AUTHENTICATOR) / BLOCK);
      await pause();
    }
    return plaintext;
  } finally {
    key.fill(0);
  }
}

async function authenticate(key: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  const authenticator = poly1305.create(key);
  for (let at = 0; at < sealed.length; at += SLICE) {
    authenticator.update(sealed.subarray(at, at + SLICE));
    await pause();
  }
  return authenticator.digest();
}

function sharedKey(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return boxKey(x25519.getSharedSecret(secretKey, publicKey));
  } catch {
    throw unusableKey();
  }
}
