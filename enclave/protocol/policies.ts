/**
 * What each call needs: whose consent, which surface, which deadline. Both sides take the deadlines from here; consents
 * and surfaces are what the flows do, and are documented from here.
 */
import type { Asks, Calls } from "./types.ts";

/** The rule of one method. */
export interface Policy {
  /** `once`: the first use by an origin is asked for. `each`: every call is. `to forget`: every one that forgets. */
  consent: "none" | "once" | "each" | "to forget";
  /** The largest surface that the call may open. */
  surface: "none" | "window";
  /** As in {@link CALL_DEADLINES}. */
  deadline: number | null;
}

/** Deadlines of {@link Calls}, in milliseconds. Null: the call waits for a person, who has a visible Cancel. */
export const CALL_DEADLINES: { [M in keyof Calls]: number | null } = {
  status: 5_000,
  configure: 5_000,
  createKey: null,
  unlock: null,
  lock: null,
  grant: null,
  view: null,
  manage: null,
  linkRecovery: null,
  unlinkRecovery: null,
};

/** Rules of {@link Calls}, which the host and the documentation read; the frame takes the deadlines alone. */
export const CALL_POLICIES: { [M in keyof Calls]: Policy } = {
  status: { consent: "none", surface: "none", deadline: CALL_DEADLINES.status },
  configure: { consent: "none", surface: "none", deadline: CALL_DEADLINES.configure },
  createKey: { consent: "each", surface: "window", deadline: CALL_DEADLINES.createKey },
  unlock: { consent: "once", surface: "window", deadline: CALL_DEADLINES.unlock },
  lock: { consent: "to forget", surface: "window", deadline: CALL_DEADLINES.lock },
  grant: { consent: "each", surface: "window", deadline: CALL_DEADLINES.grant },
  view: { consent: "once", surface: "window", deadline: CALL_DEADLINES.view },
  manage: { consent: "once", surface: "window", deadline: CALL_DEADLINES.manage },
  linkRecovery: { consent: "each", surface: "window", deadline: CALL_DEADLINES.linkRecovery },
  unlinkRecovery: { consent: "each", surface: "window", deadline: CALL_DEADLINES.unlinkRecovery },
};

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
