/** Work that goes on after a request was answered, with retries, until it is done or the server stops. */
import { setMaxListeners } from "node:events";
import { aborted, isIdosError } from "../../../enclave/protocol/errors.ts";

/** Options of {@link createBackground}. */
export interface BackgroundOptions {
  /** Told of work that failed for a reason of this project or the app. Never given personal data. */
  onError(error: unknown): void;
  /** Milliseconds before the first retry; doubled up to a minute. Default 1 000. */
  firstRetry?: number | undefined;
}

/** What {@link createBackground} returns. */
export interface Background {
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
  /**
   * Starts work. A retryable IdosError makes it run again later, and so does a store that cannot be used, which is
   * reported too; any other failure ends it and is reported.
   */
  run(work: (signal: AbortSignal) => Promise<void>): void;
  /**
   * Takes up work, one step after the other. When a step fails the promise rejects, and the steps that are left are
   * tried again until they are done or the server stops.
   */
  start(steps: (() => Promise<void>)[]): Promise<void>;
  /** Waits, or until interrupted; rejects with `ABORTED` when the server stops. */
  sleep(milliseconds: number, interrupt?: AbortSignal): Promise<void>;
  /** Aborts everything and waits for it to end. */
  stop(): Promise<void>;
}

const LONGEST_PAUSE = 60_000;

/** True for failures after which the same work may succeed. */
export function mayRetry(error: unknown): boolean {
  return isIdosError(error) && error.retryable && error.code !== "ABORTED";
}

/** True for failures after which background work goes on: what it works on is kept. */
export function goesOn(error: unknown): boolean {
  return mayRetry(error) || isIdosError(error, "STORAGE_UNAVAILABLE");
}

/** Creates a runner of background work. */
export function createBackground({ onError, firstRetry = 1_000 }: BackgroundOptions): Background {
  const controller = new AbortController();
  const { signal } = controller;
  // Everything that is under way listens to it.
  setMaxListeners(0, signal);
  const running = new Set<Promise<void>>();

  function sleep(milliseconds: number, interrupt?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        interrupt?.removeEventListener("abort", end);
        if (signal.aborted) reject(aborted());
        else resolve();
      };
      const timer = setTimeout(end, milliseconds);
      // A server that has nothing else to do may end.
      if (typeof timer === "object") timer.unref?.();
      signal.addEventListener("abort", end);
      interrupt?.addEventListener("abort", end);
      if (signal.aborted || interrupt?.aborted) end();
    });
  }

  async function untilDone(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (let pause = firstRetry; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await work(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!mayRetry(error)) onError(error);
        if (!goesOn(error)) return;
        await sleep(pause).catch(() => undefined);
      }
    }
  }

  function run(work: (signal: AbortSignal) => Promise<void>): void {
    const mine: Promise<void> = untilDone(work).finally(() => running.delete(mine));
    running.add(mine);
  }

  return {
    signal,
    sleep,
    run,
    start(steps) {
      const left = [...steps];
      const goOn = async (): Promise<void> => {
        for (let step = left[0]; step; step = left[0]) {
          await step();
          left.shift();
        }
      };
      const first = goOn();
      // Reported to whoever awaits it; unheard it must not end the process.
      first.catch((error: unknown) => {
        onError(error);
        run(async () => {
          for (let pause = firstRetry; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            await sleep(pause);
            if (
              await goOn().then(
                () => true,
                () => false,
              )
            )
              return;
          }
        });
      });
      return first;
    },
    async stop() {
      controller.abort();
      await Promise.allSettled(running);
    },
  };
}
