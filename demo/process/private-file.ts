/** JSON files that only this user of the computer can read, replaced in one step. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Reads a file that {@link writePrivateFile} wrote.
 * @returns undefined when there is none
 */
export async function readPrivateFile<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    // JSON.parse quotes what it read, and that may be a key.
    throw new Error(`${path} cannot be read: start again with --reset, or restore it`);
  }
}

/** Writes a value as JSON with mode 0600. A crash leaves the old file or the new one, never half of one. */
export async function writePrivateFile(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${crypto.randomUUID()}.new`;
  await writeFile(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(fresh, path);
}
