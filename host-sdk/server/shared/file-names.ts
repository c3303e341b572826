/** Keys of a store as names of files, on every file system: one key, one name. */
import { createHash } from "node:crypto";
import { fromUtf8, utf8 } from "../../../enclave/crypto/bytes.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";

/** Of every key's file. */
export const SUFFIX = ".json";
/** Most characters before the suffix; file systems take 255. */
const LONGEST = 240;
/** Begins the name of a key that is longer; no escape begins so. */
const HASHED = "%%";
/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const escaped = (byte: number) => `%${byte.toString(16).padStart(2, "0")}`;

/**
 * The name of a key's file: everything but lower-case letters, digits, `-` and `_` as %hh, since some file systems
 * ignore case; a key too long for that by its hash.
 * @throws IdosError `INVALID_ARGUMENT` for an empty key, and for text that UTF-8 cannot tell from another's
 */
export function fileName(key: string): string {
  const bytes = utf8(key);
  if (!key || fromUtf8(bytes) !== key)
    throw new IdosError("INVALID_ARGUMENT", "key: expected text, of 1 character at least");
  const name = [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[a-z0-9_-]/.test(char) ? char : escaped(byte);
    })
    .join("");
  if (DEVICE.test(name)) return escaped(name.charCodeAt(0)) + name.slice(1) + SUFFIX;
  return (name.length > LONGEST ? HASHED + createHash("sha256").update(bytes).digest("hex") : name) + SUFFIX;
}

/** The key of a file by its name; undefined where the name is a hash. */
export function keyOfName(name: string): string | undefined {
  if (name.startsWith(HASHED)) return undefined;
  const bytes = name.slice(0, -SUFFIX.length).match(/%[0-9a-f]{2}|[^%]/g) ?? [];
  return fromUtf8(
    Uint8Array.from(bytes, (part) => (part.length === 3 ? parseInt(part.slice(1), 16) : part.charCodeAt(0))),
  );
}
