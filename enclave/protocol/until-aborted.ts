/** Waiting that can be given up. */
import { aborted, throwIfAborted } from "./errors.ts";

/**
 * Settles as the work does, or with `ABORTED` as soon as the signal aborts. The work itself goes on.
 * @throws IdosError `ABORTED`
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort: (() => void) | undefined;
  try {
    throwIfAborted(signal);
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        onAbort = () => reject(aborted());
        signal.addEventListener("abort", onAbort, { once: true });
      }),
    ]);
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
    // Given up on: its failure is nobody's any more.
    work.catch(() => undefined);
  }
}
