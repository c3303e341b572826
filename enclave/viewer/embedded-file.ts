/** Files that a credential carries as Ascii85 text: an image to draw, or a kind and a size to name. */
import { Ascii85Decoder, decodeAscii85 } from "./ascii85.ts";
import { fileFormat, type FileFormat } from "./file-format.ts";
import { nextTurn } from "./slices.ts";

/** An image that can be drawn. */
export interface EmbeddedImage {
  kind: "image";
  type: "image/png" | "image/jpeg";
  /** Ascii85 that holds it. */
  text: string;
  width: number;
  height: number;
  /** Bytes. */
  size: number;
}

/** A file found in a credential. */
export type EmbeddedFile =
  | EmbeddedImage
  | {
      kind: "file";
      format?: FileFormat["name"] | undefined;
      /** Bytes. */ size: number;
      /** An image, but too large to draw. */ tooLarge?: boolean;
      /** The text that holds it, where its format is not known. */
      text?: string;
    };

/** Larger files are named, not decoded. */
const MAX_BYTES = 12 * 2 ** 20;
/** Bytes that are decoded without a pause: enough to find a picture's measures. */
const MAX_AT_ONCE = 400_000;
/** A small file can unpack to gigabytes of pixels. */
const MAX_PIXELS = 40_000_000;

/**
 * Reads a file out of a text.
 * @param text the field's text
 * @param expected the field is known to hold a file; otherwise only a recognised format counts as one
 * @returns undefined if this is no file
 */
export function embeddedFile(text: string, expected: boolean): EmbeddedFile | undefined {
  if (text.length < 20) return undefined;
  const head = decodeAscii85(text.slice(0, 400).replace(/~?>?$/, ""), 12);
  const recognised = head && fileFormat(head);
  if (!recognised && !(expected && head)) return undefined;
  const estimate = Math.floor((text.length * 4) / 5);
  const isImage = recognised?.name === "PNG" || recognised?.name === "JPEG";
  if (estimate > MAX_BYTES) return { kind: "file", format: recognised?.name, size: estimate, tooLarge: isImage };
  // Of a large one, its beginning: the rest is decoded when it is drawn, without holding the window up.
  const isLarge = estimate > MAX_AT_ONCE;
  const bytes = decodeAscii85(text, isLarge ? MAX_AT_ONCE : undefined);
  if (!bytes) return undefined;
  const size = isLarge ? estimate : bytes.length;
  const format = fileFormat(bytes);
  if (!format?.image) return { kind: "file", format: format?.name, size };
  const { type, width, height } = format.image;
  if (width * height > MAX_PIXELS || width * height === 0)
    return { kind: "file", format: format.name, size, tooLarge: true };
  return { kind: "image", type, text, width, height, size };
}

/** Characters that are decoded in one slice. */
const SLICE = 100_000;

/**
 * Decodes an image in slices.
 * @returns undefined if its text is not Ascii85 to its end
 */
export async function imageBlob({ text, type }: EmbeddedImage): Promise<Blob | undefined> {
  const decoder = new Ascii85Decoder();
  const start = text.startsWith("<~") ? 2 : 0;
  const end = text.endsWith("~>") ? text.length - 2 : text.length;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = start; at < end; at += SLICE) {
    if (at > start) await nextTurn();
    const piece = decoder.push(text.slice(at, Math.min(end, at + SLICE)));
    if (!piece) return undefined;
    pieces.push(piece);
  }
  const last = decoder.end();
  return last && new Blob([...pieces, last], { type });
}
