/** What an action's declaration says: inputs, view or write, who may, what it does. */
import type { Action, Arguments } from "../../../enclave/kwil/actions.ts";
import type { Extension } from "./extensions.ts";
import type { Context, Rule } from "./rules.ts";
import type { Row } from "./sql.ts";

/** Types of result columns, by Kwil's names. */
export type ColumnType = "uuid" | "text" | "int8" | "bool" | "numeric";

/** An action's arguments: null only where the declaration lists the input as optional. */
export type Given<A extends Action, Optional extends string> = {
  [Name in keyof Arguments<A>]: Name extends Optional ? Arguments<A>[Name] : NonNullable<Arguments<A>[Name]>;
};

interface Options<A extends Action, Optional extends string, Result> {
  /** Who may. */
  rule: Rule;
  /** What is refused beyond the rule, for the documentation. */
  refuses?: string[];
  /** Inputs that may be null. */
  optional?: readonly Optional[];
  /** Only on networks that have this extension. */
  extension?: Extension;
  run(call: Context & { args: Given<A, Optional> }): Promise<Result>;
}

/** A declared action, ready to run. */
export interface Declaration {
  readonly action: Action;
  readonly kind: "view" | "write";
  readonly rule: Rule;
  readonly refuses: readonly string[];
  readonly optional: readonly string[];
  /** The extension that has it; absent: idOS's schema has it. */
  readonly extension: Extension | undefined;
  /** Result columns of a view, in order. */
  readonly returns: Readonly<Record<string, ColumnType>>;
  run(call: Context & { args: Readonly<Record<string, string | number | null>> }): Promise<Row[]>;
}

/** Declares a view: reads only, and answers rows. */
export function view<A extends Action, const Optional extends string = never>(
  action: A,
  options: Options<A, Optional, Row[]> & { returns: Record<string, ColumnType> },
): Declaration {
  const { rule, refuses = [], optional = [], extension, returns, run } = options;
  // Arguments are checked against the inputs, and against null, before they reach run.
  return {
    action,
    kind: "view",
    rule,
    refuses,
    optional,
    extension,
    returns,
    run: (call) => run(call as Parameters<typeof run>[0]),
  };
}

/** Declares a write: a transaction of which nothing stays if it fails. */
export function write<A extends Action, const Optional extends string = never>(
  action: A,
  options: Options<A, Optional, unknown>,
): Declaration {
  const { rule, refuses = [], optional = [], extension, run } = options;
  return {
    action,
    kind: "write",
    rule,
    refuses,
    optional,
    extension,
    returns: {},
    async run(call) {
      await run(call as Parameters<typeof run>[0]);
      return [];
    },
  };
}
