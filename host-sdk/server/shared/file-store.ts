/** A {@link Store} in a folder, one file per key. For one process at a time, however many of its parts open it. */
import { mkdirSync, realpathSync } from "node:fs";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { fileName, keyOfName, SUFFIX } from "./file-names.ts";
import { ownFolder, type FolderOwner } from "./folder-owner.ts";
import { createKeyedLock } from "./keyed-lock.ts";
import { processWide } from "./shared-state.ts";
import type { Store } from "./store.ts";

const UNFINISHED = ".tmp";
/** Says what a file is; files of earlier versions hold the bare value. */
const FORMAT = "idos-isle store 1";

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

/**
 * A store in a folder, which is made if need be and readable by its owner alone. A value is written beside the
 * old one, forced to the disk, and put in its place: after a crash a key has its old value or its new one. Every file
 * names its key, and nothing is read under another one.
 *
 * Opening a folder again in one process gives the same store. The folder belongs to the first process that reads or
 * writes in it, until that ends, even by a crash: in any other one every method rejects with `STORAGE_UNAVAILABLE`.
 * @param folder path
 * @throws IdosError `STORAGE_UNAVAILABLE` when the folder cannot be used
 */
export function fileStore(folder: string): Store {
  const opened = processWide("file stores", () => new Map<string, Store>());
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // By its real path: a link to a folder is the same folder.
    const path = realpathSync(folder);
    const store = opened.get(path) ?? openFolder(path);
    opened.set(path, store);
    return store;
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

const unusable = (folder: string, cause: unknown) =>
  new IdosError("STORAGE_UNAVAILABLE", `store: the folder ${folder} cannot be used`, { cause });

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself has to be enough.
  const handle = await open(folder, "r").catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function openFolder(folder: string): Store {
  const inTurn = createKeyedLock();
  const writing = new Set<string>();
  let owner: FolderOwner | undefined;
  let claiming: Promise<void> | undefined;

  /** What crashes left unfinished. Only an owner may: nobody else is writing. */
  async function clear(): Promise<void> {
    for (const name of await readdir(folder))
      if (name.endsWith(UNFINISHED) && !writing.has(name)) await rm(join(folder, name), { force: true });
  }

  async function claim(): Promise<void> {
    if (await owner?.holds()) return;
    owner = undefined;
    owner = await ownFolder(folder, clear);
  }

  /** One attempt for all that ask meanwhile. After one that failed the next tries again: the other may have ended. */
  function own(): Promise<void> {
    claiming ??= claim().finally(() => (claiming = undefined));
    return claiming;
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      await own();
      return await work();
    } catch (cause) {
      if (cause instanceof IdosError) throw cause;
      throw unusable(folder, cause);
    }
  }

  const broken = (why: string) => new IdosError("STORAGE_UNAVAILABLE", `store: a file in ${folder} ${why}`);

  /** What a file holds, and of which key; undefined if there is none. */
  async function read(name: string): Promise<{ key: string | undefined; value: unknown } | undefined> {
    let text: string;
    try {
      text = await readFile(join(folder, name), "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    let held: unknown;
    try {
      held = JSON.parse(text);
    } catch {
      // No cause: the parser's message quotes the text, which may be personal.
      throw broken("is no JSON");
    }
    const { format, key, value } = (typeof held === "object" && held !== null ? held : {}) as Record<string, unknown>;
    return format === FORMAT && typeof key === "string" ? { key, value } : { key: keyOfName(name), value: held };
  }

  async function write(name: string, text: string): Promise<void> {
    const unfinished = `${crypto.randomUUID()}${UNFINISHED}`;
    writing.add(unfinished);
    try {
      const handle = await open(join(folder, unfinished), "wx", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(join(folder, unfinished), join(folder, name));
    } catch (error) {
      await rm(join(folder, unfinished), { force: true });
      throw error;
    } finally {
      writing.delete(unfinished);
    }
    await syncFolder(folder);
  }

  return {
    get: (key) =>
      guarded(async () => {
        const found = await read(fileName(key));
        if (found && found.key !== key) throw broken("names another key than its own");
        return found?.value;
      }),
    put: (key, value) =>
      guarded(async () => {
        const name = fileName(key);
        const text = JSON.stringify({ format: FORMAT, key, value });
        // In the order in which they were asked for, so that the last value stays.
        await inTurn(`file ${name}`, () => write(name, text));
      }),
    delete: (key) =>
      guarded(async () => {
        const name = fileName(key);
        await inTurn(`file ${name}`, async () => {
          await rm(join(folder, name), { force: true });
          await syncFolder(folder);
        });
      }),
    list: (prefix) =>
      guarded(async () => {
        const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX));
        // The name of a long key is only its hash.
        const keys = await Promise.all(names.map(async (name) => keyOfName(name) ?? (await read(name))?.key));
        return keys.filter((key): key is string => key?.startsWith(prefix) === true);
      }),
  };
}
