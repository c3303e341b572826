/**
 * The demo's data folder. It carries a marker, so that `--reset` never wipes a folder that the demo did not make,
 * and a lock, since one process at a time may use the database in it.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isIdosError } from "../../enclave/protocol/errors.ts";
import { lockFolder } from "./folder-lock.ts";

const MARKER = ".idos-isle-demo";
const LOCK = "running.pid";

/** An error whose message is all that a person needs: no stack is printed. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
}

/** An opened data folder. */
export interface DataFolder {
  /** Absolute path. */
  path: string;
  /** Gives the lock back. */
  release(): Promise<void>;
}

async function entries(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR")
      throw new LaunchError(`${path} is not a folder`);
    throw error;
  }
}

function lock(path: string): () => void {
  try {
    return lockFolder(path, LOCK);
  } catch (error) {
    if (!isIdosError(error, "STORAGE_UNAVAILABLE")) throw error;
    throw new LaunchError(`${error.message}. Stop it, or choose another folder with --data`);
  }
}

/**
 * Opens the folder, making it where there is none.
 * @param folder path, relative to the working directory
 * @param options `reset` wipes what is in it first
 * @throws LaunchError when somebody else made the folder, or the demo runs from it already
 */
export async function openDataFolder(folder: string, { reset }: { reset: boolean }): Promise<DataFolder> {
  const path = resolve(folder);
  const found = await entries(path);
  if (found.length && !found.includes(MARKER))
    throw new LaunchError(
      reset
        ? `${path} was not made by this demo (it has no ${MARKER} in it): nothing was deleted`
        : `${path} holds other things: choose an empty or new folder with --data`,
    );
  await mkdir(path, { recursive: true, mode: 0o700 });
  await writeFile(join(path, MARKER), "Made by the demo of idos-isle; `npm start -- --reset` wipes this folder.\n");
  const release = lock(path);
  if (reset)
    for (const name of found.filter((n) => n !== MARKER && n !== LOCK))
      await rm(join(path, name), { recursive: true, force: true });
  return { path, release: async () => release() };
}
