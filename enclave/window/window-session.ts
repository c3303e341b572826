/**
 * The window's end of the port to the vault: screens in, one answer per screen out, and a heartbeat, because a port does
 * not say when its other end is gone.
 */
import { AFTER_STEP, untilStep } from "../protocol/steps.ts";
import type { Answer, FromWindow, Screen, ToWindow } from "../contract/window-messages.ts";

/** What the session needs and drives. */
export interface SessionOptions {
  port: MessagePort;
  /** Shows a screen; called again with the same one when a lost vault answers again. */
  show(screen: Screen, answer: (answer: Answer) => void): void;
  /** The screen was answered and the vault has not said what comes next. */
  pending(): void;
  /** The vault does not answer, or the opener is gone: show nothing of a person's data. */
  lost(): void;
  /** The vault ends the flow. */
  close(): void;
  /** The idle key locks in so many seconds; undefined: no longer. */
  locking(left: number | undefined): void;
  /** Runs a call of the vault on this window's storage. */
  storage(call: Extract<ToWindow, { type: "storage" }>): Promise<unknown>;
  /** False when the opener is no longer this origin's own. */
  openerHolds(): boolean;
  setInterval(run: () => void, ms: number): number;
  clearInterval(id: number): void;
}

/** A running session. */
export interface Session {
  /** Tells the vault what this browser can do. */
  able(passkeys: boolean): void;
  /** The person did something: puts the idle lock off. */
  active(): void;
  /** The page goes away: tells the vault and drops the port. */
  end(): void;
}

interface Shown {
  n: number;
  screen: Screen;
  answered: boolean;
}

/** Milliseconds between two pings. */
export const PING_INTERVAL = 1_000;
/** Unanswered pings after which the vault counts as gone. */
export const MAX_MISSING = 4;

/** How often the vault is told that the person is there, in milliseconds. */
const ACTIVE_EVERY = 2_000;

/** Last pages: they ask nothing, and what they say stays true without the vault. The digest and the warning must outlive a page that goes. */
const LAST: ReadonlySet<Screen["kind"]> = new Set(["granted", "failed", "key-exists", "altered"]);

/** What depends on a credential is drawn at a step: see `protocol/steps.ts`. */
const IN_STEP: ReadonlySet<Screen["kind"]> = new Set(["consent", "no-match", "viewer"]);

/** Starts the session; the port must not have been started. */
export function startSession({
  port,
  show,
  pending,
  lost,
  close,
  locking,
  storage,
  openerHolds,
  setInterval,
  clearInterval,
}: SessionOptions): Session {
  let current: Shown | undefined;
  /** Arrived, and shown at the next step. */
  let next: { shown: Shown; timer: ReturnType<typeof setTimeout> } | undefined;
  let missing = 0;
  let isLost = false;
  let ended = false;
  const post = (message: FromWindow): void => port.postMessage(message);

  const present = (): void => {
    const shown = current;
    if (!shown) return;
    if (shown.answered) return pending();
    show(shown.screen, (answer) => {
      if (ended || isLost || shown !== current || shown.answered) return;
      // Cancelled a moment before the next screen was shown: a no to that.
      if (next && answer.type !== "decline") return;
      const n = next?.shown.n ?? shown.n;
      if (next) arrive(next.shown);
      (current ?? shown).answered = true;
      post({ type: "answer", n, answer });
      pending();
    });
  };
  const drop = (): void => {
    clearTimeout(next?.timer);
    next = undefined;
  };
  const arrive = (shown: Shown): void => {
    drop();
    current = shown;
  };
  const arriveInStep = (shown: Shown): void => {
    drop();
    const timer = setTimeout(() => {
      arrive(shown);
      if (!isLost) present();
    }, untilStep() + AFTER_STEP);
    next = { shown, timer };
  };
  const receive = (shown: Shown): void => {
    if (IN_STEP.has(shown.screen.kind)) return arriveInStep(shown);
    arrive(shown);
    if (!isLost) present();
  };
  const lose = (): void => {
    if (isLost || (current && !current.answered && LAST.has(current.screen.kind))) return;
    isLost = true;
    lost();
  };
  const beat = (): void => {
    if (!openerHolds() || missing >= MAX_MISSING) lose();
    missing++;
    post({ type: "ping" });
  };

  port.addEventListener("message", ({ data }: MessageEvent<ToWindow>) => {
    if (ended) return;
    switch (data.type) {
      case "ping":
        return post({ type: "pong" });
      case "pong":
        missing = 0;
        // A vault that was only busy, or slept with its tab, takes the window up again.
        if (isLost && openerHolds()) {
          isLost = false;
          present();
        }
        return undefined;
      case "screen":
        return receive({ n: data.n, screen: data.screen, answered: false });
      case "locking":
        return isLost ? undefined : locking(data.left);
      case "close":
        return close();
      case "storage":
        return void storage(data).then((value) => !ended && post({ type: "stored", call: data.call, value }));
    }
  });
  port.addEventListener("messageerror", lose);
  port.start();
  beat();
  const interval = setInterval(beat, PING_INTERVAL);

  let told = 0;
  return {
    able(passkeys) {
      if (!ended) post({ type: "able", passkeys });
    },
    active() {
      if (ended || Date.now() - told < ACTIVE_EVERY) return;
      told = Date.now();
      post({ type: "active" });
    },
    end() {
      if (ended) return;
      ended = true;
      clearInterval(interval);
      drop();
      post({ type: "closed" });
      port.close();
      current = undefined;
    },
  };
}
