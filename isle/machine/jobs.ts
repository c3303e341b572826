/** The work that the machine asks for and waits for, one piece at a time; each can be cancelled, and made again after a failure. */
import type {
  AccessGrant,
  BackendDescription,
  Check,
  CredentialInfo,
  Eip1193Provider,
  FindCriteria,
  GrantReceipt,
  GrantRequest,
  KeyStore,
  Profile,
  VerificationDraft,
  Wallet,
} from "../../host-sdk/index.ts";
import type { Failure } from "./failure.ts";

/** How a new key is made: by the wallet with MPC nodes, or from a password. */
export type KeyStoreChoice = KeyStore;

/** A piece of work, with all that it needs. */
export type Job =
  | { do: "connect"; wallet: Eip1193Provider | Wallet; walletName?: string | undefined }
  | { do: "check-profile" }
  | { do: "join"; store: KeyStoreChoice }
  | { do: "load" }
  | { do: "describe" }
  | { do: "find"; criteria: FindCriteria }
  | { do: "prepare" }
  | { do: "submit"; draft: VerificationDraft }
  | { do: "grant"; found: readonly CredentialInfo[]; request: GrantRequest }
  | { do: "view"; credential: CredentialInfo }
  | { do: "remove"; credential: CredentialInfo }
  | { do: "revoke"; grant: AccessGrant }
  | { do: "lock" }
  | { do: "manage" }
  | { do: "disconnect" };

/** What a finished job brought. */
export type JobResult =
  | { of: "connect" }
  | { of: "check-profile"; profile: Profile | null; backend: BackendDescription | undefined }
  | { of: "join" }
  | { of: "load"; holdings: Holdings }
  | { of: "describe"; backend: BackendDescription }
  | { of: "find"; found: CredentialInfo[]; backend: BackendDescription }
  | { of: "prepare"; draft: VerificationDraft; backend: BackendDescription }
  | { of: "submit"; check: Check }
  | { of: "grant"; receipt: GrantReceipt }
  | { of: "view" }
  | { of: "remove" }
  | { of: "revoke" }
  | { of: "lock" }
  | { of: "manage" }
  | { of: "disconnect" };

/** What the person has on the network. */
export interface Holdings {
  credentials: readonly CredentialInfo[];
  grants: readonly AccessGrant[];
  /** Undefined if this site has no server of its own, or if it did not answer. */
  backend: BackendDescription | undefined;
  /** Why `backend` is missing although the site has one. */
  trouble?: Failure | undefined;
}
