/**
 * The frame: answers the host's calls within the policy table, keeps who is connected, and stands between
 * host, vault and window. It never holds a key or a password, and shows plaintext only in the viewer.
 */
import { askResults } from "../protocol/asks.ts";
import { createCaller, type Caller } from "../protocol/call.ts";
import { callParams } from "../protocol/call-params.ts";
import { aborted, fromWireError, IdosError, isIdosError, toWireError, type Code } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { ASK_DEADLINES, CALL_POLICIES } from "../protocol/policies.ts";
import { serve } from "../protocol/serve.ts";
import type { Asks, Calls, EnclaveEvent, KeyInfo, UnlockParams } from "../protocol/types.ts";
import { transfer } from "comlink";
import type { Flow, FrameApi, VaultApi } from "../vault/contract.ts";
import type { Client } from "./handshake.ts";
import { createDeclineLimit } from "./decline-limit.ts";
import { createPromptLock } from "./prompt-lock.ts";
import { startShared, type SharedRun } from "./shared-run.ts";
import { createIdleLock } from "./idle-lock.ts";
import { openSiteChannel } from "./site-channel.ts";
import { forgetSite, lastConnection } from "./site-memory.ts";
import { createSurface, type Surface } from "./surface.ts";
import { startVault, type VaultProcess } from "./vault-process.ts";
import { openWindow, type OpenedWindow } from "./window-opener.ts";
import { applyTheme, type Look } from "./look.ts";
import type { Remote } from "comlink";

/** What a person does to a prompt that they do not want. */
const DECLINED: readonly Code[] = ["USER_REJECTED", "USER_CLOSED", "NO_MATCH", "WINDOW_BLOCKED"];

/** How often other tabs are told that the person is there, in milliseconds. */
const ACTIVE_EVERY = 2_000;

type Body<P> = (api: Remote<VaultApi>, flow: Flow, params: P) => Promise<Envelope>;

/** Runs the frame for one host, until the page goes away. */
export function runFrame(client: Client, root: HTMLElement): void {
  const look: Look = { theme: client.connect.theme ?? "auto", locale: client.connect.locale };
  applyTheme(look);

  const host: Caller<Asks> = createCaller<Asks>(client.asks, {
    results: askResults,
    deadline: (method) => ASK_DEADLINES[method],
    onSilent: () => host.die(new IdosError("ENCLAVE_RESTARTED", "The page stopped answering")),
  });
  const tell = (event: EnclaveEvent): void => void host.call("event", event).catch(() => {});
  const surface: Surface = createSurface({
    root,
    resize: (size) =>
      void (size === "hidden" ? host.call("hideFrame", {}) : host.call("showFrame", { size })).catch(() => {}),
    // An unlock and the call that it is for are one request to a person.
    waiting: () => Math.max(0, flows.size - 1) + Math.max(0, waiting - 1),
    declineAll: () => {
      const all = new IdosError("USER_REJECTED", "The user declined all requests");
      for (const { cancel } of [...flows.values()]) cancel(all);
    },
  });
  const promptLock = createPromptLock();
  const declines = createDeclineLimit();

  let vault: VaultProcess | undefined;
  let popup: OpenedWindow | undefined;
  let key: KeyInfo | undefined;
  /** The last unlocked profile: a locked key of a connected site is unlocked again without the host's help. */
  let last: UnlockParams | undefined;
  let connected: string | undefined;
  /** The connection of an earlier load, for `status`. */
  let known: KeyInfo | undefined;
  let unlocking: { publicKey: string; userId: string; run: SharedRun<KeyInfo> } | undefined;
  /** Calls that wait for the unlock under way. */
  let waiting = 0;
  const flows = new Map<string, { signal: AbortSignal; cancel(why: IdosError): void }>();
  let current: { id: string; cancel(): void } | undefined;

  const frameApi: FrameApi = {
    async openWindow(flow) {
      try {
        const port = await clickToOpen(flow);
        if (vault) await vault.api.window(transfer(port, [port]));
        return { ok: true, value: null };
      } catch (error) {
        return { ok: false, error: toWireError(error) };
      }
    },
    sign: (wallet, typedData) => askWallet((options) => host.call("signTypedData", { wallet, typedData }, options)),
    signMessage: (wallet, message) => askWallet((options) => host.call("signMessage", { wallet, message }, options)),
    progress(progress) {
      if (!current) return;
      if (progress.of === "window" && popup) surface.waiting(popup.focus, current.cancel);
      else surface.progress(progress, current.cancel);
      if (progress.of === "nodes") tell({ type: "waiting", for: "nodes" });
    },
    viewer: (credentials, skipped) =>
      new Promise((resolve, reject) => {
        surface
          .viewer(
            credentials,
            skipped,
            () => resolve("closed"),
            () => {
              // Opened inside the click; the vault asks for it right after.
              opening = tryOpen();
              resolve("window");
            },
          )
          .catch(() =>
            reject(new IdosError("NETWORK_UNREACHABLE", "The viewer could not be loaded; check the connection")),
          );
      }),
    moreWaiting: () => waiting > 0,
    degraded: (nodes) => tell({ type: "degraded", nodes }),
    held: (seconds) => idle.start(seconds),
    active,
    lockNow({ disconnect }) {
      // After the flow that says so: its caller gets its answer.
      void queue.then(() => lockSite(disconnect));
    },
  };

  async function askWallet(ask: (options: { signal: AbortSignal | undefined }) => Promise<unknown>): Promise<Envelope> {
    tell({ type: "waiting", for: "wallet" });
    try {
      return { ok: true, value: await ask({ signal: current && flows.get(current.id)?.signal }) };
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }

  /** A window that a click in the viewer opened ahead of the vault's asking. */
  let opening: OpenedWindow | IdosError | undefined;

  function tryOpen(): OpenedWindow | IdosError {
    try {
      const opened = openWindow({ ...look, onClosed: () => void vault?.api.windowClosed() });
      popup = opened;
      return opened;
    } catch (error) {
      return error as IdosError;
    }
  }

  async function clickToOpen(flow: string): Promise<MessagePort> {
    const signal = flows.get(flow)?.signal;
    if (!signal || signal.aborted || !current) throw aborted();
    const { cancel } = current;
    const ahead = opening;
    opening = undefined;
    const stopped = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(aborted()), { once: true }),
    );
    stopped.catch(() => {});
    if (!ahead) await promptLock.take(signal, () => surface.elsewhere(cancel));
    const opened =
      ahead ??
      (await Promise.race([
        stopped,
        new Promise<OpenedWindow | IdosError>((resolve) => {
          tell({ type: "waiting", for: "click" });
          surface.button(() => resolve(tryOpen()), cancel);
        }),
      ]));
    if (opened instanceof IdosError) throw opened;
    // Until the vault has the port, only the frame can close the window.
    const handed = new AbortController();
    signal.addEventListener("abort", opened.close, { once: true, signal: handed.signal });
    tell({ type: "waiting", for: "window" });
    surface.waiting(opened.focus, cancel);
    try {
      return await Promise.race([opened.port, stopped]);
    } finally {
      handed.abort();
    }
  }

  /** Where the person is while a flow runs: in the viewer, or in the window. */
  function warn(left: number | undefined): void {
    surface.warn(left);
    void vault?.api.locking(left);
  }

  const idle = createIdleLock({
    onCountdown(left, lockAt) {
      tell({ type: "locking", at: lockAt });
      if (current) warn(left);
      else surface.countdown(left, active, () => void lockSite(false));
    },
    onStay: () => (current ? warn(undefined) : surface.hide()),
    onLock: lock,
  });
  const channel = openSiteChannel(client.origin, (message) => {
    if (message.type === "active") return idle.touch();
    lock();
    if (message.disconnect) connected = last = known = undefined;
  });
  let told = 0;
  /** Only what the person does in the enclave counts: a page could keep a key awake by calling. */
  function active(): void {
    idle.touch();
    if (Date.now() - told < ACTIVE_EVERY) return;
    told = Date.now();
    channel.post({ type: "active" });
  }
  // A press on the countdown's own buttons says which of both is wanted only when it has become a click.
  const isAct = (event: Event): boolean => event.isTrusted && (current !== undefined || !idle.counting);
  for (const type of ["pointerdown", "keydown", "wheel"])
    addEventListener(type, (event) => isAct(event) && active(), { capture: true, passive: true });
  document.addEventListener("visibilitychange", idle.check);
  // A page that the browser keeps for "back" keeps no key.
  addEventListener("pagehide", lock);

  const restored = lastConnection(client.origin).then((site) => {
    if (!site || connected !== undefined) return;
    connected = site.userId;
    known = { userId: site.userId, publicKey: site.publicKey, store: site.store };
  });

  /** Locks in all tabs of this site, and drops what it would resume with. */
  async function lockSite(disconnect: boolean): Promise<void> {
    lock();
    if (disconnect) connected = last = known = undefined;
    channel.post({ type: "lock", disconnect });
    await forgetSite(client.origin, disconnect);
  }

  function lock(): void {
    const had = key !== undefined;
    idle.stop();
    if (!current) surface.hide();
    vault?.end();
    vault = undefined;
    key = undefined;
    popup?.close();
    popup = undefined;
    if (had) tell({ type: "locked" });
  }

  /** A vault that dies by itself leaves no key: the next call starts another one. */
  function startVaultProcess(): VaultProcess {
    const started = startVault(frameApi);
    started.gone.catch(() => {
      if (vault === started) lock();
    });
    return started;
  }

  /** Runs a flow in the vault, shows its surface, and cancels it with the call. */
  async function inVault<P>(body: Body<P>, params: P, signal: AbortSignal): Promise<unknown> {
    const { api, gone } = (vault ??= startVaultProcess());
    const id = crypto.randomUUID();
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    flows.set(id, { signal: both, cancel: (why) => stop.abort(why) });
    surface.refresh();
    const cancel = (): void => stop.abort(aborted());
    both.addEventListener("abort", () => void api.cancel(id), { once: true });
    const turn = queue.then(async () => {
      both.throwIfAborted();
      declines.check();
      current = { id, cancel };
      try {
        const flow: Flow = {
          id,
          site: client.origin,
          connected: connected !== undefined && connected === userOf(params),
        };
        const stopped = new Promise<never>((_, reject) =>
          both.addEventListener("abort", () => reject(both.reason as Error), { once: true }),
        );
        const answer: Envelope = await Promise.race<Envelope>([body(api, flow, params), gone, stopped]);
        if (!answer.ok) throw fromWireError(answer.error);
        declines.accepted();
        return answer.value;
      } catch (error) {
        if (stop.signal.aborted || (isIdosError(error) && DECLINED.includes(error.code))) declines.declined();
        throw error;
      } finally {
        current = undefined;
        surface.hide();
        // A window that stays for the calls that wait is still the one prompt.
        if (!waiting) promptLock.release();
      }
    });
    queue = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      flows.delete(id);
      surface.refresh();
    }
  }
  let queue: Promise<unknown> = Promise.resolve();

  const userOf = (params: unknown): string | undefined => (params as { userId?: string }).userId ?? key?.userId;

  function unlocked(info: KeyInfo, wallet: UnlockParams["wallet"]): KeyInfo {
    key = info;
    known = info;
    last = { ...info, wallet };
    connected = info.userId;
    tell({ type: "unlocked" });
    return info;
  }

  /** Another user's key never stays beside the one that is asked for. */
  function dropOther(userId: string): void {
    if (key && key.userId !== userId) lock();
    if (connected !== undefined && connected !== userId) connected = known = undefined;
  }

  /** Calls for the same key share one unlock: one prompt, and all resolve or all reject with it. */
  async function unlock(params: UnlockParams, signal: AbortSignal): Promise<KeyInfo> {
    idle.check();
    await restored;
    dropOther(params.userId);
    const { userId, publicKey, wallet } = params;
    if (unlocking?.userId !== userId || unlocking.publicKey !== publicKey) {
      const run = startShared(async (all) => {
        try {
          const value = await inVault<UnlockParams>((api, flow, p) => api.unlock(flow, p), params, all);
          return unlocked(value as KeyInfo, wallet);
        } finally {
          if (unlocking?.run === run) unlocking = undefined;
        }
      });
      unlocking = { userId, publicKey, run };
    }
    return unlocking.run.join(signal);
  }

  /** Calls that need the key wait for the unlock that is under way, or start one. */
  async function withKey<P>(body: Body<P>, params: P, signal: AbortSignal): Promise<unknown> {
    idle.check();
    // In the order in which the calls came: an unlock before this one is under way by then.
    await restored;
    if (!key || unlocking) {
      if (!unlocking && !last) throw new IdosError("LOCKED", "The key is locked: call unlock first");
      waiting++;
      surface.refresh();
      try {
        await (unlocking ? unlocking.run.join(signal) : unlock(last as UnlockParams, signal));
      } finally {
        waiting--;
      }
    }
    return inVault(body, params, signal);
  }

  serve<Calls>(client.calls, {
    params: callParams,
    deadline: (method) => CALL_POLICIES[method].deadline,
    handlers: {
      status: async () => {
        idle.check();
        await restored;
        if (connected === undefined) return { state: "locked" };
        const { userId, publicKey, store } = key ?? known ?? {};
        return { state: key ? "unlocked" : "locked", userId, publicKey, store, lockAt: idle.lockAt };
      },
      configure: async ({ theme, locale }) => {
        if (theme) look.theme = theme;
        if (locale) look.locale = locale;
        applyTheme(look);
        return {};
      },
      createKey: async (params, signal) => {
        dropOther(params.userId);
        const value = await inVault<typeof params>((api, flow, p) => api.createKey(flow, p), params, signal);
        return unlocked(value as KeyInfo, params.wallet);
      },
      unlock,
      lock: async ({ forget }, signal) => {
        await restored;
        const userId = key?.userId ?? connected;
        if (forget && userId !== undefined) await inVault((api, flow, p) => api.forget(flow, p), { userId }, signal);
        await lockSite(forget === true);
        return {};
      },
      manage: async (params, signal) =>
        (await withKey<typeof params>(
          (api, flow, p) => api.manage(flow, p),
          params,
          signal,
        )) as Calls["manage"]["result"],
      grant: async (params, signal) =>
        (await withKey<typeof params>(
          (api, flow, p) => api.grant(flow, p),
          params,
          signal,
        )) as Calls["grant"]["result"],
      view: async (params, signal) =>
        (await withKey<typeof params>((api, flow, p) => api.view(flow, p), params, signal)) as Calls["view"]["result"],
      linkRecovery: async (params, signal) =>
        (await withKey<typeof params>(
          (api, flow, p) => api.linkRecovery(flow, p),
          params,
          signal,
        )) as Calls["linkRecovery"]["result"],
      unlinkRecovery: async (params, signal) =>
        (await withKey<typeof params>(
          (api, flow, p) => api.unlinkRecovery(flow, p),
          params,
          signal,
        )) as Calls["unlinkRecovery"]["result"],
    },
  });
}
