/** The copy of a credential that a grant shares: sealed to the consumer, hashed, signed, and put into its payload. */
import { fromBase64, toBase64, toHex } from "../crypto/bytes.ts";
import { prepareSeal, type SealOnce } from "../crypto/native-box.ts";
import type { RowSignatures } from "../crypto/ed25519.ts";
import { signOnce, type SignOnce } from "../crypto/throw-away-signature.ts";
import { shareCredential } from "../kwil/actions.ts";
import { encodeExecute } from "../kwil/payload.ts";
import type { Base64, Consumer, Hex, UnixSeconds, Uuid } from "../protocol/types.ts";

/** A sealed copy. */
export interface SealedCopy {
  /** nonce[24] ‖ ciphertext. */
  content: Base64;
  encryptorPublicKey: Base64;
  /** sha256 of the plaintext bytes, lower-case hex. */
  hash: Hex;
  row: RowSignatures;
}

const sha256 = async (bytes: Uint8Array): Promise<Hex> =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));

/** Hex digits of a digest that the wallet shows: 20 bytes. */
const DIGEST = 40;

/** The keys of a copy, which are made before anything of its plaintext is needed. For one copy. */
export interface PreparedCopy {
  seal: SealOnce;
  sign: SignOnce;
}

/** Prepares a copy for a consumer. @throws IdosError `INVALID_ARGUMENT` for a key that is none */
export async function prepareCopy({ encryptionPublicKey }: Consumer): Promise<PreparedCopy> {
  const recipient = fromBase64(encryptionPublicKey, "consumer.encryptionPublicKey", 32);
  // Only an issuer's own signature lets an issuer edit a row, so nobody keeps the key of a copy.
  const [seal, sign] = await Promise.all([prepareSeal(recipient), signOnce("")]);
  return { seal, sign };
}

/** Seals a plaintext. */
export async function sealCopy({ seal, sign }: PreparedCopy, plaintext: Uint8Array): Promise<SealedCopy> {
  // The browser hashes and signs on threads of its own, beside what is done here.
  const hashing = sha256(plaintext);
  const { content, encryptorPublicKey } = seal(plaintext);
  const signing = sign(content);
  const text = toBase64(content);
  const [row, hash] = await Promise.all([signing, hashing]);
  return { content: text, encryptorPublicKey: toBase64(encryptorPublicKey), hash, row };
}

/** What {@link sharePayload} writes. */
export interface Sharing {
  copyId: Uuid;
  /** The original. */
  credentialId: Uuid;
  consumer: Consumer;
  copy: SealedCopy;
  /** 0 = not. */
  lockedUntil: UnixSeconds;
}

/** The encoded `share_credential`, and what a wallet shows of it. */
export async function sharePayload(sharing: Sharing): Promise<{ payload: Uint8Array; digest: Hex }> {
  const { copyId, credentialId, consumer, copy, lockedUntil } = sharing;
  const payload = encodeExecute(shareCredential, {
    id: copyId,
    original_credential_id: credentialId,
    public_notes: "",
    public_notes_signature: copy.row.publicNotesSignature,
    broader_signature: copy.row.broaderSignature,
    content: copy.content,
    content_hash: copy.hash,
    encryptor_public_key: copy.encryptorPublicKey,
    issuer_auth_public_key: copy.row.issuerAuthPublicKey,
    grantee_wallet_identifier: consumer.walletIdentifier,
    locked_until: lockedUntil,
  });
  return { payload, digest: (await sha256(payload)).slice(0, DIGEST) };
}
