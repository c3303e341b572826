/** Carries out the machine's effects with an SDK, and tells the machine what came of them. */
import type { DiscoveredWallet, Idos } from "../host-sdk/index.ts";
import type { CheckMemory } from "./check-memory.ts";
import type { Effect } from "./machine/effects.ts";
import type { OutsideEvent } from "./machine/events.ts";
import { failureOf } from "./machine/failure.ts";
import type { Job } from "./machine/jobs.ts";
import { perform } from "./perform.ts";
import { watchCheck } from "./watch-check.ts";

/** Reports all wallets found so far, whenever there is one more; returns how to stop. */
export type WalletDiscovery = (listener: (wallets: readonly DiscoveredWallet[]) => void) => () => void;

/** What the runner works with. */
export interface RunnerOptions {
  idos: Idos;
  discoverWallets: WalletDiscovery;
  checks: CheckMemory;
  /** Milliseconds between two looks at a running identity check. */
  checkEvery: number;
  dispatch(event: OutsideEvent): void;
  settle(effect: Extract<Effect, { effect: "settle" }>): void;
  announce(effect: Extract<Effect, { effect: "announce" }>): void;
}

/** What {@link createRunner} returns. */
export interface Runner {
  carryOut(effect: Effect): void;
  /** Ends every task, search and watch. */
  stop(): void;
}

/** After this many milliseconds an empty search is taken for an answer. Wallets that come later are still shown. */
const WALLETS_ANSWER_WITHIN = 400;

/** A runner. */
export function createRunner({
  idos,
  discoverWallets,
  checks,
  checkEvery,
  dispatch,
  settle,
  announce,
}: RunnerOptions): Runner {
  const tasks = new Map<number, AbortController>();
  let stopDiscovery = (): void => {};
  let stopWatching = (): void => {};

  async function run(task: number, job: Job): Promise<void> {
    const controller = new AbortController();
    tasks.set(task, controller);
    try {
      const result = await perform(job, idos, controller.signal);
      dispatch({ type: "done", task, result, session: idos.state });
    } catch (error) {
      dispatch({ type: "failed", task, failure: failureOf(error), session: idos.state });
    } finally {
      tasks.delete(task);
    }
  }

  function discover(): void {
    stopDiscovery();
    let found: readonly DiscoveredWallet[] = [];
    const stop = discoverWallets((wallets) => {
      found = wallets;
      dispatch({ type: "wallets-found", wallets });
    });
    const timer = setTimeout(() => dispatch({ type: "wallets-found", wallets: found }), WALLETS_ANSWER_WITHIN);
    stopDiscovery = () => {
      stop();
      clearTimeout(timer);
    };
  }

  function watch(id: string): void {
    stopWatching();
    stopWatching = watchCheck({
      read: (signal) => idos.verification.status(id, { signal }),
      onRead: (check) => dispatch({ type: "check-read", check, at: Date.now() }),
      onMiss: (error) => dispatch({ type: "check-unread", id, failure: failureOf(error), at: Date.now() }),
      every: checkEvery,
    });
  }

  function recall(): void {
    const remembered = checks.read();
    if (remembered) dispatch({ type: "check-remembered", ...remembered });
  }

  return {
    carryOut(effect) {
      switch (effect.effect) {
        case "run":
          return void run(effect.task, effect.job);
        case "stop":
          return tasks.get(effect.task)?.abort();
        case "discover":
          return discover();
        case "warm":
          // What keeps the enclave away is reported by the first call that needs it.
          return void idos.preload().catch(() => {});
        case "watch":
          return watch(effect.check);
        case "unwatch":
          return stopWatching();
        case "remember":
          return checks.write({ id: effect.check, userId: effect.userId });
        case "forget":
          return checks.clear();
        case "recall":
          return recall();
        case "settle":
          return settle(effect);
        case "announce":
          return announce(effect);
      }
    },
    stop() {
      stopDiscovery();
      stopWatching();
      for (const controller of tasks.values()) controller.abort();
    },
  };
}
