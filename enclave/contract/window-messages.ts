/**
 * What vault and window say to each other over their own port, which the frame forwards unread.
 * The vault decides what is shown; the window shows it and sends back what the person did.
 */
import type { TypedData } from "../crypto/eip712.ts";
import type { Code } from "../protocol/errors.ts";
import type { StageFor } from "../protocol/stage.ts";
import type {
  Base64,
  KeyStore,
  ManagePage,
  NodeResult,
  Requirements,
  UnixSeconds,
  Uuid,
  WalletAct,
} from "../protocol/types.ts";
import type { EnclaveStorage } from "../storage/storage.ts";

/** A consumer of the operator's `consumers.json`. */
export interface NamedConsumer {
  name: string;
  /** Of its own sites; none: unknown. */
  origins: string[];
}

/** Who asks for a grant, as the window may show it. */
export interface ShownConsumer {
  /** Only from the operator's `consumers.json`, and only where one of its own sites asks. */
  verified?: { name: string; url?: string | undefined } | undefined;
  /**
   * A known consumer that this one could be taken for: its wallet and key, named by another site (`site`), its wallet or
   * its key alone (`account`, `key`), or its name alone (`name`).
   */
  resembles?: (NamedConsumer & { by: "site" | "account" | "key" | "name" }) | undefined;
  /** The host's own words; shown as a quotation. */
  claimed?: { name?: string | undefined; url?: string | undefined } | undefined;
  walletIdentifier: string;
  /** Short hash of the encryption key, in groups: `a1b2 c3d4 …`. */
  fingerprint: string;
}

/** A credential, opened, as the window and the viewer show it. */
export interface OpenedCredential {
  id: Uuid;
  /** Parsed public notes: type, level, status, issuer by convention; undefined when they are no JSON object. */
  notes: Record<string, unknown> | undefined;
  issuerAuthPublicKey: string;
  /** The plaintext, parsed. */
  credential: unknown;
}

/** A credential that a person may approve. */
export interface Match extends OpenedCredential {
  /** The vault's own name for it, random, for this one question: nothing that the site chose says what is approved. */
  token: string;
}

/** A candidate that could not be opened or read, named so that it is not silently missing. */
export interface SkippedCredential {
  id: Uuid;
  reason: "DECRYPT_FAILED" | "MALFORMED";
}

/** A passkey of this browser. */
export interface ShownPasskey {
  /** Credential id, base64url. */
  id: string;
  salt: Base64;
  /** The person's own words. */
  name: string;
  createdAt: UnixSeconds;
  lastUsed?: UnixSeconds | undefined;
}

/** Other ways to unlock than the one that a screen asks for; the recovery phrase is always one. */
export interface OtherWays {
  passkeys: ShownPasskey[];
  /** The one that was just used does not open the key. */
  passkeyFailed: boolean;
}

/** The screen of one kind. */
export type ScreenOfKind<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

/**
 * Whether "remember on this device" can be offered: `site` resumes without a window, `window` spares the password but
 * asks to allow, `no` says that the browser keeps nothing.
 */
export type RememberOffer = "site" | "window" | "no";

/** A connected site, as the window lists it. */
export interface ShownSite {
  origin: string;
  firstUsed: UnixSeconds;
  lastUsed: UnixSeconds;
  rememberedUntil?: UnixSeconds | undefined;
}

/** What the key did. */
export interface ShownActivity {
  at: UnixSeconds;
  /** `altered`: what the site did with a wallet's signature. */
  what: "create" | "unlock" | "grant" | "link" | "unlink" | "phrase" | "passkey" | "altered";
  origin: string;
  /** For an altered signature: what it was for. */
  act?: WalletAct | undefined;
  /**
   * For a grant: who got the copy, by a name that is the site's own word unless `verified`. For a wallet that was linked
   * or unlinked: its address.
   */
  to?: string | undefined;
  /** `to` is a name of the operator's list. Lines of older versions do not say. */
  verified?: true | undefined;
  /** For a grant: the receiver's wallet identifier, and a short hash of its key. */
  account?: string | undefined;
  key?: string | undefined;
}

/** Why no key is made. */
export type KeyExists = "network" | "device" | "elsewhere";
/** Why it is not known whether there is one. `unfinished`: this browser knows of one, the network does not. */
export type Unchecked = "no-nodes" | "no-answer" | "no-wallet" | "unfinished";

/** What the window shows. `site` is always the asking origin. */
export type Screen =
  | {
      kind: "create";
      site: string;
      userId: Uuid;
      /** One: no choice is offered. */
      stores: KeyStore[];
      /** Every address that will be able to rebuild an MPC key, in full. */
      recovering: string[];
      nodes: number;
      threshold: number;
      remember?: RememberOffer | undefined;
      /** The wallet that the site named, in full. */
      wallet?: string | undefined;
      /** Why it is not known whether there is a key already, which a new one would replace. */
      unchecked?: Unchecked | undefined;
    }
  /** Last page of a creation that was refused. */
  | { kind: "key-exists"; site: string; why: KeyExists; wallet?: string | undefined }
  | {
      kind: "connect";
      site: string;
      userId: Uuid;
      /** The wallet that signs next; undefined if the key is remembered and nothing else is needed. */
      address?: string | undefined;
      remember?: RememberOffer | undefined;
      other?: OtherWays | undefined;
      /** Why the wallet's way did not work just before. */
      failed?: Code | undefined;
    }
  /** The profile names another key than the one last seen. Fingerprints. */
  | { kind: "key-changed"; site: string; userId: Uuid; before: string; now: string }
  | { kind: "forget"; site: string; userId: Uuid }
  /** The idle key is about to lock. */
  | { kind: "stay"; site: string }
  | {
      kind: "manage-sites";
      site: string;
      userId: Uuid;
      sites: ShownSite[];
      /** Until when the key is remembered for this window. */
      rememberedUntil?: UnixSeconds | undefined;
      keepsNothing: boolean;
    }
  | { kind: "manage-activity"; site: string; userId: Uuid; activity: ShownActivity[]; keepsNothing: boolean }
  | {
      kind: "recovery";
      site: string;
      userId: Uuid;
      change: "add" | "remove";
      /** The wallet that is added or removed, in full. */
      address: string;
      /** The wallet that signs, in full. */
      by: string;
      nodes: number;
    }
  | { kind: "phrase"; site: string; userId: Uuid; publicKey: Base64; /** 24. */ words: string[] }
  | { kind: "phrase-confirm"; site: string; /** From 0. */ places: number[]; wrong: boolean }
  | { kind: "phrase-done"; site: string }
  | {
      kind: "phrase-restore";
      site: string;
      userId: Uuid;
      /** Also the consent to connect. */ connects: boolean;
      problem?: "checksum" | "other-key" | undefined;
    }
  | { kind: "passkey-offer"; site: string; userId: Uuid; failed: boolean }
  | {
      kind: "manage-passkeys";
      site: string;
      userId: Uuid;
      passkeys: ShownPasskey[];
      /** This browser can make one. */
      supported: boolean;
      keepsNothing: boolean;
    }
  /** Some nodes did not do it. */
  | { kind: "recovery-result"; site: string; change: "add" | "remove"; address: string; nodes: NodeResult[] }
  | {
      kind: "password";
      site: string;
      userId: Uuid;
      /** Also the consent to connect. */ connects: boolean;
      wrong: boolean;
      /** Seconds until another one is taken, after wrong ones. */
      wait?: number | undefined;
      other?: OtherWays | undefined;
      /** The newest kdf cannot run here, so that a right password of that kind would be refused too. */
      kdfMissing?: boolean | undefined;
      remember?: RememberOffer | undefined;
    }
  | {
      kind: "consent";
      site: string;
      consumer: ShownConsumer;
      /** The host's words. */
      purpose: string;
      requirements?: Requirements | undefined;
      /** At least one; the user chooses if there are several. */
      matches: Match[];
      skipped: SkippedCredential[];
      timelock?: { until: UnixSeconds; optional: boolean } | undefined;
    }
  | {
      kind: "no-match";
      site: string;
      purpose: string;
      requirements?: Requirements | undefined;
      skipped: SkippedCredential[];
      /** What would be shown if something matched, to be drawn unseen: it takes the same time. None if nothing opened. */
      standIn?: Screen | undefined;
    }
  | { kind: "viewer"; site: string; credentials: OpenedCredential[]; skipped: SkippedCredential[] }
  | {
      kind: "progress";
      site: string;
      of: StageFor<"window">;
      /** 0..1 */ done?: number | undefined;
    }
  /** A wallet of this window is asked for a signature, if there is one. */
  | {
      kind: "sign";
      site: string;
      act: WalletAct;
      /** The account that has to sign, in full. */
      address: string;
      data: TypedData;
      /** The person chooses, whatever the wallets hold. */
      byChoice: boolean;
      /** Why the last try came to nothing. */
      failed?: Code | undefined;
    }
  /** The wallet is asked in the tab that the user came from; this window goes on by itself. */
  | { kind: "wallet"; site: string; /** That has to sign, in full. */ address?: string | undefined }
  /** The site altered what the wallet was to sign. Nothing of it was sent, and the site is connected no more. */
  | { kind: "altered"; site: string; act: WalletAct }
  /** Last page of a grant: what the wallet will show. */
  | { kind: "granted"; site: string; digest: string }
  | { kind: "failed"; site: string; code: string; message: string };

/** Vault → window. */
export type ToWindow =
  | { type: "screen"; n: number; screen: Screen }
  /** Beside the screen: the idle key locks in so many seconds, or no longer. */
  | { type: "locking"; left: number | undefined }
  | { type: "close" }
  | { type: "pong" }
  | { type: "ping" }
  /** The window's own storage is first-party: the vault reads and writes it through the window. */
  | { type: "storage"; call: number; method: keyof EnclaveStorage; args: unknown[] };

/** What a person did on a screen; `n` is the screen's number, so that an answer to an earlier one is void. */
export type Answer =
  | { type: "decline" }
  | { type: "allow"; remember?: number | undefined }
  | { type: "create"; store: "mpc"; remember?: number | undefined }
  | { type: "create"; store: "user"; password: string; remember?: number | undefined }
  | { type: "password"; password: string; remember?: number | undefined }
  | { type: "approve"; /** Of the {@link Match}. */ token: string; timelock: boolean }
  /** Back to the screen before. */
  | { type: "back" }
  /** On `phrase-confirm` and `phrase-restore`. */
  | { type: "words"; words: string[] }
  /** Instead of what a screen asks for to unlock. */
  | { type: "use-phrase" }
  | { type: "passkey"; id: string; /** The PRF's output, 32 bytes. */ prf: Uint8Array }
  | { type: "passkey-made"; id: string; salt: Base64; prf: Uint8Array; name: string }
  | { type: "passkey-failed" }
  | { type: "passkey-rename"; id: string; name: string }
  | { type: "passkey-remove"; id: string }
  /** On the pages of `manage`. */
  | { type: "page"; page: ManagePage }
  | { type: "disconnect"; origins: string[] }
  | { type: "forget-device" }
  | { type: "lock" }
  /** On `recovery-result`. */
  | { type: "retry" }
  /** On `sign`. */
  | { type: "signed"; /** `0x` hex of 65 bytes. */ signature: string }
  | { type: "wallet-rejected" }
  /** On `sign`: the wallet of the site's page is to sign. Not chosen: no wallet announced itself in the window. */
  | { type: "use-page"; chosen: boolean }
  /** On `wallet`: one of this window is to sign after all. */
  | { type: "use-window" }
  /** On `no-match`: tell the site, so that it can offer a provider. */
  | { type: "tell" }
  /** On `viewer`, `recovery-result`, `altered` and `failed`. */
  | { type: "close" };

/** Window → vault. */
export type FromWindow =
  | { type: "answer"; n: number; answer: Answer }
  | { type: "closed" }
  | { type: "ping" }
  | { type: "pong" }
  | { type: "stored"; call: number; value: unknown }
  /** What the window's browser can do. */
  | { type: "able"; passkeys: boolean }
  /** The person did something. */
  | { type: "active" };

/** Window → opener (the frame), and back, both to their own origin only, before the port exists. */
export type WindowHello = { type: "idos-window:hello"; nonce: string };
/** Frame → window, with the port to the vault. */
export type WindowWelcome = {
  type: "idos-window:welcome";
  nonce: string;
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
};
