/**
 * Large texts and bytes, worked on in slices with a pause between two, so that a server goes on answering while it
 * reads a credential with files inside. What is small is done at once.
 */
import { concat, fromUtf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";

/** Characters or bytes per slice: a few milliseconds of the slowest work that is done on one. */
export const SLICE = 256 * 1024;

/** Lets everything else that waits run first. */
export function pause(): Promise<void> {
  return new Promise((resolve) => (typeof setImmediate === "function" ? setImmediate(resolve) : setTimeout(resolve)));
}

/** Slices of a text; a character of two UTF-16 units is never cut. */
export function* slicesOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + SLICE, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end++;
    yield text.slice(at, end);
    at = end;
  }
}

/** A text, changed slice by slice. */
export async function mapSlices(text: string, change: (slice: string) => string): Promise<string> {
  if (text.length <= SLICE) return change(text);
  let changed = "";
  for (const slice of slicesOf(text)) {
    changed += change(slice);
    await pause();
  }
  return changed;
}

const encoder = new TextEncoder();

/** sha256 of a text's UTF-8, 32 bytes. */
export async function digestText(text: string): Promise<Uint8Array> {
  if (text.length <= SLICE) return sha256(encoder.encode(text));
  const parts: Uint8Array[] = [];
  for (const slice of slicesOf(text)) {
    parts.push(encoder.encode(slice));
    await pause();
  }
  return digestBytes(concat(...parts));
}

/**
 * The text of UTF-8 bytes.
 * @throws IdosError `INVALID_ARGUMENT` naming the argument when they are malformed
 */
export async function textOf(bytes: Uint8Array, name: string): Promise<string> {
  if (bytes.length <= SLICE) return fromUtf8(bytes, name);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  try {
    for (let at = 0; at < bytes.length; at += SLICE) {
      text += decoder.decode(bytes.subarray(at, at + SLICE), { stream: true });
      await pause();
    }
    return text + decoder.decode();
  } catch {
    throw new IdosError("INVALID_ARGUMENT", `${name}: expected UTF-8`);
  }
}

/** sha256 of bytes, 32 bytes. Large ones are hashed on another thread. */
export async function digestBytes(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length <= SLICE) return sha256(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}
