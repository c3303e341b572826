/** The data that host and enclave exchange. No type here can hold a secret key, a password or a plaintext. */

import type { Code } from "./errors.ts";
import type { StageFor } from "./stage.ts";
import type { RecoveryWallet } from "./wallet-kinds.ts";

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

/** Pages of the enclave's own settings. */
export type ManagePage = "sites" | "passkeys" | "phrase" | "activity";

/** Answer of calls that show something and tell nothing of it. */
export interface Closed {
  closed: true;
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
  | { type: "waiting"; for: StageFor<"page"> }
  | { type: "degraded"; nodes: string[] };

/** What a wallet signs for: a new key, its retrieval, or a wallet more or less that can rebuild it. */
export type WalletAct = "create" | "unlock" | "link" | "unlink";

/** Whose signature is asked for, and what for: nobody has to guess it from what is signed. */
export interface AskedSignature {
  wallet: RecoveryWallet;
  for: WalletAct;
}

/** The methods that the enclave may ask of the host. */
export interface Asks {
  signTypedData: { params: AskedSignature & { typedData: AskedTypedData }; result: { signature: Hex } };
  /** For wallets that know no typed data. Hex, in the form of the wallet's kind; see `docs/idos-facts.md`. */
  signMessage: { params: AskedSignature & { message: string }; result: { signature: Hex } };
  showFrame: { params: { size: FrameSize }; result: Record<never, never> };
  hideFrame: { params: Record<never, never>; result: Record<never, never> };
  event: { params: EnclaveEvent; result: Record<never, never> };
}
