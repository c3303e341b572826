/**
 * Signs a credential row with a key that is made for it and never kept: only an issuer's own signature lets an issuer
 * edit a row, so nobody may hold the key of a copy. By the browser's Ed25519, or by noble's where it has none.
 */
import { concat, randomBytes, toBase64, toHex, utf8 } from "./bytes.ts";
import { signRow, type RowSignatures } from "./ed25519.ts";

const ED25519 = "Ed25519";

/**
 * {@link signRow} by such a key.
 * @param publicNotes the row's public notes, as stored
 * @param content the box bytes, nonce[24] ‖ ciphertext
 */
export async function signRowOnce(publicNotes: string, content: Uint8Array): Promise<RowSignatures> {
  const { subtle } = crypto;
  let keys: CryptoKeyPair;
  try {
    keys = (await subtle.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
  } catch {
    const seed = randomBytes(32);
    const row = signRow(publicNotes, content, seed);
    seed.fill(0);
    return row;
  }
  const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await subtle.sign(ED25519, keys.privateKey, message));
  const [notes, publicKey] = await Promise.all([sign(utf8(publicNotes)), subtle.exportKey("raw", keys.publicKey)]);
  return {
    publicNotesSignature: toBase64(notes),
    broaderSignature: toBase64(await sign(concat(notes, content))),
    issuerAuthPublicKey: toHex(new Uint8Array(publicKey)),
  };
}
