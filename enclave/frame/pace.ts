/**
 * While a window is open, everything that the frame says to its page leaves at set moments: answers, refusals and
 * heartbeats as well as what it asks of the page. Frame and window share one thread, and a page that calls without pause
 * would read from the gaps between answers how long the window draws, and so whether anything matched. See
 * `protocol/steps.ts`. Frames beside this one (the same page may have several) keep the same pace.
 */
import type { PostPort } from "../protocol/guard.ts";
import { STEP, untilStep } from "../protocol/steps.ts";
import { createNeighbours } from "./neighbours.ts";

/** Milliseconds for which the pace is kept after a flow: its window is still being taken down. */
const LINGER = 4 * STEP;
/** Milliseconds by which a timer may ring before a step. */
const EARLY = 5;

/** When things leave. */
export interface Pace {
  /** A window is open here, or in a frame beside this one. */
  readonly on: boolean;
  /** A window has proved itself. */
  start(): void;
  /** Its flow is over. `lingers`: not at once, for what the window showed must not be told by the moment either. */
  stop(options: { lingers: boolean }): void;
  /** Runs it now, or at the next step; always in order. */
  send(run: () => void): void;
}

/** Keeps none yet. */
export function createPace(neighbours = createNeighbours()): Pace {
  let queue: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const due = queue;
    queue = [];
    for (const run of due) run();
  }
  function ring(): void {
    const left = untilStep();
    if (left <= EARLY) timer = setTimeout(ring, left);
    else flush();
  }

  return {
    get on() {
      return neighbours.open;
    },
    start: neighbours.opened,
    stop({ lingers }) {
      if (neighbours.closed(lingers ? LINGER : 0) && !lingers) flush();
    },
    send(run) {
      if (!neighbours.open && !queue.length) return run();
      queue.push(run);
      timer ??= setTimeout(ring, untilStep());
    },
  };
}

/** A port on which all that is posted keeps the pace. */
export function pacedPort(port: MessagePort, pace: Pace): PostPort {
  return {
    postMessage: (message, transfer = []) => pace.send(() => port.postMessage(message, transfer)),
    addEventListener: port.addEventListener.bind(port),
    removeEventListener: port.removeEventListener.bind(port),
    start: () => port.start(),
    close: () => pace.send(() => port.close()),
  };
}
