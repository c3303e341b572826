/** The vault: one flow at a time, each cancellable, over the session that holds the key. */
import { transfer, type Remote } from "comlink";
import type { EnclaveConfig, KnownConsumer } from "../config/config.ts";
import { aborted, toWireError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { movedBuffers } from "../protocol/moved-bytes.ts";
import type { CreateKeyParams, GrantParams, LinkRecoveryParams, ManageParams, ViewParams } from "../protocol/types.ts";
import type { Flow, FrameApi, VaultApi } from "../contract/vault-api.ts";
import { missedAlarm } from "./activity.ts";
import { failWindow } from "./end-window.ts";
import { unlock } from "./flows/unlock.ts";
import { createOpeningThreads, startOpeningHere, type StartOpening } from "./opening-thread.ts";
import { createStorage, type EnclaveStorage } from "../storage/storage.ts";
import type { FlowContext, Session } from "./session.ts";

/** Loaded when they are used: what an unlock does not need. */
const creation = () => import("./flows/create-key.ts");
const grant = () => import("./flows/grant.ts");
const view = () => import("./flows/view.ts");
const manage = () => import("./flows/manage.ts");
const forget = () => import("./flows/forget.ts");
const stay = () => import("./flows/stay.ts");
const recovery = () => import("./flows/link-recovery.ts");

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
  function run<P, R>(
    body: (context: FlowContext, params: P) => Promise<R>,
  ): (flow: Flow, params: P) => Promise<Envelope> {
    return (flow, params) => {
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
          const value = await body(context, params);
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
    };
  }

  return {
    windowClosed: () => session.link?.suspect(),
    createKey: run(async (context, params: CreateKeyParams) => (await creation()).createKey(context, params)),
    unlock: run(unlock),
    grant: run(async (context, params: GrantParams) => (await grant()).grant(context, params)),
    view: run(async (context, params: ViewParams) => (await view()).view(context, params)),
    manage: run(async (context, params: ManageParams) => (await manage()).manage(context, params)),
    stay: run(async (context) => (await stay()).stay(context)),
    forget: run(async (context, params: { userId: string }) => (await forget()).forget(context, params)),
    linkRecovery: run(async (context, params: LinkRecoveryParams) =>
      (await recovery()).changeRecovery(context, "add", params),
    ),
    unlinkRecovery: run(async (context, params: LinkRecoveryParams) =>
      (await recovery()).changeRecovery(context, "remove", params),
    ),
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
