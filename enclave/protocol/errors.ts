/** Every error that crosses a boundary of this project. Codes are API; messages are not. */

/** When each code occurs, and whether the same call may succeed if it is made again. */
export const CODES = {
  USER_REJECTED: { retryable: true, when: "The user declined, or nothing matched and they chose not to tell" },
  NO_MATCH: { retryable: false, when: "Nothing matched and the user chose to look for a provider" },
  USER_CLOSED: { retryable: true, when: "The user closed the window before deciding" },
  ABORTED: { retryable: true, when: "The caller or the user cancelled" },
  TIMEOUT: { retryable: true, when: "A deadline passed" },
  LOCKED: { retryable: true, when: "The key is locked and the enclave does not know whose to unlock: call unlock first" },
  NO_KEY: { retryable: false, when: "There is no key for this profile" },
  WRONG_PASSWORD: { retryable: true, when: "The password does not make the profile's key" },
  KEY_MISMATCH: { retryable: false, when: "What was rebuilt is not the profile's key" },
  DECRYPT_FAILED: { retryable: false, when: "A box was not sealed for this key, or was altered" },
  INVALID_ARGUMENT: { retryable: false, when: "An argument has the wrong form; the message names it" },
  FORBIDDEN: { retryable: false, when: "This caller may not do that" },
  RATE_LIMITED: { retryable: true, when: "Too many requests" },
  UNSUPPORTED: { retryable: false, when: "Not possible here: this browser, wallet type or embedding" },
  WINDOW_BLOCKED: { retryable: true, when: "The browser did not let the idOS window open, or cut its link" },
  STORAGE_UNAVAILABLE: { retryable: false, when: "The browser refuses storage" },
  ENCLAVE_UNREACHABLE: { retryable: true, when: "The enclave's frame did not answer" },
  ENCLAVE_RESTARTED: { retryable: true, when: "The enclave's frame was reloaded or went away during the call" },
  VERSION_MISMATCH: { retryable: false, when: "Host and enclave speak no common version" },
  MPC_UNAVAILABLE: { retryable: true, when: "Too few MPC nodes gave a usable answer" },
  MPC_CORRUPT_SHARE: { retryable: true, when: "An MPC node answered with a share that is not what was stored" },
  MPC_DENIED: { retryable: false, when: "The MPC nodes refuse this wallet" },
  WALLET_UNAVAILABLE: { retryable: true, when: "No such wallet, or it cannot do what was asked" },
  WALLET_REJECTED: { retryable: true, when: "The request was declined in the wallet" },
  WALLET_DISCONNECTED: { retryable: true, when: "The wallet is not connected" },
  WALLET_WRONG_ACCOUNT: { retryable: true, when: "The wallet is on another account than the one that is needed" },
  SIGNATURE_ALTERED: { retryable: false, when: "A signature is not over the enclave's own message: the site changed it" },
  NETWORK_UNREACHABLE: { retryable: true, when: "The storage node or the backend did not answer" },
  NETWORK_DENIED: { retryable: false, when: "The storage node or the backend refuses" },
  NETWORK_CONFLICT: { retryable: false, when: "The network's state is not what was expected: a duplicate, a replay, an altered text" },
  NOT_FOUND: { retryable: false, when: "No such thing, or not yours" },
  TIMELOCKED: { retryable: false, when: "An access grant is locked until a date, named in data.until (unix seconds)" },
  INTERNAL: { retryable: false, when: "A bug in this project; please report it" },
} as const satisfies Record<string, { retryable: boolean; when: string }>;

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
    this.retryable = CODES[code].retryable;
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
  if (!isIdosError(error)) return { code: "INTERNAL", message: "Something went wrong in the enclave", retryable: false };
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
