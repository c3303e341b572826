/**
 * While a window is open, everything that the frame says to its page leaves at set moments: answers, refusals and
 * heartbeats as well as what it asks of the page. Frame and window share one thread, and a page that calls without pause
 * would read from the gaps between answers how long the window draws, and so whether anything matched. See
 * `protocol/steps.ts`. Frames beside this one (the same page may have several) keep the same pace.
 */
import type { PostPort } from "../protocol/guard.ts";
import { STEP, untilStep } from "../protocol/steps.ts";

/** Milliseconds for which the pace is kept after a flow: its window is still being taken down. */
const LINGER = 4 * STEP;
/** Milliseconds by which a timer may ring before a step. */
const EARLY = 5;
/** Milliseconds for which a frame beside this one is believed. */
const NEIGHBOUR = 3 * STEP;

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

type NeighbourMessage = "open" | "who";

function openNeighbours(onMessage: (message: NeighbourMessage) => void): (message: NeighbourMessage) => void {
  try {
    // Firefox throws here where storage is blocked.
    const channel = new BroadcastChannel("idos-enclave-window");
    channel.addEventListener("message", ({ data }: MessageEvent<NeighbourMessage>) => onMessage(data));
    return (message) => channel.postMessage(message);
  } catch {
    return () => {};
  }
}

/** Keeps none yet. */
export function createPace(): Pace {
  /** Until when, by this realm's clock. */
  let own = 0;
  let neighbour = 0;
  let queue: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;

  const isOn = (): boolean => Math.max(own, neighbour) > performance.now();
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
  function tellNeighbours(): void {
    if (own > performance.now()) return tell("open");
    clearInterval(beat);
    beat = undefined;
  }
  const tell = openNeighbours((message) => {
    if (message === "open") neighbour = performance.now() + NEIGHBOUR;
    else if (own > performance.now()) tell("open");
  });
  tell("who");

  return {
    get on() {
      return isOn();
    },
    start() {
      own = Number.POSITIVE_INFINITY;
      beat ??= setInterval(tellNeighbours, STEP);
      tell("open");
    },
    stop({ lingers }) {
      if (own <= performance.now()) return;
      own = lingers ? performance.now() + LINGER : 0;
      if (!lingers) flush();
    },
    send(run) {
      if (!isOn() && !queue.length) return run();
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
