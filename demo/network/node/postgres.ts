/**
 * A PostgreSQL server as the node's database. Several processes may use one: transactions follow each other. All tables
 * are in a schema of their own, so that a database that is an app's, too, keeps what it has.
 */
import { DatabaseError, Pool, type PoolClient, types } from "pg";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { migrate } from "./migrations.ts";
import { withSavepoints } from "./savepoint.ts";
import type { Database, Queries, Row, SqlValue, Statement, Transaction } from "./sql.ts";

/** Held by every transaction, so that blocks follow each other whichever process writes them. */
const WRITE_LOCK = 0x1d05;
/** The schema that all tables are in. */
const SCHEMA = "idos_network";
/** How long a connection may take, in ms. */
const CONNECT_DEADLINE = 10_000;
/** How long the server may work on a statement, or wait for another process's transaction, in ms. */
const STATEMENT_DEADLINE = 30_000;
/** How long a transaction may stand still, in ms: beyond it the server ends it, so that others go on. */
const IDLE_DEADLINE = 30_000;

const PARSERS = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

function queries(client: Pick<Pool | PoolClient, "query">): Queries {
  const query = ({ text, values }: Statement) => client.query<Row>(text, values as SqlValue[]);
  return {
    rows: async (statement) => (await query(statement)).rows,
    run: async (statement) => (await query(statement)).rowCount ?? 0,
  };
}

/** What a person can do about it. The URL stays out of it: it may hold a password. */
function unavailable(error: unknown): unknown {
  if (error instanceof IdosError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  const words = error instanceof DatabaseError ? `: ${error.message}` : "";
  return new IdosError("STORAGE_UNAVAILABLE", `The database at databaseUrl cannot be used (${code}${words})`, {
    cause: error,
  });
}

function connect(url: string): Pool {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new IdosError("INVALID_ARGUMENT", "databaseUrl: expected postgres://user@host:port/database");
  const pool = new Pool({
    connectionString: url,
    types: PARSERS,
    max: 8,
    connectionTimeoutMillis: CONNECT_DEADLINE,
    statement_timeout: STATEMENT_DEADLINE,
    // For a server that does not answer at all; after the server's own deadline, which ends the statement too.
    query_timeout: STATEMENT_DEADLINE + 5_000,
    idle_in_transaction_session_timeout: IDLE_DEADLINE,
    application_name: "idos-isle",
    onConnect: async (client) => void (await client.query(`SET search_path TO ${SCHEMA}`)),
  });
  // An idle connection that breaks is replaced at the next use.
  pool.on("error", () => {});
  return pool;
}

/**
 * Deletes everything that nodes keep in a database, and nothing else.
 * @throws IdosError as {@link openPostgres}
 */
export async function resetPostgres(url: string): Promise<void> {
  const pool = connect(url);
  try {
    await pool.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  } catch (error) {
    throw unavailable(error);
  } finally {
    await pool.end();
  }
}

/**
 * Opens a database on a PostgreSQL server, version 14 or later, and brings its schema up to date.
 * @param url `postgres://user:password@host:port/database`, or any other form that libpq's URLs have
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when the server refuses or does not answer
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = connect(url);
  let last: Promise<unknown> = Promise.resolve();

  async function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = false;
    // A connection that breaks fails its statement and says so here as well: unheard, that would end the process.
    const onBroken = (): void => void (broken = true);
    client.on("error", onBroken);
    try {
      await client.query("BEGIN");
      await client.query("SELECT pg_advisory_xact_lock($1)", [WRITE_LOCK]);
      const result = await work(withSavepoints(queries(client), (text) => client.query(text)));
      // The server answers ROLLBACK to a COMMIT of a transaction in which something failed.
      if ((await client.query("COMMIT")).command !== "COMMIT") throw new Error("the transaction was rolled back");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => void (broken = true));
      throw error;
    } finally {
      client.off("error", onBroken);
      client.release(broken);
    }
  }

  const database: Database = {
    ...queries(pool),
    write(work) {
      const mine = last.then(() => transaction(work));
      last = mine.catch(() => {});
      return mine;
    },
    async close() {
      await last;
      await pool.end();
    },
  };
  try {
    await database.write((transaction) =>
      transaction.run({ text: `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`, values: [] }),
    );
    await migrate(database);
    return database;
  } catch (error) {
    await pool.end();
    throw unavailable(error);
  }
}
