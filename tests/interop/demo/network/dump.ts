/** Everything that is in the database of a node which has stopped. */
import { openPglite } from "../../../../demo/network/node/pglite.ts";

/**
 * Rows of every table, as PostgreSQL prints them, in an order that does not depend on how they were written.
 * @param folder the stopped node's `dataDir`
 */
export async function dumpDatabase(folder: string): Promise<Record<string, string[]>> {
  const database = await openPglite(folder);
  try {
    const tables = await database.rows({
      text: "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
      values: [],
    });
    const dump: Record<string, string[]> = {};
    for (const { tablename } of tables) {
      const name = String(tablename);
      const rows = await database.rows({ text: `SELECT t::text AS row FROM "${name}" t ORDER BY 1`, values: [] });
      dump[name] = rows.map(({ row }) => String(row));
    }
    return dump;
  } finally {
    await database.close();
  }
}
