/**
 * An empty database with all migrations applied, kept beside the installed packages: making one takes seconds,
 * loading it a fraction of one. It holds no data. Where it cannot be kept or read, databases are made afresh.
 */
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { packageRoot } from "../../process/package-root.ts";
import { MIGRATIONS_DIGEST } from "./migrations.ts";

/** Where snapshots are: `node_modules/.cache/idos-isle` of whoever installed this package. */
function folder(): string {
  const root = packageRoot(import.meta.url);
  const installed = /^(.*[/\\]node_modules)[/\\]/.exec(`${root}/`)?.[1];
  return join(installed ?? join(root, "node_modules"), ".cache", "idos-isle");
}

/** The snapshot's file, whether it is there or not. */
export function snapshotFile(): string {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8")) as {
    version: string;
  };
  return join(folder(), `pglite-${version}-${MIGRATIONS_DIGEST}.tar.gz`);
}

/** The snapshot for this version of PGlite and these migrations, as a tar; undefined when there is none. */
export async function readSnapshot(): Promise<Blob | undefined> {
  try {
    // Unpacked here and not by PGlite: a damaged file would end the process there.
    return new Blob([await promisify(gunzip)(await readFile(snapshotFile()))]);
  } catch {
    return undefined;
  }
}

/** Keeps a snapshot; a crash leaves none or a whole one. @param tar what `dumpDataDir("none")` gave */
export async function writeSnapshot(tar: Blob): Promise<void> {
  try {
    const path = snapshotFile();
    await mkdir(folder(), { recursive: true });
    const fresh = `${path}.${crypto.randomUUID()}.new`;
    await writeFile(fresh, await promisify(gzip)(new Uint8Array(await tar.arrayBuffer()), { level: 1 }));
    await rename(fresh, path);
    // What is left of earlier versions, or of a process that was killed while it wrote.
    const old = (await readdir(folder())).filter((name) => name.startsWith("pglite-") && name !== basename(path));
    await Promise.all(old.map((name) => rm(join(folder(), name), { force: true })));
  } catch {
    // A read-only installation: the next start makes its database afresh, too.
  }
}

/** Removes a snapshot that PGlite does not open. */
export async function dropSnapshot(): Promise<void> {
  await rm(snapshotFile(), { force: true }).catch(() => {});
}
