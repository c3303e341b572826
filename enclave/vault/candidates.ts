/** Opens the candidates that a host hands over. A bad one is skipped and named, never fatal. */
import { fromBase64, fromUtf8 } from "../crypto/bytes.ts";
import { createBoxOpener } from "../crypto/native-box.ts";
import { isIdosError, throwIfAborted } from "../protocol/errors.ts";
import { parseObject } from "../protocol/json-object.ts";
import { parseNotes } from "../protocol/public-notes.ts";
import type { Candidate } from "../protocol/types.ts";
import { hasDistinctNames } from "./plain-json.ts";
import type { OpenedCredential, SkippedCredential } from "../contract/window-messages.ts";

/** An opened candidate with its plaintext bytes, which are what is re-encrypted and hashed. */
export interface Opened extends OpenedCredential {
  plaintext: Uint8Array;
}

/** As {@link parseObject}; undefined also for what a parser would leave out in silence. */
function parseCredential(text: string): Record<string, unknown> | undefined {
  const credential = parseObject(text);
  return credential && hasDistinctNames(text) ? credential : undefined;
}

/** Candidates that are opened at a time: their key agreements run beside each other. */
const BATCH = 32;

/** Gives a cancel its turn. Not by a timer: nested ones wait 4 ms each. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/**
 * Opens every candidate, in their order.
 * @param secretKey X25519, 32 bytes
 * @throws IdosError `ABORTED`
 */
export async function openCandidates(
  candidates: readonly Candidate[],
  secretKey: Uint8Array,
  signal: AbortSignal,
): Promise<{ opened: Opened[]; skipped: SkippedCredential[] }> {
  const open = await createBoxOpener(secretKey, signal);
  async function openOne(candidate: Candidate): Promise<Opened | SkippedCredential> {
    const { id, publicNotes, issuerAuthPublicKey, content, encryptorPublicKey } = candidate;
    try {
      const plaintext = await open(
        typeof content === "string" ? fromBase64(content) : content,
        fromBase64(encryptorPublicKey),
      );
      const credential = parseCredential(fromUtf8(plaintext));
      if (credential) return { id, notes: parseNotes(publicNotes), issuerAuthPublicKey, credential, plaintext };
      return { id, reason: "MALFORMED" };
    } catch (error) {
      throwIfAborted(signal);
      return { id, reason: isIdosError(error, "DECRYPT_FAILED") ? "DECRYPT_FAILED" : "MALFORMED" };
    }
  }
  const opened: Opened[] = [];
  const skipped: SkippedCredential[] = [];
  for (let at = 0; at < candidates.length; at += BATCH) {
    if (at) await nextTask();
    throwIfAborted(signal);
    for (const one of await Promise.all(candidates.slice(at, at + BATCH).map(openOne))) {
      if ("plaintext" in one) opened.push(one);
      else skipped.push(one);
    }
  }
  return { opened, skipped };
}

/** What may be shown: without the bytes. */
export function shown({ plaintext: _, ...credential }: Opened): OpenedCredential {
  return credential;
}
