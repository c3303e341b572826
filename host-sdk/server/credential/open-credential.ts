/** From a sealed box to a credential's JSON, of any size and by anybody, without holding up the server. */
import { fromBase64, toHex } from "../../../enclave/crypto/bytes.ts";
import type { Base64, Hex } from "../../../enclave/protocol/types.ts";
import { openBox } from "../shared/open-box.ts";
import { digestBytes, pause, textOf } from "../shared/slices.ts";
import { checkJsonText } from "./json-limits.ts";
import { parseCredential, type VerifiableCredential } from "./verifiable-credential.ts";

/** A box as a row holds it. */
export interface SealedCredential {
  content: Base64;
  encryptorPublicKey: Base64;
}

/** What was inside. Nothing of what it says is checked. */
export interface OpenedCredential {
  credential: VerifiableCredential;
  /** sha256 of the opened bytes, lower-case hex. */
  contentHash: Hex;
}

/**
 * Opens a box, and reads the credential in it.
 * @param secretKey X25519, 32 bytes
 * @throws IdosError `DECRYPT_FAILED` when it was not sealed for this key; `INVALID_ARGUMENT` when it is no credential
 */
export async function openCredential(
  { content, encryptorPublicKey }: SealedCredential,
  secretKey: Uint8Array,
): Promise<OpenedCredential> {
  const plaintext = await openBox(
    contentBytes(content),
    fromBase64(encryptorPublicKey, "encryptor_public_key", 32),
    secretKey,
  );
  const contentHash = toHex(await digestBytes(plaintext));
  const json = await textOf(plaintext, "credential");
  await checkJsonText(json);
  await pause();
  return { credential: parseCredential(json), contentHash };
}

/** Bytes of a box. Node's own base64 is ten times as fast as the web's, and what it overlooks does not open. */
function contentBytes(content: string): Uint8Array {
  if (typeof Buffer === "undefined" || content.length < 65_536) return fromBase64(content, "content");
  const bytes = Buffer.from(content, "base64");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
