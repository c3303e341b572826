/**
 * Recognises files by their first bytes, never by a name or a claim. Only PNG and JPEG are ever drawn: both are plain
 * rasters. SVG is a document with scripts and links, and is not recognised.
 */

/** What the first bytes say. */
export interface FileFormat {
  name: "PNG" | "JPEG" | "PDF" | "GIF" | "WebP" | "HEIC" | "TIFF" | "ZIP";
  /** Media type and size in pixels of what may be drawn. */
  image?: { type: "image/png" | "image/jpeg"; width: number; height: number };
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

/**
 * @param bytes the whole file, or its beginning (then a JPEG's size may be missing)
 * @returns undefined for anything unknown
 */
export function fileFormat(bytes: Uint8Array): FileFormat | undefined {
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) {
    const size = pngSize(bytes);
    return size ? { name: "PNG", image: { type: "image/png", ...size } } : { name: "PNG" };
  }
  if (starts(bytes, 0xff, 0xd8, 0xff)) {
    const size = jpegSize(bytes);
    return size ? { name: "JPEG", image: { type: "image/jpeg", ...size } } : { name: "JPEG" };
  }
  if (ascii(bytes, 0, 5) === "%PDF-") return { name: "PDF" };
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return { name: "GIF" };
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return { name: "WebP" };
  if (/^ftyp(hei|mif|avi)/.test(ascii(bytes, 4, 11))) return { name: "HEIC" };
  if (starts(bytes, 0x49, 0x49, 0x2a, 0) || starts(bytes, 0x4d, 0x4d, 0, 0x2a)) return { name: "TIFF" };
  if (starts(bytes, 0x50, 0x4b, 3, 4)) return { name: "ZIP" };
  return undefined;
}

/** Width and height from the IHDR chunk (https://www.w3.org/TR/png-3/#11IHDR). */
function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24 || ascii(bytes, 12, 16) !== "IHDR") return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Width and height from the first start-of-frame segment (ITU T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // SOF0..15, without DHT (c4), JPG (c8) and DAC (cc), which share the range.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
