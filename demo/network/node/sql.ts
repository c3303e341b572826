/** SQL with its values beside it: what stands in `${}` never becomes part of the text. */

/** A value that SQL takes. */
export type SqlValue = string | number | boolean | null;
/** A row as it is read. */
export type Row = Record<string, SqlValue>;

/** A statement with `$1, $2, …` and their values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Builds a statement from a template. */
export function sql(strings: TemplateStringsArray, ...values: SqlValue[]): Statement {
  const text = strings.reduce((all, part, i) => `${all}${i ? `$${i}` : ""}${part}`, "");
  return { text, values };
}

/** Runs statements, inside a transaction or not. */
export interface Queries {
  /** The rows of a statement. */
  rows(statement: Statement): Promise<Row[]>;
  /** Runs a statement; how many rows it touched. */
  run(statement: Statement): Promise<number>;
}

/** Statements of one transaction. */
export interface Transaction extends Queries {
  /** Runs work of which nothing stays if it throws, while the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
}

/** Where the node keeps its state. */
export interface Database extends Queries {
  /** Runs work in one transaction, after every earlier one has ended; rolled back if it throws. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
