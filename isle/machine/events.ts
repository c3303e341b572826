/** Everything that can happen to the machine. */
import type {
  AccessGrant,
  Check,
  CredentialInfo,
  DiscoveredWallet,
  IdosEvents,
  IdosState,
} from "../../host-sdk/index.ts";
import type { Failure } from "./failure.ts";
import type { JobResult, KeyStoreChoice } from "./jobs.ts";
import type { Goal, Tab } from "./state.ts";

/** What the person does. */
export type PersonEvent =
  | { type: "opened" }
  | { type: "look-again" }
  | { type: "wallet-chosen"; wallet: DiscoveredWallet }
  | { type: "create" }
  | { type: "key-chosen"; store: KeyStoreChoice }
  | { type: "tab"; tab: Tab }
  | { type: "reload" }
  | { type: "get-verified" }
  | { type: "provider-chosen" }
  | { type: "approve" }
  | { type: "decline" }
  | { type: "show-verification" }
  | { type: "check-now" }
  | { type: "continue" }
  | { type: "view"; credential: CredentialInfo }
  | { type: "delete"; credential: CredentialInfo }
  | { type: "revoke"; grant: AccessGrant }
  | { type: "confirm" }
  | { type: "lock" }
  /** The enclave's own settings, in its window. */
  | { type: "manage" }
  | { type: "disconnect" }
  | { type: "retry" }
  | { type: "back" }
  | { type: "cancel" }
  /** Ends the active goal. */
  | { type: "refuse" };

/** What the page, the SDK and finished effects report. */
export type OutsideEvent =
  | { type: "asked"; goal: Goal }
  /** The page no longer wants a goal. */
  | { type: "withdrawn"; goal: number }
  | { type: "session"; session: IdosState }
  | { type: "asking"; asking: IdosEvents["asking"] }
  | { type: "enclave"; event: IdosEvents["enclave"] }
  | { type: "wallets-found"; wallets: readonly DiscoveredWallet[] }
  | { type: "done"; task: number; result: JobResult; session: IdosState }
  | { type: "failed"; task: number; failure: Failure; session: IdosState }
  | { type: "check-remembered"; id: string; userId: string }
  | { type: "check-read"; check: Check; at: number }
  | { type: "check-unread"; id: string; failure: Failure; at: number };

export type IsleEvent = PersonEvent | OutsideEvent;
