/** The embedded database: PostgreSQL in WASM, in memory or in a folder that one process at a time may use. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { PGlite, type Transaction as PgTransaction, types } from "@electric-sql/pglite";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { migrate } from "./migrations.ts";
import type { Database, Queries, Row, Statement } from "./sql.ts";

/** Takes the folder's lock file; returns how to give it back. */
function lock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  for (;;) {
    try {
      const handle = openSync(file, "wx");
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number(readFileSync(file, "utf8"));
      if (holder && isAlive(holder))
        throw new IdosError("STORAGE_UNAVAILABLE", `The data folder ${folder} is in use by process ${holder}`);
      rmSync(file, { force: true });
    }
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

function queries(pg: Pick<PGlite | PgTransaction, "query">): Queries {
  const query = ({ text, values }: Statement) => pg.query<Row>(text, [...values]);
  return {
    rows: async (statement) => (await query(statement)).rows,
    run: async (statement) => (await query(statement)).affectedRows ?? 0,
  };
}

/**
 * Opens the embedded database and brings its schema up to date.
 * @param dataDir folder of its own; absent: in memory
 * @throws IdosError `STORAGE_UNAVAILABLE` when another process uses the folder
 */
export async function openPglite(dataDir?: string): Promise<Database> {
  const unlock = dataDir === undefined ? () => {} : lock(dataDir);
  try {
    const pg = await PGlite.create({
      ...(dataDir !== undefined && { dataDir: join(dataDir, "pg") }),
      parsers: { [types.INT8]: Number },
    });
    const database: Database = {
      ...queries(pg),
      write: (work) =>
        pg.transaction((tx) =>
          work({
            ...queries(tx),
            async attempt(inner) {
              await tx.exec("SAVEPOINT attempt");
              try {
                const result = await inner();
                await tx.exec("RELEASE SAVEPOINT attempt");
                return result;
              } catch (error) {
                await tx.exec("ROLLBACK TO SAVEPOINT attempt");
                throw error;
              }
            },
          }),
        ),
      async close() {
        // Queued behind every write that began, so that none is cut off.
        await pg.transaction(async () => {});
        await pg.close();
        unlock();
      },
    };
    await migrate(database);
    return database;
  } catch (error) {
    unlock();
    throw error;
  }
}
