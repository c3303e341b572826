/**
 * A secret key wrapped by what a passkey's PRF gives for one salt: HKDF-SHA-256, then AES-256-GCM with the owner as
 * additional data. What is stored opens only with that passkey.
 * @see https://www.w3.org/TR/webauthn-3/#prf-extension
 */
import { boxPublicKey } from "./box.ts";
import { checkBytes, randomBytes, toBase64, utf8 } from "./bytes.ts";

/** A wrapped key. */
export interface PasskeyWrapped {
  iv: Uint8Array<ArrayBuffer>;
  wrapped: Uint8Array<ArrayBuffer>;
}

/** Whose key it is. */
export interface PasskeyOwner {
  userId: string;
  /** X25519, base64. */
  publicKey: string;
  /** The passkey's credential id, base64url. */
  id: string;
}

const USE = "idos-enclave/passkey/1";

async function wrappingKey(prf: Uint8Array, { id }: PasskeyOwner): Promise<CryptoKey> {
  const secret = new Uint8Array(checkBytes(prf, 32, "prf"));
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: utf8(id), info: utf8(USE) },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, { userId, publicKey, id }: PasskeyOwner) => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(JSON.stringify([USE, userId, publicKey, id])),
});

/**
 * Wraps a key.
 * @param secretKey X25519, 32 bytes
 * @param prf the passkey's PRF output, 32 bytes
 */
export async function wrapByPasskey(
  secretKey: Uint8Array,
  prf: Uint8Array,
  owner: PasskeyOwner,
): Promise<PasskeyWrapped> {
  const iv = new Uint8Array(randomBytes(12));
  const key = await wrappingKey(prf, owner);
  const plain = new Uint8Array(checkBytes(secretKey, 32, "secretKey"));
  return { iv, wrapped: new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, owner), key, plain)) };
}

/**
 * Unwraps a key.
 * @returns the secret key of `owner.publicKey`, 32 bytes; undefined if anything about the row or the PRF is another
 */
export async function unwrapByPasskey(
  { iv, wrapped }: PasskeyWrapped,
  prf: Uint8Array,
  owner: PasskeyOwner,
): Promise<Uint8Array | undefined> {
  try {
    const key = await wrappingKey(prf, owner);
    const secretKey = new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, owner), key, wrapped));
    return toBase64(boxPublicKey(secretKey)) === owner.publicKey ? secretKey : undefined;
  } catch {
    // Whatever a row holds that another program wrote, it is no key.
    return undefined;
  }
}
