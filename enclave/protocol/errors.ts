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

/** When each code occurs: for documentation, and left out of every bundle that does not print it. */
export const WHEN: Readonly<Record<Code, string>> = {
  USER_REJECTED: "The user declined, or nothing matched and they chose not to tell",
  NO_MATCH: "Nothing matched and the user chose to look for a provider",
  USER_CLOSED: "The user closed the window before deciding",
  ABORTED: "The caller or the user cancelled",
  TIMEOUT: "A deadline passed",
  LOCKED: "The key is locked and the enclave does not know whose to unlock: call unlock first",
  NO_KEY: "There is no key for this profile",
  WRONG_PASSWORD: "The password does not make the profile's key",
  KEY_MISMATCH: "What was rebuilt is not the profile's key",
  DECRYPT_FAILED: "A box was not sealed for this key, or was altered",
  INVALID_ARGUMENT: "An argument has the wrong form; the message names it",
  FORBIDDEN: "This caller may not do that",
  RATE_LIMITED: "Too many requests",
  UNSUPPORTED: "Not possible here: this browser, wallet type or embedding",
  WINDOW_BLOCKED: "The browser did not let the idOS window open, or cut its link",
  STORAGE_UNAVAILABLE: "The browser refuses storage",
  ENCLAVE_UNREACHABLE: "The enclave's frame did not answer",
  ENCLAVE_RESTARTED: "The enclave's frame was reloaded or went away during the call, or its vault stopped",
  VERSION_MISMATCH: "Host and enclave speak no common version",
  MPC_UNAVAILABLE: "Too few MPC nodes gave a usable answer",
  MPC_CORRUPT_SHARE: "An MPC node answered with a share that is not what was stored",
  MPC_DENIED: "The MPC nodes refuse this wallet",
  WALLET_UNAVAILABLE: "No such wallet, or it cannot do what was asked",
  WALLET_REJECTED: "The request was declined in the wallet",
  WALLET_DISCONNECTED: "The wallet is not connected",
  WALLET_WRONG_ACCOUNT: "The wallet is on another account than the one that is needed",
  SIGNATURE_ALTERED: "A signature is not over the enclave's own message: the site changed it",
  NETWORK_UNREACHABLE: "The storage node or the backend did not answer",
  NETWORK_DENIED: "The storage node or the backend refuses",
  NETWORK_CONFLICT: "The network's state is not what was expected: a duplicate, a replay, an altered text",
  NOT_FOUND: "No such thing, or not yours",
  TIMELOCKED: "An access grant is locked until a date, named in data.until (unix seconds)",
  INTERNAL: "A bug in this project; please report it",
};

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
