/** Waiting that can be given up: the one race against a signal. */
import { aborted } from "./errors.ts";

/** What a signal was aborted with, where that is an error of its own; else `ABORTED`. */
export function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : aborted();
}

/**
 * Settles as the work does, or rejects as soon as the signal aborts, also where it has already. The work itself goes on.
 * @param why what it rejects with then: `ABORTED`, or {@link reasonOf} between parts of one house
 */
export function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  why: (signal: AbortSignal) => Error = aborted,
): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(why(signal));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    // Given up on, its failure is nobody's any more.
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
