/**
 * What vault and window say to each other over their own port, which the frame forwards unread.
 * The vault decides what is shown; the window shows it and sends back what the person did.
 */
import type { KeyStore, Requirements, UnixSeconds, Uuid } from "../protocol/types.ts";

/** Who asks for a grant, as the window may show it. */
export interface ShownConsumer {
  /** Only from the operator's `consumers.json`. */
  verified?: { name: string; url?: string | undefined } | undefined;
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

/** A candidate that could not be opened or read, named so that it is not silently missing. */
export interface SkippedCredential {
  id: Uuid;
  reason: "DECRYPT_FAILED" | "MALFORMED";
}

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
    }
  | { kind: "connect"; site: string; userId: Uuid; address: string }
  | {
      kind: "password";
      site: string;
      userId: Uuid;
      /** Also the consent to connect. */ connects: boolean;
      wrong: boolean;
    }
  | {
      kind: "consent";
      site: string;
      consumer: ShownConsumer;
      /** The host's words. */
      purpose: string;
      requirements?: Requirements | undefined;
      /** At least one; the user chooses if there are several. */
      matches: OpenedCredential[];
      skipped: SkippedCredential[];
      timelock?: { until: UnixSeconds; optional: boolean } | undefined;
    }
  | {
      kind: "no-match";
      site: string;
      purpose: string;
      requirements?: Requirements | undefined;
      skipped: SkippedCredential[];
    }
  | { kind: "viewer"; site: string; credentials: OpenedCredential[]; skipped: SkippedCredential[] }
  | { kind: "progress"; site: string; of: "deriving" | "matching" | "sealing"; /** 0..1 */ done?: number | undefined }
  /** The wallet is asked in the tab that the user came from; this window goes on by itself. */
  | { kind: "wallet"; site: string }
  /** Last page of a grant: what the wallet will show. */
  | { kind: "granted"; site: string; digest: string }
  | { kind: "failed"; site: string; code: string; message: string };

/** Vault → window. */
export type ToWindow =
  | { type: "screen"; n: number; screen: Screen }
  | { type: "close" }
  | { type: "pong" }
  | { type: "ping" };

/** What a person did on a screen; `n` is the screen's number, so that an answer to an earlier one is void. */
export type Answer =
  | { type: "decline" }
  | { type: "allow" }
  | { type: "create"; store: "mpc" }
  | { type: "create"; store: "user"; password: string }
  | { type: "password"; password: string }
  | { type: "approve"; credentialId: Uuid; timelock: boolean }
  /** On `no-match`: tell the site, so that it can offer a provider. */
  | { type: "tell" }
  /** On `viewer` and `failed`. */
  | { type: "close" };

/** Window → vault. */
export type FromWindow =
  | { type: "answer"; n: number; answer: Answer }
  | { type: "closed" }
  | { type: "ping" }
  | { type: "pong" };

/** Window → opener (the frame), and back, both to their own origin only, before the port exists. */
export type WindowHello = { type: "idos-window:hello"; nonce: string };
/** Frame → window, with the port to the vault. */
export type WindowWelcome = {
  type: "idos-window:welcome";
  nonce: string;
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
};
