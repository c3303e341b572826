/**
 * Boxes (see `box.ts`) with the browser's own X25519, which takes a tenth of the time and works on threads of its
 * own; where a browser has none, with `box.ts`. Asynchronous, hence for the vault's large work only.
 * @see https://www.w3.org/TR/webcrypto-2/#x25519
 */
import { boxKey, checkContent, open, openByKey, seal, sealByKey, unusableKey, type SealedBox } from "./box.ts";
import { checkBytes, concat, fromHex } from "./bytes.ts";
import { throwIfAborted } from "../protocol/errors.ts";

/** What stands before the 32 bytes of an X25519 key in PKCS #8 (RFC 8410 §7). */
const PKCS8 = fromHex("302e020100300506032b656e04220420");
const X25519 = "X25519";

type Bytes = Uint8Array<ArrayBuffer>;

/** Opens boxes that were sealed for one key; throws as {@link open} does. */
export type BoxOpener = (content: Uint8Array, encryptorPublicKey: Uint8Array) => Promise<Uint8Array>;

async function deriveBoxKey(secret: CryptoKey, publicKey: Uint8Array): Promise<Uint8Array> {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", publicKey as Bytes, X25519, false, []);
  try {
    return boxKey(new Uint8Array(await subtle.deriveBits({ name: X25519, public: theirs }, secret, 256)));
  } catch {
    // The standard has it fail for the low-order points, as noble does.
    throw unusableKey();
  }
}

/**
 * An opener for a key.
 * @param secretKey the recipient's X25519 secret key, 32 bytes; not kept in the page's reach where the browser has X25519
 * @param signal nothing more is opened after it: `ABORTED`
 */
export async function createBoxOpener(secretKey: Uint8Array, signal?: AbortSignal): Promise<BoxOpener> {
  checkBytes(secretKey, 32, "secretKey");
  const pkcs8 = concat(PKCS8, secretKey);
  let secret: CryptoKey;
  try {
    secret = await crypto.subtle.importKey("pkcs8", pkcs8, X25519, false, ["deriveBits"]);
  } catch {
    return async (content, encryptorPublicKey) => {
      throwIfAborted(signal);
      return open(content, encryptorPublicKey, secretKey);
    };
  } finally {
    pkcs8.fill(0);
  }
  return async (content, encryptorPublicKey) => {
    checkBytes(encryptorPublicKey, 32, "encryptorPublicKey");
    checkContent(content);
    throwIfAborted(signal);
    const key = await deriveBoxKey(secret, encryptorPublicKey);
    throwIfAborted(signal);
    return openByKey(content, key);
  };
}

/** Seals one message. */
export type SealOnce = (plaintext: Uint8Array) => SealedBox;

/**
 * {@link seal}, with an ephemeral key that never leaves the browser's own crypto, in two steps: all that does not need
 * the plaintext is done ahead.
 */
export async function prepareSeal(recipientPublicKey: Uint8Array): Promise<SealOnce> {
  checkBytes(recipientPublicKey, 32, "recipientPublicKey");
  let ephemeral: CryptoKeyPair;
  try {
    ephemeral = (await crypto.subtle.generateKey(X25519, false, ["deriveBits"])) as CryptoKeyPair;
  } catch {
    return (plaintext) => seal(plaintext, recipientPublicKey);
  }
  const [key, sender] = await Promise.all([
    deriveBoxKey(ephemeral.privateKey, recipientPublicKey),
    crypto.subtle.exportKey("raw", ephemeral.publicKey),
  ]);
  let used = false;
  return (plaintext) => {
    // The key is wiped by its use.
    if (used) throw new Error("A prepared seal is for one message");
    used = true;
    return { content: sealByKey(plaintext, key), encryptorPublicKey: new Uint8Array(sender) };
  };
}

/** Both steps at once. */
export async function sealNatively(plaintext: Uint8Array, recipientPublicKey: Uint8Array): Promise<SealedBox> {
  return (await prepareSeal(recipientPublicKey))(plaintext);
}
