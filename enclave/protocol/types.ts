/** The data that host and enclave exchange. No type here can hold a secret key, a password or a plaintext. */

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
  /** nonce24 ‖ ciphertext. */
  content: Base64;
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

/** A wallet that can rebuild an MPC key. */
export interface RecoveryWallet {
  type: "EVM" | "NEAR" | "XRPL" | "FaceSign";
  address: string;
  publicKey?: string | undefined;
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
}

export interface ConfigureParams {
  theme?: "light" | "dark" | "auto" | undefined;
  /** BCP 47 language tag. */
  locale?: string | undefined;
}

export interface CreateKeyParams {
  userId: Uuid;
  store: KeyStore | "choose";
  /** Required for `mpc`. */
  wallet?: RecoveryWallet | undefined;
}

export interface UnlockParams extends KeyInfo {
  /** Required for `mpc`. */
  wallet?: RecoveryWallet | undefined;
}

export interface LockParams {
  /** Also forget that this site was connected. */
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
  payload: Base64;
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
}

/** Typed data in the shape of `eth_signTypedData_v4`, restricted to what the enclave sends. */
export interface AskedTypedData {
  domain: { name: string; version: string; verifyingContract: string };
  types: Record<string, { name: string; type: string }[]>;
  primaryType: string;
  message: Record<string, string | number | string[]>;
}

/** How much room the frame needs. Exact heights are not sent: they would tell which fields exist. */
export type FrameSize = "button" | "compact" | "full";

/** What the enclave reports. */
export type EnclaveEvent =
  | { type: "unlocked" }
  | { type: "locked" }
  | { type: "waiting"; for: "click" | "window" | "wallet" | "nodes" }
  | { type: "degraded"; nodes: string[] };

/** The methods that the enclave may ask of the host. */
export interface Asks {
  signTypedData: { params: { wallet: RecoveryWallet; typedData: AskedTypedData }; result: { signature: Hex } };
  showFrame: { params: { size: FrameSize }; result: Record<never, never> };
  hideFrame: { params: Record<never, never>; result: Record<never, never> };
  event: { params: EnclaveEvent; result: Record<never, never> };
}

/** A table of methods, {@link Calls} or {@link Asks}. */
export type Methods = { [method: string]: { params: unknown; result: unknown } };
