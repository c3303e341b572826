/** Where a node keeps its state: one interface (`sql.ts`), two databases, the same SQL on both. */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { openPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";
import type { Database } from "./sql.ts";

/** Which database. */
export interface DatabaseOptions {
  /** Folder for the embedded one, for the node alone; absent: in memory. */
  dataDir?: string | undefined;
  /** `postgres://…`: a PostgreSQL server instead of the embedded one. */
  databaseUrl?: string | undefined;
}

/**
 * Opens the database and brings its schema up to date.
 * @throws IdosError `INVALID_ARGUMENT`, `STORAGE_UNAVAILABLE`
 */
export async function openDatabase({ dataDir, databaseUrl }: DatabaseOptions): Promise<Database> {
  if (databaseUrl === undefined) return openPglite(dataDir);
  if (dataDir !== undefined) throw new IdosError("INVALID_ARGUMENT", "dataDir and databaseUrl: expected one of them");
  return openPostgres(databaseUrl);
}
