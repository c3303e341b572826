/** What both sides of the channel hold to: versions, deadlines, limits. What each call needs stands with it, in `calls/`. */
import type { Asks } from "./types.ts";

/** Deadlines of {@link Asks}. A wallet waits for a person. */
export const ASK_DEADLINES: { [M in keyof Asks]: number | null } = {
  signTypedData: null,
  signMessage: null,
  showFrame: 5_000,
  hideFrame: 5_000,
  event: 5_000,
};

/** Protocol versions that this build speaks. */
export const VERSIONS: readonly number[] = [1];
/** How long the host waits for the enclave's first word, in milliseconds. */
export const CONNECT_DEADLINE = 10_000;
/** Pending calls are accompanied by a heartbeat every `every` ms; `missed` unanswered ones mean that the other side is gone. */
export const HEARTBEAT = { every: 4_000, missed: 3 };
/** Calls that may be pending at once; one more is `RATE_LIMITED`. */
export const MAX_PENDING = 256;
