/**
 * Locks after a time without an act of the person, and counts the last minute down. Two clocks are asked, and the first
 * that says so locks: a computer that sleeps may stop the one, and the other can be set back.
 */

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
  /** The countdown runs. */
  readonly counting: boolean;
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
  /** The same, by the clock that nobody sets. */
  let steadyLockAt = 0;
  let counting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    lockAt = undefined;
    counting = false;
  }
  function restart(): void {
    lockAt = Date.now() / 1000 + seconds;
    steadyLockAt = performance.now() / 1000 + seconds;
  }
  function timeLeft(at: number): number {
    return Math.min(at - Date.now() / 1000, steadyLockAt - performance.now() / 1000);
  }
  function ring(): void {
    timer = undefined;
    check();
  }
  function check(): void {
    if (lockAt === undefined) return;
    const left = timeLeft(lockAt);
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
    // Who comes back to a computer that slept is too late: no timer has run meanwhile.
    if (timeLeft(lockAt) > 0) {
      restart();
      if (counting) onStay();
      counting = false;
    }
    check();
  }
  return {
    get lockAt() {
      return lockAt === undefined ? undefined : Math.ceil(lockAt);
    },
    get counting() {
      return counting;
    },
    start(limit) {
      stop();
      seconds = limit;
      restart();
      check();
    },
    touch,
    stop,
    check,
  };
}
