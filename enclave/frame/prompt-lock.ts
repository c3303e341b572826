/**
 * One prompt at a time in all frames of this partition, by a Web Lock. Where the browser refuses locks (storage
 * blocked), the order within each frame has to do.
 */
import { aborted } from "../protocol/errors.ts";

const NAME = "idos-prompt";

/** The right to prompt. */
export interface PromptLock {
  /** Asks for it ahead of {@link take}, if nobody else holds it; to be released like a held one. */
  prepare(): void;
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
  /** What was asked for and not released: how to release it; undefined if another tab holds it. */
  let asked: Promise<(() => void) | undefined> | undefined;

  /** A browser that refuses locks, or a stop while waiting, leaves nothing to release. */
  const ask = async (options: LockOptions): Promise<(() => void) | undefined> =>
    locks ? request(locks, options).catch(() => () => {}) : () => {};
  function release(): void {
    void asked?.then((end) => end?.());
    asked = undefined;
  }
  return {
    prepare: () => void (asked ??= ask({ ifAvailable: true })),
    async take(signal, onWait) {
      if (!(await (asked ??= ask({ ifAvailable: true })))) {
        onWait();
        await (asked = ask({ signal }));
      }
      if (!signal.aborted) return;
      release();
      throw aborted();
    },
    release,
  };
}
