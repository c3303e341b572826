/** What the machine wants done outside of itself. */
import type { Check, GrantReceipt } from "../../host-sdk/index.ts";
import type { Failure } from "./failure.ts";
import type { Job } from "./jobs.ts";
import type { IsleState } from "./state.ts";

/** How a goal ended. */
export type Outcome =
  | { readonly kind: "connected"; readonly userId: string }
  | { readonly kind: "check"; readonly check: Check }
  | { readonly kind: "granted"; readonly receipt: GrantReceipt }
  | { readonly kind: "failed"; readonly failure: Failure };

/** News for the page. */
export type News =
  | { readonly kind: "granted"; readonly receipt: GrantReceipt }
  | { readonly kind: "revoked"; readonly grantId: string }
  | { readonly kind: "check"; readonly check: Check };

export type Effect =
  /** Answered by `done` or `failed` with the task's number, unless it is stopped. */
  | { readonly effect: "run"; readonly task: number; readonly job: Job }
  | { readonly effect: "stop"; readonly task: number }
  /** Answered by `wallets-found`. */
  | { readonly effect: "discover" }
  /** Mounts the enclave ahead of need. */
  | { readonly effect: "warm" }
  /** Reads the check's status now and then, until `unwatch`; answered by `check-read` and `check-unread`. */
  | { readonly effect: "watch"; readonly check: string }
  | { readonly effect: "unwatch" }
  | { readonly effect: "remember"; readonly check: string; readonly userId: string }
  | { readonly effect: "forget" }
  /** Answered by `check-remembered`, if there is one. */
  | { readonly effect: "recall" }
  | { readonly effect: "settle"; readonly goal: number; readonly outcome: Outcome }
  | { readonly effect: "announce"; readonly news: News };

/** What one event leads to. */
export interface Step {
  readonly state: IsleState;
  readonly effects: readonly Effect[];
}
