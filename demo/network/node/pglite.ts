/** The embedded database: PostgreSQL in WASM, in memory or in a folder that one process at a time may use. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite, types } from "@electric-sql/pglite";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { lockFolder } from "../../process/folder-lock.ts";
import { migrate } from "./migrations.ts";
import { pgliteQueries } from "./pglite-statements.ts";
import { dropSnapshot, readSnapshot, writeSnapshot } from "./pglite-snapshot.ts";
import { withSavepoints } from "./savepoint.ts";
import type { Database, Transaction } from "./sql.ts";

const PARSERS = { [types.INT8]: Number };

function databaseOf(pg: PGlite, unlock: () => void): Database {
  const queries = pgliteQueries(pg, PARSERS);
  let last: Promise<unknown> = Promise.resolve();

  /** There is one connection: reads and transactions follow each other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  }

  async function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await pg.exec("BEGIN");
    try {
      const result = await work(withSavepoints(queries, (text) => pg.exec(text)));
      // The answer to a COMMIT of a transaction in which something failed is ROLLBACK.
      const [commit] = await pg.exec("COMMIT");
      if (commit?.command !== "COMMIT") throw new Error("the transaction was rolled back");
      return result;
    } catch (error) {
      await pg.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    rows: (statement) => inTurn(() => queries.rows(statement)),
    run: (statement) => inTurn(() => queries.run(statement)),
    write: (work) => inTurn(() => transaction(work)),
    async close() {
      await last;
      try {
        await pg.close();
      } finally {
        unlock();
      }
    },
  };
}

/** Makes a database where there is none, from the snapshot if there is one. */
async function create(dataDir: string | undefined): Promise<PGlite> {
  const options = { ...(dataDir !== undefined && { dataDir }), parsers: PARSERS };
  const snapshot = await readSnapshot();
  if (snapshot) {
    try {
      return await PGlite.create({ ...options, loadDataDir: snapshot });
    } catch {
      await dropSnapshot();
      if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
    }
  }
  const pg = await PGlite.create(options);
  await migrate(databaseOf(pg, () => {}));
  // The names of what was prepared are given again.
  await pg.exec("DEALLOCATE ALL");
  await writeSnapshot(await pg.dumpDataDir("none"));
  return pg;
}

/** Opens what is in the folder, or makes it. A folder that a crash left half made was never used: it is made again. */
async function openFolder(folder: string): Promise<PGlite> {
  const dataDir = join(folder, "pg");
  const unfinished = join(folder, "pg.unfinished");
  if (existsSync(dataDir) && !existsSync(unfinished)) {
    try {
      return await PGlite.create({ dataDir, parsers: PARSERS });
    } catch (cause) {
      throw new IdosError(
        "STORAGE_UNAVAILABLE",
        `The database in ${folder} does not open: it is damaged, or another version made it. Start again with an empty folder`,
        { cause },
      );
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
  writeFileSync(unfinished, "");
  const pg = await create(dataDir);
  rmSync(unfinished, { force: true });
  return pg;
}

/**
 * Opens the embedded database and brings its schema up to date.
 * @param dataDir folder of its own; absent: in memory
 * @throws IdosError `STORAGE_UNAVAILABLE` when another process uses the folder, or it holds a damaged database
 */
export async function openPglite(dataDir?: string): Promise<Database> {
  const unlock = dataDir === undefined ? () => {} : lockFolder(dataDir);
  let pg: PGlite | undefined;
  try {
    pg = await (dataDir === undefined ? create(undefined) : openFolder(dataDir));
    const database = databaseOf(pg, unlock);
    await migrate(database);
    return database;
  } catch (error) {
    await pg?.close();
    unlock();
    throw error;
  }
}
