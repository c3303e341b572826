/**
 * One prompt at a time in all frames of this partition, by a Web Lock. Where the browser refuses locks (storage
 * blocked), the order within each frame has to do.
 */
import { aborted } from "../protocol/errors.ts";

const NAME = "idos-prompt";

/** The right to prompt. */
export interface PromptLock {
  /**
   * Takes it, unless it is held already.
   * @param onWait called if another tab holds it
   * @throws IdosError `ABORTED`
   */
  take(signal: AbortSignal, onWait: () => void): Promise<void>;
  /** Gives it back, if it is held. */
  release(): void;
}

/** Resolves to how to release the lock; undefined if it was to be had at once and was not. */
function request(locks: LockManager, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    locks
      .request(NAME, options, (lock) => (lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined)))
      .catch(reject);
  });
}

/** A lock that is not held. */
export function createPromptLock(locks: LockManager | undefined = navigator.locks): PromptLock {
  let held: (() => void) | undefined;
  const release = (): void => {
    held?.();
    held = undefined;
  };
  return {
    async take(signal, onWait) {
      if (held || !locks) return;
      try {
        held = await request(locks, { ifAvailable: true });
        if (!held) {
          onWait();
          held = await request(locks, { signal });
        }
      } catch {
        // Refused, or stopped while waiting.
      }
      if (!signal.aborted) return;
      release();
      throw aborted();
    },
    release,
  };
}
