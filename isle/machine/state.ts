/** The state of the Isle: what is on the screen, and what is known. Plain data; only `transition` makes a new one. */
import type {
  AccessGrant,
  BackendDescription,
  Check,
  CredentialInfo,
  DiscoveredWallet,
  Eip1193Provider,
  FindCriteria,
  GrantReceipt,
  GrantRequest,
  IdosEvents,
  IdosState,
  VerificationDraft,
  Wallet,
} from "../../host-sdk/index.ts";
import type { Failure } from "./failure.ts";
import type { Holdings, Job } from "./jobs.ts";

/** What a page asks for with `request()`. */
export interface IsleRequest extends FindCriteria, Omit<GrantRequest, "signal"> {}

/** What a page can wait for. */
export type Ask =
  | { readonly kind: "connect"; readonly wallet?: Eip1193Provider | Wallet | undefined }
  | { readonly kind: "verify" }
  | { readonly kind: "request"; readonly request: IsleRequest };

/** Goals are served in order; the first one is the active one. */
export type Goal = Ask & { readonly id: number };

/** The stages that the enclave tells of. */
type Stage = Extract<IdosEvents["enclave"], { type: "waiting" }>["for"];

/** Whom a job waits for. Undefined at first: nobody but the network. */
export type Prompt =
  | { readonly by: Exclude<Stage, "wallet"> }
  | {
      readonly by: "wallet";
      readonly for?: IdosEvents["asking"]["for"] | undefined;
      readonly text?: string | undefined;
      readonly action?: string | undefined;
      readonly digest?: string | undefined;
    };

/** The pages of a signed-in person. */
export type Tab = "credentials" | "permissions" | "settings";

/** A view that stays until the person, or the page, does something. */
export type Resting =
  | { readonly name: "starting" }
  | { readonly name: "connect"; readonly notice?: "wallet-changed" | undefined }
  | { readonly name: "welcome" }
  | { readonly name: "create-key" }
  | { readonly name: "home"; readonly tab: Tab }
  | { readonly name: "providers"; readonly why: "chosen" | "none-found" | "none-matches" }
  | { readonly name: "write-grant"; readonly draft: VerificationDraft }
  | { readonly name: "verification" }
  | { readonly name: "request"; readonly found: readonly CredentialInfo[] }
  | { readonly name: "receipt"; readonly receipt: GrantReceipt; readonly request: IsleRequest }
  | { readonly name: "delete"; readonly credential: CredentialInfo }
  | { readonly name: "revoke"; readonly grant: AccessGrant };

/** A job is under way; Cancel goes back. */
export interface Waiting {
  readonly name: "waiting";
  readonly task: number;
  readonly job: Job;
  readonly prompt: Prompt | undefined;
  /** Key nodes that did not take part. */
  readonly degraded: readonly string[];
  readonly back: Resting;
}

/** A job failed; it can be made again, or left. */
export interface Failed {
  readonly name: "failed";
  readonly job: Job;
  readonly failure: Failure;
  readonly back: Resting;
}

export type View = Resting | Waiting | Failed;

/** An identity check that was started from this browser. */
export interface TrackedCheck {
  readonly id: string;
  readonly userId: string;
  /** Undefined until its status was read. */
  readonly check: Check | undefined;
  /** When its status was last read, unix milliseconds. */
  readonly readAt: number | undefined;
  /** Why the last reading failed. */
  readonly trouble: Failure | undefined;
}

export interface IsleState {
  readonly view: View;
  /** The SDK's snapshot. */
  readonly session: IdosState;
  /** Undefined while the first search runs. */
  readonly wallets: readonly DiscoveredWallet[] | undefined;
  readonly backend: BackendDescription | undefined;
  readonly holdings: Holdings | undefined;
  /** A credential is open in the idOS window, while the person goes on here. */
  readonly viewing: Waiting | undefined;
  readonly tracked: TrackedCheck | undefined;
  readonly goals: readonly Goal[];
  /** Number of the latest task. */
  readonly tasks: number;
}

/** The state before anything happened. */
export function initialState(session: IdosState): IsleState {
  return {
    view: { name: "starting" },
    session,
    wallets: undefined,
    backend: undefined,
    holdings: undefined,
    viewing: undefined,
    tracked: undefined,
    goals: [],
    tasks: 0,
  };
}
