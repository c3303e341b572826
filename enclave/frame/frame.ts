/**
 * The frame: answers the host's calls within the policy table, keeps who is connected, and stands between
 * host, vault and window. It never holds a key, a password or a plaintext.
 */
import { transfer } from "comlink";
import { askResults } from "../protocol/asks.ts";
import { createCaller, type Caller } from "../protocol/call.ts";
import { aborted, IdosError, toWireError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { ASK_DEADLINES } from "../protocol/policies.ts";
import { serve, type Handlers } from "../protocol/serve.ts";
import type { Asks, EnclaveEvent } from "../protocol/types.ts";
import { CALLS, type Calls, type KeyMethod, type OwnMethod } from "../protocol/calls/calls.ts";
import type { FrameApi } from "../contract/vault-api.ts";
import { createConnection } from "./connection.ts";
import { createDeclineLimit } from "./decline-limit.ts";
import { createFlowQueue, type FlowQueue } from "./flow-queue.ts";
import type { Client } from "./handshake.ts";
import { createKeptWindow } from "./kept-window.ts";
import { createKeyCalls, type KeyCalls } from "./key-calls.ts";
import { applyLook, type Look } from "./look.ts";
import { createPace, pacedPort } from "./pace.ts";
import { createPromptLock } from "./prompt-lock.ts";
import { createSiteLock } from "./site-lock.ts";
import { siteStorage } from "./site-memory.ts";
import { createSteadyLockAt } from "./steady-lock-at.ts";
import { createSurface, type Surface } from "./surface.ts";
import { startVault, type VaultProcess } from "./vault-process.ts";
import { createViewing } from "./viewing.ts";
import { createWindowOpening } from "./window-opening.ts";

/** Runs the frame for one host, until the page goes away. */
export function runFrame(client: Client, root: HTMLElement): void {
  const site = client.origin;
  const look: Look = { theme: client.connect.theme ?? "auto", locale: client.connect.locale };
  applyLook(look);

  const pace = createPace();
  const host: Caller<Asks> = createCaller<Asks>(pacedPort(client.asks, pace), {
    result: (method) => askResults[method],
    deadline: (method) => ASK_DEADLINES[method],
    onSilent: () => host.die(new IdosError("ENCLAVE_RESTARTED", "The page stopped answering")),
  });
  const tell = (event: EnclaveEvent): void => void host.call("event", event).catch(() => {});
  const surface: Surface = createSurface({
    root,
    resize: (size) =>
      void (size === "hidden" ? host.call("hideFrame", {}) : host.call("showFrame", { size })).catch(() => {}),
    // An unlock and the call that it is for are one request to a person.
    waiting: () => Math.max(0, flows.size - 1) + Math.max(0, keyCalls.waiting - 1),
    declineAll: () => flows.endAll(new IdosError("USER_REJECTED", "The user declined all requests")),
  });
  const promptLock = createPromptLock();
  const connection = createConnection(site);
  let vault: VaultProcess | undefined;
  let staying = false;

  const opening = createWindowOpening({
    look,
    surface,
    promptLock,
    tell,
    onClosed: () => void vault?.api.windowClosed(),
  });
  const siteLock = createSiteLock({
    site,
    connection,
    surface,
    busy: () => flows.current !== undefined,
    warn: (left) => void vault?.api.locking(left),
    stay() {
      // A second click must not open a second window.
      if (staying) return;
      staying = true;
      opening.ahead();
      void flows
        .run("stay", {}, new AbortController().signal)
        .catch(() => opening.close())
        .finally(() => (staying = false));
    },
    endVault() {
      vault?.end();
      vault = undefined;
      opening.close();
    },
    tell,
  });
  const declines = createDeclineLimit(siteStorage, site);
  const lockAt = createSteadyLockAt(
    () => siteLock.lockAt,
    () => pace.on,
  );
  function onChange(): void {
    surface.refresh();
    viewing.changed();
    kept.check();
  }
  const flows: FlowQueue = createFlowQueue({
    site,
    declines,
    vault: () => (vault ??= startVaultProcess()),
    connected: connection.covers,
    onChange,
    onTurn(call) {
      // Such a call always prompts.
      if (call?.withKey && call.consent === "each") promptLock.prepare();
      if (!kept.open) return;
      // It goes on in the window of the flow before it: what it asks there is a prompt like any other.
      pace.start();
      if (!call?.views) flows.prompted();
    },
    onEnd(how, answer) {
      kept.ended(how);
      kept.check();
      // What the person let through is answered at once: nothing is left that the moment could tell.
      pace.stop({ lingers: kept.open || answer === undefined || "closed" in answer });
      const passedOn = how === "left" && kept.open;
      viewing.passOn(passedOn);
      if (!passedOn) surface.hide();
      // A window that stays for the calls that wait is still the one prompt.
      if (!kept.open) promptLock.release();
    },
    onRefused: () => kept.check(),
  });
  const kept = createKeptWindow({
    running: () => flows.current !== undefined,
    next: () => flows.next,
    waiting: () => keyCalls.waiting,
    close() {
      opening.close();
      viewing.passOn(false);
      surface.hide();
      promptLock.release();
    },
  });
  const viewing = createViewing({ flows: () => flows, opening, kept, promptLock, surface, tell });
  const keyCalls: KeyCalls = createKeyCalls({
    connection,
    flows,
    checkIdle: siteLock.check,
    lock: siteLock.lock,
    onUnlocked: () => tell({ type: "unlocked" }),
    onChange,
  });

  /** A vault that dies by itself leaves no key: the next call starts another one. */
  function startVaultProcess(): VaultProcess {
    const started = startVault(frameApi);
    started.gone.catch(() => {
      if (vault === started) siteLock.lock();
    });
    return started;
  }

  async function enveloped(work: () => Promise<unknown>): Promise<Envelope> {
    try {
      const value = await work();
      const envelope: Envelope = { ok: true, value };
      return value instanceof MessagePort ? transfer(envelope, [value]) : envelope;
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }
  function askWallet(ask: (options: { signal: AbortSignal | undefined }) => Promise<unknown>): Promise<Envelope> {
    tell({ type: "waiting", for: "wallet" });
    return enveloped(() => ask({ signal: flows.current?.signal }));
  }

  const frameApi: FrameApi = {
    openWindow: (id) =>
      enveloped(async () => {
        const { current } = flows;
        if (current?.id !== id) throw aborted();
        flows.prompted();
        const port = await opening.forFlow(current);
        if (flows.current === current) {
          pace.start();
          kept.opened();
        }
        lockAt.hold();
        return port;
      }),
    sign: (method, asked) => askWallet((options) => host.call(method, asked, options)),
    progress(progress) {
      const { current } = flows;
      if (!current) return;
      if (progress.of === "window" && opening.opened) surface.waiting(opening.opened.focus, current.cancel);
      else surface.progress(progress, current.cancel);
      if (progress.of === "nodes") tell({ type: "waiting", for: "nodes" });
    },
    viewing: viewing.begin,
    moreWaiting: kept.stays,
    degraded: (nodes) => tell({ type: "degraded", nodes }),
    held(seconds) {
      siteLock.held(seconds);
      lockAt.hold();
    },
    active: siteLock.active,
    accepted: declines.accepted,
    async altered() {
      flows.endWaiting(new IdosError("SIGNATURE_ALTERED", "Another call of this site altered a signature"));
      const mayClose = opening.leaveOpen();
      // The vault ends after the flow that says so.
      void flows
        .settled()
        .then(() => siteLock.lockSite(true))
        .finally(mayClose);
      await siteLock.expel();
    },
    lockNow({ disconnect }) {
      // After the flow that says so: its caller gets its answer.
      void flows.settled().then(() => siteLock.lockSite(disconnect));
    },
  };

  const own: Pick<Handlers<Calls>, OwnMethod> = {
    status: async () => {
      siteLock.check();
      await connection.restored;
      return connection.status(lockAt.value);
    },
    configure: async ({ theme, locale }) => {
      if (theme) look.theme = theme;
      if (locale) look.locale = locale;
      applyLook(look);
      surface.refresh();
      return {};
    },
    createKey: keyCalls.createKey,
    unlock: keyCalls.unlock,
    lock: async ({ forget }, signal) => {
      await connection.restored;
      const userId = connection.key?.userId ?? connection.userId;
      if (forget && userId !== undefined) await flows.run("forget", { userId }, signal);
      await siteLock.lockSite(forget === true);
      return {};
    },
  };
  const handlers: Record<string, unknown> = own;
  /** All others run in the vault with the key, by one path. */
  for (const method of Object.keys(CALLS) as KeyMethod[])
    handlers[method] ??= (params: Calls[KeyMethod]["params"], signal: AbortSignal) =>
      keyCalls.withKey(method, params, signal);

  serve<Calls>(pacedPort(client.calls, pace), {
    params: (method) => CALLS[method].params,
    deadline: (method) => CALLS[method].deadline,
    handlers: handlers as unknown as Handlers<Calls>,
  });
}
