/**
 * Statements on PGlite, prepared once and then run in one round trip. Its own `query` parses, describes and plans every
 * time, in five round trips, which is three quarters of what a small statement costs.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
import { parse, type PGlite, protocol } from "@electric-sql/pglite";
import { concat } from "../../../enclave/crypto/bytes.ts";
import type { Queries, Row, SqlValue, Statement } from "./sql.ts";

const { serialize } = protocol;

/** What is prepared: the statements of the code's own templates, of which there are few. Others run unprepared. */
const PREPARED = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/;
/** More than the code has; a mistake that builds texts would otherwise fill memory. */
const MOST = 500;

function text(value: SqlValue): string | null {
  return value === null || typeof value === "string" ? value : String(value);
}

/** Runs statements. Its caller sees to it that there is one at a time. @param parsers by type id */
export function pgliteQueries(pg: PGlite, parsers: Record<number, (value: string) => SqlValue>): Queries {
  const names = new Map<string, string>();

  /** The name under which a statement is prepared; empty for one that is not. */
  async function prepared(statement: string): Promise<string> {
    const known = names.get(statement);
    if (known !== undefined || names.size === MOST || !PREPARED.test(statement)) return known ?? "";
    const name = `s${names.size}`;
    // On its own: whether the statement's first run then fails says nothing about what was prepared.
    await pg.execProtocol(concat(serialize.parse({ name, text: statement }), serialize.sync()));
    names.set(statement, name);
    return name;
  }

  async function query({ text: statement, values }: Statement) {
    const name = await prepared(statement);
    const { messages } = await pg.execProtocol(
      concat(
        ...(name ? [] : [serialize.parse({ text: statement })]),
        serialize.bind({ statement: name, values: values.map(text) }),
        serialize.describe({ type: "P" }),
        serialize.execute({}),
        serialize.sync(),
      ),
    );
    return parse.parseResults(messages, parsers)[0];
  }

  return {
    rows: async (statement) => ((await query(statement))?.rows ?? []) as Row[],
    run: async (statement) => (await query(statement))?.affectedRows ?? 0,
  };
}
