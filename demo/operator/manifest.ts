/** The list of an enclave's files with their hashes, by which anybody can check what a server serves. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as v from "valibot";
import { IdosError } from "../../enclave/protocol/errors.ts";

/** File name, with slashes, → sha256 as lower-case hex. */
export interface Manifest {
  version: 1;
  files: Record<string, string>;
}

/** Its own file name; the one file that it does not list. */
export const MANIFEST = "manifest.json";

const schema = v.strictObject({
  version: v.literal(1),
  files: v.record(v.string(), v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});

/** sha256 of bytes as lower-case hex. */
export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Hashes every file of a folder, in the order of their names.
 * @param own files that are served in place of the folder's, or beside them: name → text
 */
export async function makeManifest(folder: string, own: Readonly<Record<string, string>> = {}): Promise<Manifest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .concat(Object.keys(own))
    .filter((name) => name !== MANIFEST)
    .sort();
  const files: Record<string, string> = {};
  for (const name of new Set(names))
    files[name] = sha256Hex(
      Object.hasOwn(own, name) ? new TextEncoder().encode(own[name]) : await readFile(join(folder, name)),
    );
  return { version: 1, files };
}

/**
 * Reads a manifest's text.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function parseManifest(text: string): Manifest {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    throw new IdosError("INVALID_ARGUMENT", "manifest: expected the manifest.json of `idos-isle configure`");
  }
}
