/** Files that a credential carries as Ascii85 text: an image to draw, or a kind and a size to name. */
import { decodeAscii85 } from "./ascii85.ts";
import { fileFormat, type FileFormat } from "./file-format.ts";

/** A file found in a credential. */
export type EmbeddedFile =
  | {
      kind: "image";
      format: "PNG" | "JPEG";
      /** `data:` URL. */ url: string;
      width: number;
      height: number;
      /** Bytes. */ size: number;
    }
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
  if (estimate > MAX_BYTES)
    return {
      kind: "file",
      format: recognised?.name,
      size: estimate,
      tooLarge: recognised?.name === "PNG" || recognised?.name === "JPEG",
    };
  const bytes = decodeAscii85(text);
  if (!bytes) return undefined;
  const format = fileFormat(bytes);
  if (!format?.image) return { kind: "file", format: format?.name, size: bytes.length };
  const { type, width, height } = format.image;
  if (width * height > MAX_PIXELS || width * height === 0)
    return { kind: "file", format: format.name, size: bytes.length, tooLarge: true };
  return {
    kind: "image",
    format: type === "image/png" ? "PNG" : "JPEG",
    url: dataUrl(bytes, type),
    width,
    height,
    size: bytes.length,
  };
}

function dataUrl(bytes: Uint8Array, type: string): string {
  const pieces: string[] = [];
  // A multiple of three, so that the pieces' base64 can be joined; small enough to be an argument list.
  for (let i = 0; i < bytes.length; i += 0x6000)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(i, i + 0x6000))));
  return `data:${type};base64,${pieces.join("")}`;
}
