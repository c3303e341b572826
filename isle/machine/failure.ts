/** A failure as the machine keeps it: plain data, from which the `IdosError` can be made again. */
import { IdosError, isIdosError } from "../../host-sdk/index.ts";

/** Why something failed. */
export interface Failure {
  readonly code: IdosError["code"];
  /** For people. */
  readonly message: string;
  readonly retryable: boolean;
  readonly data?: IdosError["data"];
}

/** The failure that an error is; anything but an `IdosError` is `INTERNAL`. */
export function failureOf(error: unknown): Failure {
  const { code, message, retryable, data } = isIdosError(error)
    ? error
    : new IdosError("INTERNAL", "The Isle met an error that it does not know");
  return { code, message, retryable, ...(data && { data }) };
}

/** The error that a promise is rejected with. */
export function errorOf({ code, message, data }: Failure): IdosError {
  return new IdosError(code, message, data ? { data } : {});
}

/** The person chose to stop, in the Isle. */
export function cancelled(what: string): Failure {
  return failureOf(new IdosError("ABORTED", `${what} was cancelled in the Isle`));
}

/** The person said no, in the Isle. */
export function declined(what: string): Failure {
  return failureOf(new IdosError("USER_REJECTED", `${what} was declined in the Isle`));
}
