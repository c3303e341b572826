/** Opens the candidates that a host hands over. A bad one is skipped and named, never fatal. */
import { open } from "../crypto/box.ts";
import { fromBase64, fromUtf8 } from "../crypto/bytes.ts";
import { isIdosError, throwIfAborted } from "../protocol/errors.ts";
import type { Candidate } from "../protocol/types.ts";
import type { OpenedCredential, SkippedCredential } from "./window-messages.ts";

/** An opened candidate with its plaintext bytes, which are what is re-encrypted and hashed. */
export interface Opened extends OpenedCredential {
  plaintext: Uint8Array;
}

/** Deeper ones cannot be cloned to where they are shown: one would take the others with it. */
const MAX_DEPTH = 100;

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return than === 0 || Object.values(value).some((item) => isDeeper(item, than - 1));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isDeeper(value, MAX_DEPTH)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens every candidate.
 * @param secretKey X25519, 32 bytes
 * @throws IdosError `ABORTED`
 */
export async function openCandidates(
  candidates: readonly Candidate[],
  secretKey: Uint8Array,
  signal: AbortSignal,
): Promise<{ opened: Opened[]; skipped: SkippedCredential[] }> {
  const opened: Opened[] = [];
  const skipped: SkippedCredential[] = [];
  for (const [i, { id, publicNotes, issuerAuthPublicKey, content, encryptorPublicKey }] of candidates.entries()) {
    // Gives a cancel its turn.
    if (i % 16 === 15) await new Promise((resolve) => setTimeout(resolve));
    throwIfAborted(signal);
    try {
      const plaintext = open(fromBase64(content), fromBase64(encryptorPublicKey), secretKey);
      const credential = parseObject(fromUtf8(plaintext));
      if (credential) opened.push({ id, notes: parseObject(publicNotes), issuerAuthPublicKey, credential, plaintext });
      else skipped.push({ id, reason: "MALFORMED" });
    } catch (error) {
      skipped.push({ id, reason: isIdosError(error, "DECRYPT_FAILED") ? "DECRYPT_FAILED" : "MALFORMED" });
    }
  }
  return { opened, skipped };
}

/** What may be shown: without the bytes. */
export function shown({ plaintext: _, ...credential }: Opened): OpenedCredential {
  return credential;
}
