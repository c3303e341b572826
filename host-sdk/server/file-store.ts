/** A {@link Store} in a folder, one file per key. For one process at a time. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fromUtf8, utf8 } from "../../enclave/crypto/bytes.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import type { Store } from "./store.ts";

const SUFFIX = ".json";
const UNFINISHED = ".tmp";

/** A key as a file name: everything but lower-case letters, digits, `-` and `_` as %hh, since some file systems ignore case. */
function fileName(key: string): string {
  const name = [...utf8(key)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[a-z0-9_-]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
  if (!name || name.length > 240)
    throw new IdosError("INVALID_ARGUMENT", "key: expected 1 to 240 characters once escaped");
  return name + SUFFIX;
}

function keyOf(name: string): string {
  const bytes = name.slice(0, -SUFFIX.length).match(/%[0-9a-f]{2}|[^%]/g) ?? [];
  return fromUtf8(
    Uint8Array.from(bytes, (part) => (part.length === 3 ? parseInt(part.slice(1), 16) : part.charCodeAt(0))),
  );
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

/**
 * A store in a folder, which is made if need be and readable by its owner alone. A value is written beside the
 * old one, forced to the disk, and put in its place: after a crash a key has its old value or its new one.
 * @param folder path
 * @throws IdosError `STORAGE_UNAVAILABLE` when the folder cannot be used
 */
export function fileStore(folder: string): Store {
  let counter = 0;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) if (name.endsWith(UNFINISHED)) rmSync(join(folder, name), { force: true });
  } catch (cause) {
    throw new IdosError("STORAGE_UNAVAILABLE", `store: the folder ${folder} cannot be used`, { cause });
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof IdosError) throw cause;
      throw new IdosError("STORAGE_UNAVAILABLE", `store: the folder ${folder} cannot be used`, { cause });
    }
  }

  async function syncFolder(): Promise<void> {
    // Windows cannot open a folder; there the rename itself has to be enough.
    const handle = await open(folder, "r").catch(() => undefined);
    if (!handle) return;
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  return {
    get: (key) =>
      guarded(async () => {
        let text: string;
        try {
          text = await readFile(join(folder, fileName(key)), "utf8");
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
        try {
          return JSON.parse(text) as unknown;
        } catch {
          // No cause: the parser's message quotes the text, which may be personal.
          throw new IdosError("STORAGE_UNAVAILABLE", `store: a file in ${folder} is no JSON`);
        }
      }),
    put: (key, value) =>
      guarded(async () => {
        const target = join(folder, fileName(key));
        const unfinished = join(folder, `${process.pid}-${++counter}${UNFINISHED}`);
        const handle = await open(unfinished, "w", 0o600);
        try {
          await handle.writeFile(JSON.stringify(value));
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(unfinished, target);
        await syncFolder();
      }),
    delete: (key) =>
      guarded(async () => {
        await rm(join(folder, fileName(key)), { force: true });
        await syncFolder();
      }),
    list: (prefix) =>
      guarded(async () => {
        const names = await readdir(folder);
        return names
          .filter((name) => name.endsWith(SUFFIX))
          .map(keyOf)
          .filter((key) => key.startsWith(prefix));
      }),
  };
}
