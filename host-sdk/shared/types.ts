/** The types that a dApp developer meets. */
import type { DelegatedWriteGrant } from "../../enclave/kwil/grants-messages.ts";
import type { PublicNotes } from "../../enclave/protocol/public-notes.ts";
import type {
  AskedTypedData,
  EnclaveEvent,
  FrameSize,
  KeyStore,
  ManagePage,
  NodeResult,
  Requirements,
  Timelock,
  UnixSeconds,
  Uuid,
} from "../../enclave/protocol/types.ts";
import type { BackendDescription, Check, WalletRef, WalletType } from "./backend-types.ts";

/** @see https://eips.ethereum.org/EIPS/eip-1193 */
export interface Eip1193Provider {
  request(args: { method: string; params?: unknown }): Promise<unknown>;
  on?(event: string, listener: (...args: never[]) => void): unknown;
  removeListener?(event: string, listener: (...args: never[]) => void): unknown;
}

/** A connected wallet. Every method asks the person, and rejects with a `WALLET_…` code. */
export interface Wallet extends WalletRef {
  /** `secp256k1_ep` for EVM. */
  readonly signatureType: string;
  /** The sender on the network, lower-case hex without `0x`. */
  readonly identifier: string;
  /** Signs text; hex with `0x` for EVM (EIP-191). */
  signMessage(text: string, signal?: AbortSignal): Promise<string>;
  /**
   * EIP-712; hex with `0x`. Rejects `WALLET_WRONG_ACCOUNT` where another account would sign: the enclave takes another
   * one's signature for an altered one, warns of the site and disconnects it.
   */
  signTypedData(data: AskedTypedData, signal?: AbortSignal): Promise<string>;
  /** Calls back when the wallet leaves this account or disconnects; returns how to stop. A change of chain is none. */
  onChange?(listener: () => void): () => void;
}

/** A wallet that announced itself by EIP-6963. */
export interface DiscoveredWallet {
  uuid: string;
  name: string;
  /** data: URI, untrusted: show it only in an <img>. */
  icon: string;
  /** Reverse domain name. */
  rdns: string;
  provider: Eip1193Provider;
}

/** Options of `createIdos`. */
export interface IdosOptions {
  /** URL of the enclave, on an origin of its own. */
  enclave: string;
  /** URL of an idOS storage node; of several that serve the same state, the first that answers is used. */
  node: string | readonly string[];
  /** The node's own URL, where `node` is a relay of it: what its sign-in text must name. Default: `node`. */
  nodeDomain?: string | undefined;
  /** URL or path of the dApp's `idosHandler`. */
  backend?: string | undefined;
  /** Where the enclave's frame lives. Without it, a native dialog of the SDK. It is never moved. */
  frame?: { container: HTMLElement; onSize(size: FrameSize | "hidden"): void } | undefined;
  theme?: "light" | "dark" | "auto" | undefined;
  locale?: string | undefined;
}

/** A profile, as its owner reads it. */
export interface Profile {
  userId: Uuid;
  /** X25519, base64. */
  publicKey: string;
  store: ProfileStore;
}

/** Where a profile's key is kept; `mm`: in MetaMask, and no idOS window can open it. */
export type ProfileStore = KeyStore | "mm";

/** A wallet of the profile. */
export interface LinkedWallet extends Omit<WalletRef, "type"> {
  /** `MM`: it is kept in MetaMask, which alone can add or remove it. */
  type: WalletType | "MM";
  /** Its row on the network. */
  id: Uuid;
}

/** A credential of the user, without content. */
export interface CredentialInfo {
  id: Uuid;
  /** Undefined when they are not a JSON object. */
  notes: PublicNotes | undefined;
  publicNotes: string;
  issuerAuthPublicKey: string;
}

/** Public criteria; what the issuer does not call `approved` is never found. Private ones go into `requirements` of the grant. */
export interface FindCriteria {
  /** Ids of the backend's public description; all of them if left out. */
  issuers?: string[] | undefined;
  /** e.g. `basic+liveness`: the base level or a higher one, with at least these additions. */
  level?: string | undefined;
}

/** An access grant that the user gave. */
export interface AccessGrant {
  id: Uuid;
  /** The copy that was shared. */
  dataId: Uuid;
  grantee: string;
  /** 0 = none. */
  lockedUntil: UnixSeconds;
  contentHash: string;
  /** The original, where the copy's row is still there. */
  originalId?: Uuid | undefined;
}

/** Options of `grants.request`. */
export interface GrantRequest {
  /** Shown to the user as a quotation; at most 200 characters. */
  purpose: string;
  requirements?: Requirements | undefined;
  timelock?: Timelock | undefined;
  /** For networks that enforce it (`grants.limitable`); `UNSUPPORTED` elsewhere. One more signature of the wallet. */
  limits?: GrantLimits | undefined;
  signal?: AbortSignal | undefined;
}

/** An end and a number of reads for an access grant; what is left out has no limit. */
export interface GrantLimits {
  /** The first second at which the grant is of no use any more. */
  expiresAt?: UnixSeconds | undefined;
  /** At least 1. */
  maxReads?: number | undefined;
}

/** A grant that was written to the network and read back. */
export interface GrantReceipt {
  grantId: Uuid;
  copyId: Uuid;
  credentialId: Uuid;
  digest: string;
  lockedUntil: UnixSeconds;
}

/** A delegated write grant before it is signed: fetched from the node, parsed, and equal to what was asked. */
export interface VerificationDraft {
  /** The issuer's name, as the backend describes it. */
  provider: string;
  dwg: DelegatedWriteGrant;
  /** What the wallet will sign. */
  text: string;
}

/** Readable snapshot. A new object whenever something changed. */
export interface IdosState {
  wallet: WalletRef | undefined;
  /** Undefined: not asked yet; null: this wallet has none. */
  profile: Profile | null | undefined;
  enclave: "idle" | "connecting" | "connected";
  key: "locked" | "unlocked";
}

/** Events of an `Idos`. `asking` precedes every wallet prompt and says what for. */
export interface IdosEvents {
  asking: {
    for: "ownership" | "sign-in" | "transaction" | "write-grant" | "key";
    text: string;
    /** Of a transaction: the network's action, such as `share_credential`. */
    action?: string | undefined;
    /** Of a transaction: the digest that the wallet shows. */
    digest?: string | undefined;
  };
  enclave: EnclaveEvent;
  locked: undefined;
  unlocked: undefined;
}

interface Cancellable {
  signal?: AbortSignal | undefined;
}

/** What `createIdos` returns. Everything that waits rejects with an `IdosError`. */
export interface Idos {
  readonly state: IdosState;
  subscribe(listener: () => void): () => void;
  on<K extends keyof IdosEvents>(event: K, listener: (detail: IdosEvents[K]) => void): () => void;
  /** Changes theme or locale of the enclave, now and later. */
  configure(look: Pick<IdosOptions, "theme" | "locale">): void;
  /** Mounts the enclave's frame and shakes hands, ahead of need. */
  preload(options?: Cancellable): Promise<void>;
  /** Takes a wallet; an EIP-1193 provider is asked for its accounts. */
  connect(wallet: Eip1193Provider | Wallet, options?: Cancellable): Promise<WalletRef>;
  /** Forgets the wallet, locks the enclave, signs out of the node. */
  disconnect(): Promise<void>;
  /** Null if this wallet has none. Signs in to the node if it has. */
  profile(options?: Cancellable): Promise<Profile | null>;
  /** Proof of wallet → key in the enclave → the backend writes user and wallet. */
  join(options?: Cancellable & { store?: KeyStore | "choose" }): Promise<Profile>;
  unlock(options?: Cancellable): Promise<void>;
  lock(options?: { forget?: boolean }): Promise<void>;
  backend(options?: Cancellable): Promise<BackendDescription>;
  credentials: {
    list(options?: Cancellable): Promise<CredentialInfo[]>;
    find(criteria: FindCriteria, options?: Cancellable): Promise<CredentialInfo[]>;
    /**
     * Shows them in the enclave's window; unlocks first if need be, in the same one. Resolves when the person closes it,
     * or when a later call shows others there. The page learns nothing.
     */
    view(credentials: { id: Uuid }[], options?: Cancellable): Promise<void>;
    /** Deletes an original. */
    remove(id: Uuid, options?: Cancellable): Promise<void>;
  };
  verification: {
    /** Asks the node for the DWG's text and compares it; asks nothing of the user. */
    prepare(options?: Cancellable): Promise<VerificationDraft>;
    /** The wallet signs, the backend receives. */
    submit(draft: VerificationDraft, options?: Cancellable): Promise<Check>;
    status(checkId: Uuid, options?: Cancellable): Promise<Check>;
  };
  grants: {
    request(found: { id: Uuid }[], request: GrantRequest): Promise<GrantReceipt>;
    list(options?: Cancellable): Promise<AccessGrant[]>;
    /** True where the network enforces `limits`: deployed idOS does not, and the choice should not be offered. */
    limitable(options?: Cancellable): Promise<boolean>;
    /** Deletes copy and grant in one transaction. @throws `TIMELOCKED` with `data.until` */
    revoke(grantId: Uuid, options?: Cancellable): Promise<void>;
  };
  wallets: {
    /** The profile's wallets. */
    list(options?: Cancellable): Promise<LinkedWallet[]>;
    /**
     * Adds a wallet to the profile, after it signed so, and lets it rebuild an MPC key: asked in the enclave's window,
     * with the address in full. Doing it again repairs what some nodes missed.
     * @returns how each MPC node took it; empty for a password key
     */
    link(wallet: Wallet, options?: Cancellable): Promise<{ nodes: NodeResult[] }>;
    /**
     * Takes a wallet's power to rebuild the key away, and then the wallet off the profile. It stays on the profile
     * (`removed: false`) while any MPC node still knows it: call again. Not for the connected wallet, nor for one that is
     * kept in MetaMask.
     */
    unlink(wallet: WalletRef | LinkedWallet, options?: Cancellable): Promise<{ nodes: NodeResult[]; removed: boolean }>;
  };
  /**
   * Opens the enclave's own settings in its window: sites that may use the key, and what the key did.
   * Tells nothing but that they were closed.
   */
  manage(options?: Cancellable & { page?: ManagePage | undefined }): Promise<void>;
  /** Unmounts the frame and ends every wait. */
  close(): void;
}

/** Parts of an {@link Idos} whose code is loaded with the first call of one of their methods. */
export type LaterPart = "credentials" | "verification" | "grants" | "wallets";
/** Those methods, by name: one that is missing does not compile. */
export const LATER_METHODS: { readonly [P in LaterPart]: { readonly [M in keyof Idos[P]]: true } } = {
  credentials: { list: true, find: true, view: true, remove: true },
  verification: { prepare: true, submit: true, status: true },
  grants: { request: true, list: true, limitable: true, revoke: true },
  wallets: { list: true, link: true, unlink: true },
};
