/** A person with a password key, and credentials that are sealed to it; known to the test in full. */
import { randomUUID } from "node:crypto";
import { boxPublicKey, seal } from "../../../enclave/crypto/box.ts";
import { toBase64, utf8 } from "../../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../../enclave/crypto/kdf.ts";
import type { Candidate } from "../../../enclave/protocol/types.ts";
import type { GrantParams } from "../../../enclave/protocol/calls/grant.ts";
import type { UnlockParams } from "../../../enclave/protocol/calls/unlock.ts";

export const PASSWORD = "velvet anchors hum beneath marble skies";

/** A candidate as the network gives it. */
export type SealedText = Candidate & { content: string };

/** Someone whose key the test knows. */
export interface TestPerson {
  userId: string;
  secretKey: Uint8Array;
  /** Arguments of `unlock`. */
  key: UnlockParams;
  /** A candidate that holds this plaintext. */
  holding(credential: unknown, notes?: unknown): SealedText;
}

/** Seals text or bytes to a public key, as an issuer would. */
export function sealedTo(publicKey: Uint8Array, plaintext: string | Uint8Array, notes = "{}"): SealedText {
  const box = seal(typeof plaintext === "string" ? utf8(plaintext) : plaintext, publicKey);
  return {
    id: randomUUID(),
    publicNotes: notes,
    issuerAuthPublicKey: "ab".repeat(32),
    content: toBase64(box.content),
    encryptorPublicKey: toBase64(box.encryptorPublicKey),
  };
}

/** Makes one. */
export async function makePerson(): Promise<TestPerson> {
  const userId = randomUUID();
  const secretKey = await deriveKey("scrypt-v0.1", PASSWORD, userId);
  const publicKey = boxPublicKey(secretKey);
  return {
    userId,
    secretKey,
    key: { userId, publicKey: toBase64(publicKey), store: "user" },
    holding: (credential, notes = { type: "KYC", level: "basic", status: "approved", issuer: "Test" }) =>
      sealedTo(publicKey, JSON.stringify(credential), JSON.stringify(notes)),
  };
}

/** A W3C credential with these fields. */
export function credentialOf(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    id: "urn:uuid:00000000-0000-4000-8000-000000000001",
    type: ["VerifiableCredential"],
    issuer: "https://issuer.example/1",
    issuanceDate: "2026-01-01T00:00:00Z",
    credentialSubject: fields,
  };
}

/** Arguments of `grant` to a consumer that nobody knows. */
export function grantOf(candidates: Candidate[], more: Partial<GrantParams> = {}): GrantParams {
  return {
    candidates,
    consumer: {
      name: "ACME Bank",
      walletIdentifier: "0x00000000000000000000000000000000000000aa",
      encryptionPublicKey: toBase64(boxPublicKey(utf8("a consumer's secret of 32 bytes!"))),
    },
    purpose: "To open an account",
    copyId: randomUUID(),
    ...more,
  };
}
