/** One prompt at a time, in the order in which they were asked for. */
import { ProviderError } from "./provider-error.ts";

/** How many prompts may wait behind the one that is shown. */
export const MAX_WAITING = 10;

/** Runs prompts one after the other. */
export interface PromptQueue {
  /**
   * Runs a prompt when all before it are decided.
   * @throws ProviderError −32005 when too many wait already
   */
  run<T>(prompt: () => Promise<T>): Promise<T>;
}

/** An empty queue. `onWaiting` hears how many wait behind the one that is shown, whenever that changes. */
export function createPromptQueue(onWaiting: (waiting: number) => void): PromptQueue {
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  const count = (change: 1 | -1): void => {
    pending += change;
    onWaiting(Math.max(0, pending - 1));
  };
  return {
    async run(prompt) {
      if (pending > MAX_WAITING)
        throw new ProviderError("limitExceeded", "Too many requests wait for an answer in the wallet");
      count(1);
      const turn = last.then(prompt);
      // The next one waits for this one's end, whichever it is.
      last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        count(-1);
      }
    },
  };
}
