/** Why an action was refused. The first word of a failure is stable; clients tell cases apart by it. */

/**
 * The first words of a failing action's log, each followed by `: ` and a sentence.
 * `TIMELOCKED` has `until=<unix seconds>` between the two: `TIMELOCKED until=1893456000: …`.
 * Deployed idOS has texts of its own, so a client must also cope with others.
 */
export const FAILURES = {
  /** An access grant is locked until a date. */
  TIMELOCKED: "TIMELOCKED",
  /** There is one already, or it was used before. */
  DUPLICATE: "DUPLICATE",
  /** No such thing, or not the caller's. */
  NOT_FOUND: "NOT_FOUND",
  /** The caller may not do that, or a signature does not hold. */
  DENIED: "DENIED",
  /** An input has the wrong form. */
  INVALID: "INVALID",
  /** This network has no such thing: tokens, or an extension that is off. */
  UNSUPPORTED: "UNSUPPORTED",
} as const;

/** A failure's first word. */
export type Failure = keyof typeof FAILURES;

/** A refused action. Its message is the log that the client gets. */
export class ActionFailure extends Error {
  override readonly name = "ActionFailure";
  readonly failure: Failure;
  constructor(failure: Failure, sentence: string, details = "") {
    super(`${FAILURES[failure]}${details && ` ${details}`}: ${sentence}`);
    this.failure = failure;
  }
}

/** The failure of an action on something that is locked until a time (unix seconds). */
export function timelocked(until: number, what: string): ActionFailure {
  const date = new Date(until * 1000).toISOString().replace(".000Z", "Z");
  return new ActionFailure("TIMELOCKED", `${what} is locked until ${date}`, `until=${until}`);
}

/** What each constraint of the tables guards, said as a sentence. */
const CONSTRAINTS: Readonly<Record<string, [Failure, string]>> = {
  inserter_id: ["DUPLICATE", "an inserter with this id exists"],
  inserter_name: ["DUPLICATE", "an inserter with this name exists"],
  delegate_address: ["DUPLICATE", "this address is a delegate already"],
  delegate_inserter: ["NOT_FOUND", "no inserter has this id"],
  user_id: ["DUPLICATE", "a user with this id exists"],
  wallet_id: ["DUPLICATE", "a wallet with this id exists"],
  wallet_user: ["NOT_FOUND", "no user has this id"],
  wallet_signer: ["DUPLICATE", "this wallet's key is in idOS already"],
  wallet_identifier: ["DUPLICATE", "this wallet is in idOS already"],
  credential_id: ["DUPLICATE", "a credential with this id exists"],
  credential_user: ["NOT_FOUND", "no user has this id"],
  shared_original: ["NOT_FOUND", "no credential has this id"],
  grant_id: ["DUPLICATE", "an access grant with the same grantee, copy and timelock exists"],
  write_grant_id: ["DUPLICATE", "this delegated write grant was used before"],
  attribute_id: ["DUPLICATE", "an attribute with this id exists"],
  attribute_user: ["NOT_FOUND", "no user has this id"],
  shared_original_attribute: ["NOT_FOUND", "no attribute has this id"],
};

/** An error of the database as the failure that it means; undefined when it is none of the caller's doing. */
export function failureOf(error: unknown): ActionFailure | undefined {
  if (error instanceof ActionFailure) return error;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const constraint = "constraint" in error ? CONSTRAINTS[String(error.constraint)] : undefined;
  if (constraint) return new ActionFailure(...constraint);
  // Class 22 is bad data, 23 a broken constraint, 54 a limit of the database.
  if (/^(22|23|54)/.test(error.code)) return new ActionFailure("INVALID", "an input is not what its column takes");
  return undefined;
}
