/** The data that host and enclave exchange. No type here can hold a secret key, a password or a plaintext. */

import type { Code } from "./errors.ts";
import type { OwnerWallet, RecoveryWallet } from "./wallet-kinds.ts";

/** Standard base64 with padding. */
export type Base64 = string;
/** Hex digits. */
export type Hex = string;
export type Uuid = string;
export type UnixSeconds = number;
/** Dotted path into a credential, e.g. `credentialSubject.residentialAddressCountry`. */
export type Path = string;

/** A sealed message. */
export interface Box {
  /** nonce24 ‖ ciphertext; as bytes it is moved to the enclave. */
  content: Base64 | Uint8Array;
  /** Sender's X25519 public key, 32 bytes. */
  encryptorPublicKey: Base64;
}

/** A credential that the host offers to view or to grant, still sealed. */
export interface Candidate extends Box {
  id: Uuid;
  /** As on the network: free JSON, by convention `{ id, type, level, status, issuer }`. */
  publicNotes: string;
  /** Ed25519 public key, lower-case hex. */
  issuerAuthPublicKey: Hex;
}

/** Who asks for a grant, in the host's own words. */
export interface Consumer {
  name?: string | undefined;
  url?: string | undefined;
  walletIdentifier: string;
  /** X25519 public key, 32 bytes. */
  encryptionPublicKey: Base64;
}

/** What private fields must hold. Answered inside the enclave, never to the host. */
export type Requirements =
  | { path: Path; equals: string | number | boolean }
  | { path: Path; in: (string | number)[] }
  | { path: Path; min?: number | string | undefined; max?: number | string | undefined }
  | { path: Path; exists: boolean }
  | { all: Requirements[] }
  | { any: Requirements[] }
  | { not: Requirements };

/** Until when the access grant cannot be revoked. */
export interface Timelock {
  until: UnixSeconds;
  /** The user may leave it out. */
  optional: boolean;
}

/** How one MPC node took a change of who can rebuild a key. */
export interface NodeResult {
  /** Its URL. */
  node: string;
  ok: boolean;
  code?: Code | undefined;
}

/** How the key of a profile is made: from a password (`user`) or from MPC shares (`mpc`). */
export type KeyStore = "mpc" | "user";

/** The public part of a key. */
export interface KeyInfo {
  userId: Uuid;
  /** X25519 public key, 32 bytes. */
  publicKey: Base64;
  store: KeyStore;
}

/** Answer of `status`. An origin that was never connected learns only `{ state: "locked" }`. */
export interface Status {
  state: "none" | "locked" | "unlocked";
  userId?: Uuid | undefined;
  publicKey?: Base64 | undefined;
  store?: KeyStore | undefined;
  /** When an unlocked key locks by itself unless the person does something in the enclave. */
  lockAt?: UnixSeconds | undefined;
}

export interface ConfigureParams {
  theme?: "light" | "dark" | "auto" | undefined;
  /** BCP 47 language tag. */
  locale?: string | undefined;
}

export interface CreateKeyParams {
  userId: Uuid;
  store: KeyStore | "choose";
  /**
   * The wallet that the profile is to belong to: the enclave asks the network whether it has a key. Required for `mpc`;
   * without it the person is warned that nobody could be asked.
   */
  wallet?: OwnerWallet | undefined;
}

export interface UnlockParams extends KeyInfo {
  /** Required for `mpc`. */
  wallet?: RecoveryWallet | undefined;
}

export interface LockParams {
  /** Also forget this user on this device, after asking in the window: the connection, and a remembered key. */
  forget?: boolean | undefined;
}

export interface GrantParams {
  candidates: Candidate[];
  consumer: Consumer;
  requirements?: Requirements | undefined;
  /** Why, in the host's words; shown as a quotation. At most 200 characters. */
  purpose: string;
  timelock?: Timelock | undefined;
  /** Id of the copy that will be made. */
  copyId: Uuid;
}

export interface GrantResult {
  /** The original that the user chose. */
  credentialId: Uuid;
  /** Encoded `share_credential` payload, ready to be signed. */
  payload: Uint8Array;
  /** The digest that the wallet shows: hex of the first 20 bytes of sha256(payload). */
  digest: Hex;
  /** As in the payload: 0 if the user left an optional timelock out. */
  lockedUntil: UnixSeconds;
  /** The copy's plaintext hash, as in the payload. */
  contentHash: Hex;
}

export interface ViewParams {
  candidates: Candidate[];
}

/** Pages of the enclave's own settings. */
export type ManagePage = "sites" | "passkeys" | "phrase" | "activity";

export interface ManageParams {
  /** The first page shown; `sites` by default. */
  page?: ManagePage | undefined;
}

export interface LinkRecoveryParams {
  /** A wallet that can rebuild the key now; it signs. */
  wallet: RecoveryWallet;
  /** The wallet that shall be able to, or no longer. */
  target: RecoveryWallet;
}
export interface LinkRecoveryResult {
  /** In node order. */
  nodes: NodeResult[];
}
export interface Closed {
  closed: true;
}

/** The methods that the host may call. */
export interface Calls {
  status: { params: Record<never, never>; result: Status };
  configure: { params: ConfigureParams; result: Record<never, never> };
  createKey: { params: CreateKeyParams; result: KeyInfo };
  unlock: { params: UnlockParams; result: KeyInfo };
  lock: { params: LockParams; result: Record<never, never> };
  grant: { params: GrantParams; result: GrantResult };
  view: { params: ViewParams; result: Closed };
  manage: { params: ManageParams; result: Closed };
  linkRecovery: { params: LinkRecoveryParams; result: LinkRecoveryResult };
  unlinkRecovery: { params: LinkRecoveryParams; result: LinkRecoveryResult };
}

/** Typed data in the shape of `eth_signTypedData_v4`, restricted to what the enclave sends. */
export interface AskedTypedData {
  domain: { name: string; version: string; verifyingContract: string };
  types: Record<string, { name: string; type: string }[]>;
  primaryType: string;
  message: Record<string, string | number | string[]>;
}

/**
 * How much room the frame needs. `button`: a call, with its Cancel; `compact`: a notice beside which the page can be
 * used, such as that credentials are open in the window. No size depends on what a credential holds.
 */
export type FrameSize = "button" | "compact";

/** What the enclave reports. */
export type EnclaveEvent =
  | { type: "unlocked" }
  | { type: "locked" }
  /** The key locks by itself at that time, within a minute. */
  | { type: "locking"; at: UnixSeconds }
  | { type: "waiting"; for: "click" | "window" | "wallet" | "nodes" }
  | { type: "degraded"; nodes: string[] };

/** The methods that the enclave may ask of the host. */
export interface Asks {
  signTypedData: { params: { wallet: RecoveryWallet; typedData: AskedTypedData }; result: { signature: Hex } };
  /** For wallets that know no typed data. Hex, in the form of the wallet's kind; see `docs/idos-facts.md`. */
  signMessage: { params: { wallet: RecoveryWallet; message: string }; result: { signature: Hex } };
  showFrame: { params: { size: FrameSize }; result: Record<never, never> };
  hideFrame: { params: Record<never, never>; result: Record<never, never> };
  event: { params: EnclaveEvent; result: Record<never, never> };
}

/** A table of methods, {@link Calls} or {@link Asks}. */
export type Methods = { [method: string]: { params: unknown; result: unknown } };
