/**
 * Signs a credential row with a key that is made for it and never kept: only an issuer's own signature lets an issuer
 * edit a row, so nobody may hold the key of a copy. By the browser's Ed25519, or by noble's where it has none.
 */
import { concat, randomBytes, toBase64, toHex, utf8 } from "./bytes.ts";
import { signRow, type RowSignatures } from "./ed25519.ts";

const ED25519 = "Ed25519";

/** Signs the box bytes, nonce[24] ‖ ciphertext, and forgets the key. */
export type SignOnce = (content: Uint8Array) => Promise<RowSignatures>;

/**
 * {@link signRow} by such a key, in two steps: all that does not need the content is done ahead.
 * @param publicNotes the row's public notes, as stored
 */
export async function signOnce(publicNotes: string): Promise<SignOnce> {
  const { subtle } = crypto;
  let keys: CryptoKeyPair;
  try {
    keys = (await subtle.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
  } catch {
    return async (content) => {
      const seed = randomBytes(32);
      const row = signRow(publicNotes, content, seed);
      seed.fill(0);
      return row;
    };
  }
  const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await subtle.sign(ED25519, keys.privateKey, message));
  const [notes, publicKey] = await Promise.all([sign(utf8(publicNotes)), subtle.exportKey("raw", keys.publicKey)]);
  return async (content) => ({
    publicNotesSignature: toBase64(notes),
    broaderSignature: toBase64(await sign(concat(notes, content))),
    issuerAuthPublicKey: toHex(new Uint8Array(publicKey)),
  });
}
