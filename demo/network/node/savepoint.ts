/** `attempt` of a transaction, for every database of the PostgreSQL family. */
import type { Queries, Transaction } from "./sql.ts";

/** Queries inside a transaction with `attempt`. @param exec runs a statement without values */
export function withSavepoints(queries: Queries, exec: (text: string) => Promise<unknown>): Transaction {
  return {
    ...queries,
    async attempt(work) {
      await exec("SAVEPOINT attempt");
      try {
        const result = await work();
        await exec("RELEASE SAVEPOINT attempt");
        return result;
      } catch (error) {
        await exec("ROLLBACK TO SAVEPOINT attempt");
        throw error;
      }
    },
  };
}
