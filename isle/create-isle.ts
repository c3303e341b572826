/** The Isle without its looks: the state machine, and an SDK that carries its effects out. */
import {
  createIdos,
  discoverWallets as discoverInjected,
  type Check,
  type Eip1193Provider,
  type GrantReceipt,
  type Idos,
  type IdosOptions,
  type Wallet,
} from "../host-sdk/index.ts";
import { createEmitter } from "../enclave/protocol/listeners.ts";
import { browserCheckMemory, type CheckMemory } from "./check-memory.ts";
import { checkRequest } from "./check-request.ts";
import { transition } from "./machine.ts";
import type { Outcome } from "./machine/effects.ts";
import type { IsleEvent, PersonEvent } from "./machine/events.ts";
import { cancelled, errorOf } from "./machine/failure.ts";
import { initialState, type Ask, type IsleRequest, type IsleState } from "./machine/state.ts";
import { createRunner, type WalletDiscovery } from "./run-effects.ts";

/** Options of {@link createIsle}: those of `createIdos`, or an `Idos` that exists already. */
export type IsleOptions = (IdosOptions | { idos: Idos }) & {
  /** EIP-6963 by default. */
  discoverWallets?: WalletDiscovery | undefined;
  /** Where a started identity check is remembered. `localStorage` by default. */
  checks?: CheckMemory | undefined;
  /** Milliseconds between two looks at a running identity check. 4000 by default. */
  checkEvery?: number | undefined;
};

/** What the Isle reports. */
export interface IsleEvents {
  granted: GrantReceipt;
  revoked: { grantId: string };
  /** The status of an identity check became known, or changed. */
  check: Check;
}

/** Options of everything that a page can ask for. */
export interface Withdrawable {
  /** Withdraws what was asked; the promise rejects with `ABORTED`. */
  signal?: AbortSignal | undefined;
}

/** The headless Isle. */
export interface Isle {
  /** A new object whenever something changed. */
  readonly state: IsleState;
  /** @returns how to stop */
  subscribe(listener: () => void): () => void;
  /** @returns how to stop */
  on<K extends keyof IsleEvents>(event: K, listener: (detail: IsleEvents[K]) => void): () => void;
  /** What the person did on the view that is shown. An event that does not belong to it changes nothing. */
  send(event: PersonEvent): void;
  /**
   * Resolves when the person is signed in to a profile.
   * @param options.wallet a wallet that the page has already; otherwise the person chooses one
   */
  connect(options?: Withdrawable & { wallet?: Eip1193Provider | Wallet | undefined }): Promise<{ userId: string }>;
  /** Resolves when an identity check is under way; how it goes on is told by `check`. */
  verify(options?: Withdrawable): Promise<Check>;
  /**
   * Resolves when access was granted, written and read back. A failure is first shown to the person, who may try
   * again; when they leave it, the promise rejects with it.
   */
  request(request: IsleRequest & Withdrawable): Promise<{ grantId: string }>;
  /** Ends every wait with `ABORTED`. Closes the `Idos` if the Isle made it. */
  close(): void;
}

/**
 * Makes a headless Isle, for pages that draw their own screens. Asks nothing of anybody yet.
 * @throws IdosError `INVALID_ARGUMENT` when an option has the wrong form
 */
export function createIsle(options: IsleOptions): Isle {
  const given = "idos" in options;
  const idos = given ? options.idos : createIdos(options);
  const { discoverWallets = discoverInjected, checks = browserCheckMemory(), checkEvery = 4000 } = options;
  const changes = createEmitter<{ change: undefined }>();
  const news = createEmitter<IsleEvents>();
  const promises = new Map<number, (outcome: Outcome) => void>();
  let state = initialState(idos.state);
  let goals = 0;
  let closed = false;

  const runner = createRunner({
    idos,
    discoverWallets,
    checks,
    checkEvery,
    dispatch,
    settle({ goal, outcome }) {
      promises.get(goal)?.(outcome);
      promises.delete(goal);
    },
    announce({ news: item }) {
      if (item.kind === "granted") news.emit("granted", item.receipt);
      else if (item.kind === "revoked") news.emit("revoked", { grantId: item.grantId });
      else news.emit("check", item.check);
    },
  });

  const queue: IsleEvent[] = [];
  /** An event that comes while another one's effects are carried out waits for its turn. */
  function dispatch(event: IsleEvent): void {
    if (closed) return;
    queue.push(event);
    if (queue.length > 1) return;
    for (let next = queue[0]; next; next = queue[0]) {
      const before = state;
      const { state: after, effects } = transition(before, next);
      state = after;
      for (const effect of effects) runner.carryOut(effect);
      if (after !== before) changes.emit("change", undefined);
      queue.shift();
    }
  }

  async function pursue<K extends Outcome["kind"]>(
    ask: Ask,
    signal: AbortSignal | undefined,
    kind: K,
  ): Promise<Extract<Outcome, { kind: K }>> {
    if (closed || signal?.aborted) throw errorOf(cancelled("The request"));
    const id = ++goals;
    const ended = new Promise<Outcome>((resolve) => promises.set(id, resolve));
    const withdraw = (): void => dispatch({ type: "withdrawn", goal: id });
    signal?.addEventListener("abort", withdraw, { once: true });
    dispatch({ type: "asked", goal: { ...ask, id } });
    const outcome = await ended;
    signal?.removeEventListener("abort", withdraw);
    if (isOutcome(outcome, kind)) return outcome;
    throw errorOf(outcome.kind === "failed" ? outcome.failure : cancelled("The request"));
  }

  const stopListening = [
    idos.subscribe(() => dispatch({ type: "session", session: idos.state })),
    idos.on("asking", (asking) => dispatch({ type: "asking", asking })),
    idos.on("enclave", (event) => dispatch({ type: "enclave", event })),
  ];
  runner.carryOut({ effect: "recall" });

  return {
    get state() {
      return state;
    },
    subscribe: (listener) => changes.on("change", listener),
    on: news.on,
    send: dispatch,
    async connect({ wallet, signal } = {}) {
      const { userId } = await pursue({ kind: "connect", wallet }, signal, "connected");
      return { userId };
    },
    async verify({ signal } = {}) {
      return (await pursue({ kind: "verify" }, signal, "check")).check;
    },
    async request({ signal, ...request }) {
      const { receipt } = await pursue({ kind: "request", request: checkRequest(request) }, signal, "granted");
      return { grantId: receipt.grantId };
    },
    close() {
      closed = true;
      queue.length = 0;
      runner.stop();
      for (const stop of stopListening) stop();
      for (const settle of promises.values()) settle({ kind: "failed", failure: cancelled("The request") });
      promises.clear();
      if (!given) idos.close();
    },
  };
}

function isOutcome<K extends Outcome["kind"]>(outcome: Outcome, kind: K): outcome is Extract<Outcome, { kind: K }> {
  return outcome.kind === kind;
}
