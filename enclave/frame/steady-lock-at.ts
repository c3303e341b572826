/**
 * When the key locks, as the page may know it while a window is open: as it was when the window opened. Each act of the
 * person there puts the lock off, and a page that saw it would see them scroll, which only a consent asks of them.
 */
import type { UnixSeconds } from "../protocol/types.ts";

/** Seconds before the lock from which the page is told the truth, as the countdown tells it. */
const SOON = 60;

/** What is told. */
export interface SteadyLockAt {
  /** A window opened, or a key is held from now on: what is told stays so. */
  hold(): void;
  /** Unix seconds; undefined while nothing is held. */
  readonly value: UnixSeconds | undefined;
}

/**
 * @param real when the key locks
 * @param isHeld a window is open
 */
export function createSteadyLockAt(
  real: () => UnixSeconds | undefined,
  isHeld: () => boolean,
  now: () => number = () => Date.now() / 1000,
): SteadyLockAt {
  let told: UnixSeconds | undefined;
  return {
    hold: () => void (told = real()),
    get value() {
      const at = real();
      if (at === undefined || told === undefined || !isHeld()) return at;
      return told - now() > SOON ? told : at;
    },
  };
}
