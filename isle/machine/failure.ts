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
export function cancelled(): Failure {
  return failureOf(new IdosError("ABORTED", "The request was cancelled in the Isle"));
}

/** The person said no to a write grant, in the Isle. */
export function declined(): Failure {
  return failureOf(new IdosError("USER_REJECTED", "The permission to write was declined in the Isle"));
}
