/** What base64 is, for the schemas. Encoding and decoding lie in `enclave/crypto/bytes.ts`. */

/** The engine's own base64, ten times as fast; newer than the oldest browsers that we run in. */
interface NativeBase64 {
  fromBase64?: (text: string) => Uint8Array;
}
/** Decodes standard base64, where the engine can; throws for what is none, and skips spaces. */
export const { fromBase64: nativeFromBase64 } = Uint8Array as NativeBase64;

/** True for standard base64 with padding (RFC 4648 §4) and nothing else. Decoding is the fastest way to know. */
export function isBase64(text: string): boolean {
  if (text.length % 4) return false;
  if (!nativeFromBase64) return /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  try {
    // Spaces are skipped, and make it shorter.
    return nativeFromBase64(text).length === (text.length / 4) * 3 - padding;
  } catch {
    return false;
  }
}
