/** A lock file: one process at a time uses a folder. A lock whose process is gone is taken over. */
import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { IdosError } from "../../enclave/protocol/errors.ts";

/** Lock files of this process: a process id alone does not tell it from one that was killed and had the same. */
const held = new Set<string>();
/** How long a lock without a process's name counts as one that is being written, in ms. */
const BEING_WRITTEN = 1_000;

/**
 * Takes the folder's lock, making the folder where there is none.
 * @param name of the lock's file
 * @returns how to give it back
 * @throws IdosError `STORAGE_UNAVAILABLE` naming the process that has it
 */
export function lockFolder(folder: string, name = "lock"): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(realpathSync(folder), name);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      held.add(file);
      return () => {
        if (held.delete(file)) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = holderOf(file);
      if (held.has(file) || (holder !== String(process.pid) && isInUse(file, holder)))
        throw new IdosError(
          "STORAGE_UNAVAILABLE",
          `The data folder ${folder} is in use by ${holder ? `process ${holder}` : "another process"}`,
        );
      takeAway(file, holder);
    }
  }
}

/** The process that a lock names; empty when there is no lock any more, or nothing in it. */
function holderOf(file: string): string {
  return ignoring("ENOENT", () => readFileSync(file, "utf8").trim()) ?? "";
}

/** True for the lock of a process that runs. One without a name is being written, or a crash cut it off. */
function isInUse(file: string, holder: string): boolean {
  if (holder) return isAlive(Number(holder));
  const age = ignoring("ENOENT", () => Date.now() - statSync(file).mtimeMs);
  return age !== undefined && age < BEING_WRITTEN;
}

/** Removes the lock of a process that is gone, and not one that another process has put in its place meanwhile. */
function takeAway(file: string, holder: string): void {
  const aside = `${file}.${crypto.randomUUID()}`;
  if (ignoring("ENOENT", () => (renameSync(file, aside), true)) === undefined) return;
  if (holderOf(aside) !== holder) ignoring("EEXIST", () => copyFileSync(aside, file, constants.COPYFILE_EXCL));
  rmSync(aside, { force: true });
}

function ignoring<T>(code: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
