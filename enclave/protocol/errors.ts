/** Every error that crosses a boundary of this project. Codes are API; messages are not. */

/** The codes, and whether the same call may succeed if it is made again. */
export const CODES = {
  USER_REJECTED: true,
  NO_MATCH: false,
  USER_CLOSED: true,
  ABORTED: true,
  TIMEOUT: true,
  LOCKED: true,
  NO_KEY: false,
  WRONG_PASSWORD: true,
  KEY_MISMATCH: false,
  DECRYPT_FAILED: false,
  INVALID_ARGUMENT: false,
  FORBIDDEN: false,
  RATE_LIMITED: true,
  UNSUPPORTED: false,
  WINDOW_BLOCKED: true,
  STORAGE_UNAVAILABLE: false,
  ENCLAVE_UNREACHABLE: true,
  ENCLAVE_RESTARTED: true,
  VERSION_MISMATCH: false,
  MPC_UNAVAILABLE: true,
  MPC_CORRUPT_SHARE: true,
  MPC_DENIED: false,
  WALLET_UNAVAILABLE: true,
  WALLET_REJECTED: true,
  WALLET_DISCONNECTED: true,
  WALLET_WRONG_ACCOUNT: true,
  SIGNATURE_ALTERED: false,
  NETWORK_UNREACHABLE: true,
  NETWORK_DENIED: false,
  NETWORK_CONFLICT: false,
  NOT_FOUND: false,
  TIMELOCKED: false,
  INTERNAL: false,
} as const satisfies Record<string, boolean>;

/** A stable error code. */
export type Code = keyof typeof CODES;

/** An error on the wire. Never holds a stack, a secret or a plaintext. */
export interface WireError {
  code: Code;
  message: string;
  retryable: boolean;
  data?: Record<string, string | number | boolean> | undefined;
}

/** Options of {@link IdosError}. */
export interface IdosErrorOptions {
  cause?: unknown;
  /** Public details, such as `{ until: 1893456000 }`. */
  data?: WireError["data"];
}

/** The one error class. `code` is stable, `message` is for people. */
export class IdosError extends Error {
  override readonly name = "IdosError";
  readonly code: Code;
  /** True if the same call may succeed when it is made again. */
  readonly retryable: boolean;
  readonly data: WireError["data"];

  constructor(code: Code, message: string, { cause, data }: IdosErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = CODES[code];
    this.data = data;
  }
}

/** True for an {@link IdosError}, and for one with that code if a code is given. */
export function isIdosError(error: unknown, code?: Code): error is IdosError {
  return error instanceof IdosError && (code === undefined || error.code === code);
}

/** True for a string that is one of the codes. */
export function isCode(value: unknown): value is Code {
  return typeof value === "string" && Object.hasOwn(CODES, value);
}

/** The error as it may cross a boundary; anything but an IdosError becomes `INTERNAL` without its text. */
export function toWireError(error: unknown): WireError {
  if (!isIdosError(error))
    return { code: "INTERNAL", message: "Something went wrong in the enclave", retryable: false };
  const { code, message, retryable, data } = error;
  return { code, message, retryable, ...(data && { data }) };
}

/** Revives an error from the wire. */
export function fromWireError({ code, message, data }: WireError): IdosError {
  return new IdosError(code, message, data ? { data } : {});
}

/** The `ABORTED` error. */
export function aborted(): IdosError {
  return new IdosError("ABORTED", "Cancelled");
}

/** Throws `ABORTED` if the signal was aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}
