/** One piece of work for everyone who asks while it runs. */
import { throwIfAborted } from "../../enclave/protocol/errors.ts";
import { abortable } from "../abortable.ts";

/**
 * Wraps work so that concurrent callers share one run of it. Each caller can give up alone; the run is
 * aborted when the last one has. Nothing is kept after the run: the next caller starts a new one.
 * @param run the work; its signal aborts when nobody waits any more
 */
export function createShared<T>(run: (signal: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let current: { work: Promise<T>; controller: AbortController; waiting: number } | undefined;

  function start() {
    const controller = new AbortController();
    const mine = { work: run(controller.signal), controller, waiting: 0 };
    const forget = () => {
      if (current === mine) current = undefined;
    };
    mine.work.then(forget, forget);
    return mine;
  }

  return async (signal) => {
    throwIfAborted(signal);
    const mine = (current ??= start());
    mine.waiting++;
    try {
      return await abortable(mine.work, signal);
    } finally {
      if (--mine.waiting === 0 && current === mine) {
        current = undefined;
        mine.controller.abort();
      }
    }
  };
}
