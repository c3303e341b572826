/** Locks after a time without an act of the person, and counts the last minute down. */

/** Seconds of countdown; half of the time if that is less. */
const COUNTDOWN = 60;

/** What the lock needs and drives. */
export interface IdleLockOptions {
  /** Once a second in the countdown. `left` in seconds. */
  onCountdown(left: number, lockAt: number): void;
  /** The person did something after all. */
  onStay(): void;
  onLock(): void;
}

/** A running lock. */
export interface IdleLock {
  /** Unix seconds; undefined while nothing is held. */
  readonly lockAt: number | undefined;
  /** A key is held: locks after so many seconds. */
  start(seconds: number): void;
  /** The person did something. */
  touch(): void;
  /** Nothing is held any more. */
  stop(): void;
  /** Locks now if it is overdue: a computer that slept runs no timers. */
  check(): void;
}

/** Makes the lock, stopped. */
export function createIdleLock({ onCountdown, onStay, onLock }: IdleLockOptions): IdleLock {
  let seconds = 0;
  let lockAt: number | undefined;
  let counting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    lockAt = undefined;
    counting = false;
  }
  function ring(): void {
    timer = undefined;
    check();
  }
  function check(): void {
    if (lockAt === undefined) return;
    const left = lockAt - Date.now() / 1000;
    const countdown = Math.min(COUNTDOWN, seconds / 2);
    // A timer that rings too early looks again by itself; that is cheaper than a new one for each call.
    if (left > countdown && timer !== undefined) return;
    clearTimeout(timer);
    if (left <= 0) {
      stop();
      return onLock();
    }
    if (left <= countdown) {
      counting = true;
      onCountdown(Math.ceil(left), Math.ceil(lockAt));
    }
    timer = setTimeout(ring, 1000 * (left <= countdown ? Math.min(left, 1) : left - countdown));
  }
  function touch(): void {
    if (lockAt === undefined) return;
    lockAt = Date.now() / 1000 + seconds;
    if (counting) onStay();
    counting = false;
    check();
  }
  return {
    get lockAt() {
      return lockAt === undefined ? undefined : Math.ceil(lockAt);
    },
    start(limit) {
      stop();
      seconds = limit;
      lockAt = Date.now() / 1000 + seconds;
      check();
    },
    touch,
    stop,
    check,
  };
}
