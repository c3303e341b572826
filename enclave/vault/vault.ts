/** The vault: one flow at a time, each cancellable, over the session that holds the key. */
import { transfer, type Remote } from "comlink";
import type { EnclaveConfig, KnownConsumer } from "../config/config.ts";
import { aborted, toWireError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { movedBuffers } from "../protocol/moved-bytes.ts";
import type { Flow, FrameApi, VaultApi, VaultCalls, VaultMethod } from "../contract/vault-api.ts";
import { missedAlarm } from "./activity.ts";
import { failWindow } from "./end-window.ts";
import { unlock } from "./flows/unlock.ts";
import { createOpeningThreads, startOpeningHere, type StartOpening } from "./opening-thread.ts";
import { createStorage, type EnclaveStorage } from "../storage/storage.ts";
import type { FlowContext, Session } from "./session.ts";

type Body<M extends VaultMethod> = (
  context: FlowContext,
  params: VaultCalls[M]["params"],
) => Promise<VaultCalls[M]["result"]>;

const recovery = () => import("./flows/link-recovery.ts");

/** What runs for each method. Loaded when it is used, but for an unlock. */
const FLOWS: { [M in VaultMethod]: () => Promise<Body<M>> } = {
  unlock: async () => unlock,
  createKey: async () => (await import("./flows/create-key.ts")).createKey,
  grant: async () => (await import("./flows/grant.ts")).grant,
  view: async () => (await import("./flows/view.ts")).view,
  manage: async () => (await import("./flows/manage.ts")).manage,
  stay: async () => (await import("./flows/stay.ts")).stay,
  forget: async () => (await import("./flows/forget.ts")).forget,
  linkRecovery: async () => (await recovery()).linkRecovery,
  unlinkRecovery: async () => (await recovery()).unlinkRecovery,
};

/** Where the operator's files come from, and what is kept. */
export interface VaultSources {
  config(): Promise<EnclaveConfig>;
  consumers(): Promise<KnownConsumer[]>;
  /** The browser's by default. */
  storage?: EnclaveStorage | undefined;
  /** Where credentials are opened; in this thread by default. */
  opening?: StartOpening | undefined;
}

/** Makes a vault that talks to its frame. */
export function createVault(frame: Remote<FrameApi>, sources: VaultSources): VaultApi {
  const session: Session = {
    key: undefined,
    link: undefined,
    approved: undefined,
    signsInPage: undefined,
    storage: sources.storage ?? createStorage(),
    acceptedKeys: new Set(),
    nodesFailed: new Map(),
    attempts: new Map(),
    openings: createOpeningThreads(sources.opening ?? startOpeningHere),
    frame,
    async beforeAll(context, link) {
      const missed = await missedAlarm(context);
      if (missed) await (await import("./altered.ts")).showMissedAlarm(context, link, missed);
    },
    config: once(sources.config),
    consumers: once(sources.consumers),
  };
  const running = new Map<string, { stop: AbortController; leave: AbortController }>();
  let last: Promise<unknown> = Promise.resolve();

  /** Flows run one after another: one prompt at a time. */
  async function run<M extends VaultMethod>(flow: Flow, method: M, params: VaultCalls[M]["params"]): Promise<Envelope> {
    const controller = new AbortController();
    const leave = new AbortController();
    running.set(flow.id, { stop: controller, leave });
    const left: (() => Promise<unknown>)[] = [];
    const turn = last.then(async (): Promise<Envelope> => {
      const context: FlowContext = {
        session,
        flow,
        signal: controller.signal,
        leaving: leave.signal,
        afterwards: (work) => void left.push(work),
      };
      try {
        controller.signal.throwIfAborted();
        const value = await (await FLOWS[method]())(context, params);
        return transfer({ ok: true, value }, movedBuffers(value));
      } catch (error) {
        controller.abort(aborted());
        failWindow(context, error);
        return { ok: false, error: toWireError(error) };
      } finally {
        running.delete(flow.id);
      }
    });
    last = turn.then(async () => {
      // comlink posts the answer within this task.
      if (left.length) await new Promise((resolve) => setTimeout(resolve));
      await Promise.allSettled(left.map((work) => work()));
    });
    return turn;
  }

  return {
    windowClosed: () => session.link?.suspect(),
    run,
    cancel: (flow) => running.get(flow)?.stop.abort(aborted()),
    leave: (flow, window) => running.get(flow)?.leave.abort(window),
    locking: (left) => session.link?.locking(left),
  };
}

/** Loads at the first use; a failure is not remembered. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
