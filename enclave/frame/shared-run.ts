/** One piece of work for several callers: it is aborted only when each of them has given up. */
import { aborted } from "../protocol/errors.ts";
import { reasonOf, untilAborted } from "../protocol/until-aborted.ts";

/** Work under way. */
export interface SharedRun<T> {
  /** Waits for it, until the signal. @throws what the work throws; IdosError `ABORTED` */
  join(signal: AbortSignal): Promise<T>;
}

/** Starts the work. At least one caller must join at once. */
export function startShared<T>(work: (signal: AbortSignal) => Promise<T>): SharedRun<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  let waiting = 0;
  let settled = false;
  const settle = (): void => void (settled = true);
  result.then(settle, settle);
  return {
    async join(signal) {
      waiting++;
      try {
        return await untilAborted(result, signal, reasonOf);
      } finally {
        if (!--waiting && !settled) controller.abort(aborted());
      }
    },
  };
}
