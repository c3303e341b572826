/**
 * What frame and vault say to each other over comlink. Both are the enclave's own code; nothing secret and nothing of what
 * a credential holds is in it: the vault sends that to the window alone.
 */
import type { Calls, KeyMethod } from "../protocol/calls/calls.ts";
import type { Params } from "../protocol/call.ts";
import type { Envelope } from "../protocol/guard.ts";
import type { StageFor } from "../protocol/stage.ts";
import type { Asks } from "../protocol/types.ts";

/** A call of the host, on its way through the vault. */
export interface Flow {
  /** Names the flow in `cancel`. */
  id: string;
  /** The asking origin, as the browser reported it. */
  site: string;
  /** The person has already let this site use the key. */
  connected: boolean;
}

/** What a flow is busy with, for the frame's progress line. */
export type Progress =
  | { of: Exclude<StageFor<"frame">, "nodes"> }
  | {
      of: "nodes";
      /** Nodes that did their part. */
      done: number;
      /** Nodes that did not. */
      failed: number;
      total: number;
    };

/** What becomes of the window of a view that ends. */
export type Leave = "keep" | "close";

/** What runs in the vault: the host's calls that need it, and what the frame itself asks for. */
export interface VaultCalls extends Pick<Calls, KeyMethod | "createKey" | "unlock"> {
  /** The key is about to lock: asks in the window whether it is to stay. */
  stay: { params: Record<never, never>; result: Record<never, never> };
  /** Asks whether to forget this user here, and does it. */
  forget: { params: { userId: string }; result: Record<never, never> };
}
export type VaultMethod = keyof VaultCalls;

/** Served by the vault to the frame. */
export interface VaultApi {
  /** The frame saw the window closed. */
  windowClosed(): void;
  /** Runs a flow when its turn comes. Every answer is an envelope, so that errors keep their codes. */
  run<M extends VaultMethod>(flow: Flow, method: M, params: VaultCalls[M]["params"]): Promise<Envelope>;
  cancel(flow: string): void;
  /** Ends a view that {@link FrameApi.viewing} told of. A window that is kept is for the flow that follows at once. */
  leave(flow: string, window: Leave): void;
  /** The key locks in so many seconds unless the person does something; undefined: no longer. For the open window. */
  locking(left: number | undefined): void;
}

/** Served by the frame to the vault. */
export interface FrameApi {
  /** Shows the button, waits for the click and opens the window. Its value is the port to it, once it proved to be ours. */
  openWindow(flow: string): Promise<Envelope>;
  /** Asks the host for a wallet's signature, in one way or the other. */
  sign<M extends "signTypedData" | "signMessage">(method: M, asked: Params<Asks, M>): Promise<Envelope>;
  progress(progress: Progress): void;
  /** The flow is a view, and its window is open: from now on another view may take its place there. Nothing is opened yet. */
  viewing(flow: string): void;
  /** True while calls wait for the unlock that is under way: the window then stays for them. */
  moreWaiting(): boolean;
  /** Nodes that have not stored their share, while that is being tried again; empty when all have. */
  degraded(nodes: string[]): void;
  /** The key is held now, and locks after so many seconds without an act of the person. */
  held(idleSeconds: number): void;
  /** The person did something in the window. */
  active(): void;
  /** The person let something through in the window. */
  accepted(): void;
  /** The site altered what the wallet signed: it is connected no more, at once. The window that says so stays open. */
  altered(): Promise<void>;
  /** The person took this site's connection back, or locked the key, in the window. */
  lockNow(options: { disconnect: boolean }): void;
}
