/**
 * Steps of time that frame and window share. Both run in one thread of the browser: while the window draws, the frame
 * answers nobody. So what the frame says to the page while a window is open leaves at a step, and the window draws what
 * depends on a credential right after one. The page then gets each answer at a step, whatever was drawn meanwhile.
 */

/** Milliseconds of a step. Drawing takes a part of it. */
export const STEP = 250;
/** Milliseconds after a step at which the window draws: the frame goes first. */
export const AFTER_STEP = 15;

/** The clock that frame and window have in common, milliseconds since 1970. */
const now = (): number => performance.timeOrigin + performance.now();

/** Milliseconds until just after the next step: timers may ring a little before their time. */
export function untilStep(at = now()): number {
  return Math.ceil(STEP - (at % STEP)) + 1;
}
