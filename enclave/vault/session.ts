/** What the vault knows while it lives: the key, the window, the flow that is running. Ending the worker ends all of it. */
import { IdosError, throwIfAborted, type Code } from "../protocol/errors.ts";
import { reasonOf, untilAborted } from "../protocol/until-aborted.ts";
import type { KeyInfo } from "../protocol/types.ts";
import type { RecoveryWallet } from "../protocol/wallet-kinds.ts";
import type { EnclaveConfig, KnownConsumer } from "../config/config.ts";
import type { PreparedSecret } from "../mpc/create.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { Flow, FrameApi } from "../contract/vault-api.ts";
import type { OpeningThreads } from "./opening-thread.ts";
import { createWindowLink, type WindowLink } from "./window-link.ts";
import type { Screen } from "../contract/window-messages.ts";
import type { Remote } from "comlink";

/** The unlocked key. */
export interface HeldKey extends KeyInfo {
  /** X25519, 32 bytes. */
  secretKey: Uint8Array;
}

/** An MPC key that was approved in the window and is not stored yet: a retry needs no new window. */
export interface ApprovedCreation {
  prepared: PreparedSecret;
  wallet: RecoveryWallet;
  /** Seconds to remember the key for, as chosen there. */
  remember: number | undefined;
  /** Unix milliseconds of the claim that keeps other sites from making this key. */
  at: number;
}

/** Wrong passwords in a row, as the vault remembers them. */
export interface Attempts {
  wrong: number;
  /** Milliseconds of the clock that nobody sets, until which none is taken. */
  until: number;
}

/** An account that signs in the site's page: no wallet announced itself in the window, or the person wanted it so. */
export interface SignsInPage {
  address: string;
  /** Where that was found out. */
  window: WindowLink;
  chosen: boolean;
}

/** State of the vault. */
export interface Session {
  key: HeldKey | undefined;
  link: WindowLink | undefined;
  approved: ApprovedCreation | undefined;
  /** The last one: to sign once more, as in a retry, it needs no new window. */
  signsInPage: SignsInPage | undefined;
  /** This site's storage, apart from the window's where the browser partitions it. */
  readonly storage: EnclaveStorage;
  /** Public keys that the person went on with after a warning. */
  readonly acceptedKeys: Set<string>;
  /** Why the nodes could not bring back a user's key, until they can. */
  readonly nodesFailed: Map<string, Code>;
  /** Wrong passwords in a row, by user id in lower case. */
  readonly attempts: Map<string, Attempts>;
  /** Where credentials are opened, apart from the thread that answers calls. */
  readonly openings: OpeningThreads;
  readonly frame: Remote<FrameApi>;
  /** What a window that was just opened shows before anything else. @throws IdosError if it ends the flow */
  beforeAll(context: FlowContext, link: WindowLink): Promise<void>;
  config(): Promise<EnclaveConfig>;
  consumers(): Promise<KnownConsumer[]>;
}

/** What a flow works with. */
export interface FlowContext {
  session: Session;
  flow: Flow;
  signal: AbortSignal;
  /** Aborted when a view is to leave its window; the reason says whether the window stays. */
  leaving: AbortSignal;
  /** Work that starts when the answer has left, and that the next flow waits for. Its failure is nobody's. */
  afterwards(work: () => Promise<unknown>): void;
}

/** The open window, opened by a click in the frame if there is none. @throws IdosError `WINDOW_BLOCKED`, `USER_CLOSED`, … */
export async function needWindow(context: FlowContext): Promise<WindowLink> {
  const { session } = context;
  if (session.link?.alive) return session.link;
  const link = await newWindow(context);
  await session.beforeAll(context, link);
  return link;
}

/** Opens the window, and asks nothing in it. @throws IdosError `WINDOW_BLOCKED`, `USER_CLOSED`, … */
export async function newWindow({ session, flow, signal }: FlowContext): Promise<WindowLink> {
  const opened = await session.frame.openWindow(flow.id);
  if (!opened.ok) throw new IdosError(opened.error.code, opened.error.message);
  const { frame } = session;
  const link = createWindowLink(
    opened.value as MessagePort,
    () => void frame.active(),
    () => void frame.accepted(),
  );
  // Also of a flow that is over by now: its end closes it.
  session.link = link;
  throwIfAborted(signal);
  return link;
}

/** Shows a screen in the window if it is open; else nothing. */
export function showIfOpen({ session }: FlowContext, screen: Screen): void {
  if (session.link?.alive) session.link.show(screen);
}

/** Runs work that a Cancel in the open window, or its closing, interrupts. */
export function interruptible<T>({ session, signal }: FlowContext, work: Promise<T>): Promise<T> {
  const { link } = session;
  return untilAborted(link?.alive ? Promise.race([work, link.interrupted]) : work, signal, reasonOf);
}
