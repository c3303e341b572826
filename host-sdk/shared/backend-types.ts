/** What the browser side and a dApp's `idosHandler` say to each other over HTTP, as JSON. Paths are under the backend's URL. */
import type { DelegatedWriteGrant } from "../../enclave/kwil/grants-messages.ts";
import type { Base64, Hex, KeyStore, UnixSeconds, Uuid } from "../../enclave/protocol/types.ts";
import type { WalletKind } from "../../enclave/protocol/wallet-kinds.ts";

/** Wallet kinds of idOS. */
export type WalletType = WalletKind;

/** A wallet as idOS's profile names it. */
export interface WalletRef {
  type: WalletType;
  address: string;
  publicKey?: string | undefined;
}

/** An issuer that the backend accepts. The browser names it by `id`. */
export interface IssuerDescription {
  id: string;
  name: string;
  /** Ed25519 keys, lower-case hex. */
  authPublicKeys: Hex[];
  /** Where a person can get verified by this issuer. */
  url?: string | undefined;
}

/** Answer of `GET /description`. */
export interface BackendDescription {
  name: string;
  /** Whether this backend creates profiles (`POST /join`). */
  joins: boolean;
  /** To whom grants go; absent if this backend reads nothing. */
  consumer?: { walletIdentifier: string; encryptionPublicKey: Base64 } | undefined;
  issuers: IssuerDescription[];
  /** Present if this backend verifies people itself and issues by DWG. */
  issuing?:
    | {
        issuerId: string;
        /** Wallet identifier that will write: the DWG's grantee. */
        granteeWalletIdentifier: string;
        issuerPublicKey: Hex;
        /** How long the DWG stays usable, in seconds. */
        validFor: number;
        /** Asked timelock on the issuer's own copy, in seconds from issue; 0 = none. */
        timelock: number;
      }
    | undefined;
}

/** `POST /join` → `JoinChallenge`. Each has a user id of its own, which is told with it alone. */
export interface JoinRequest {
  wallet: WalletRef;
}
/** What a wallet signs to join. */
export interface JoinChallenge {
  userId: Uuid;
  /** To be signed by the wallet. */
  message: string;
}
/**
 * `POST /join/complete` → `{ userId }`. The same completion may be sent again; of several of one wallet the first one
 * stands, and the others are refused with its user id in `data`.
 */
export interface JoinCompletion {
  userId: Uuid;
  recipientEncryptionPublicKey: Base64;
  encryptionPasswordStore: KeyStore;
  wallet: WalletRef;
  message: string;
  /** As the wallet made it; hex. */
  signature: string;
}

/** `POST /checks`: a signed DWG starts an identity check → `Check`. */
export interface CheckRequest {
  userId: Uuid;
  dwg: DelegatedWriteGrant;
  /** Over the node's DWG text; hex. */
  signature: string;
  /** Of the owner's wallet, where its identifier does not tell it: an XRPL address. */
  publicKey?: string | undefined;
}
/** `GET /checks/{id}` and answer of `POST /checks`. The id is unguessable and is all that a reader needs. */
export interface Check {
  id: Uuid;
  status: "open" | "pending" | "issued" | "rejected" | "failed";
  /** Where the person goes on, for `open`. */
  url?: string | undefined;
  /** The provider's words, for `rejected` and `failed`. */
  reason?: string | undefined;
  updatedAt: UnixSeconds;
}

/** `POST /grants` → 202: a hint that a grant was written. The backend believes nothing in it. */
export interface GrantHint {
  grantId: Uuid;
}

/** Body of every answer that is not 2xx. */
export interface BackendError {
  error: {
    code: string;
    message: string;
    /** `userId`: the profile that stands for a wallet which has proved itself, where another one was refused for it. */
    data?: { userId: Uuid } | undefined;
  };
}
