/** The vault's end of the port to the window: shows screens, waits for what the person does. */
import { IdosError, throwIfAborted } from "../protocol/errors.ts";
import { reasonOf, untilAborted } from "../protocol/until-aborted.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { Answer, FromWindow, Screen, ToWindow } from "../contract/window-messages.ts";
import { windowStorage } from "./window-storage.ts";

/** How long a window may take to answer a ping after the frame saw it closed, in milliseconds. */
const LAST_CHANCE = 1_000;

/** Answers that let something through. */
const ACCEPTING: readonly Answer["type"][] = ["allow", "create", "approve", "password", "words", "passkey"];

/** An open window. */
export interface WindowLink {
  readonly alive: boolean;
  /** The window's own storage, first-party. */
  readonly storage: EnclaveStorage;
  /** The window's browser can make a passkey that gives a key. */
  readonly passkeys: boolean;
  /** Shows a screen that asks nothing. */
  show(screen: Screen): void;
  /** Beside any screen: the key locks in so many seconds, or no longer. */
  locking(left: number | undefined): void;
  /**
   * Shows a screen and waits for its answer.
   * @throws IdosError `USER_CLOSED` when the window goes, `ABORTED`
   */
  ask(screen: Screen, signal: AbortSignal): Promise<Answer>;
  /** Rejects `USER_CLOSED` when the window goes, or `USER_REJECTED` if its Cancel is used while nothing is asked. */
  readonly interrupted: Promise<never>;
  /** The frame saw it closed, which may be wrong: it is asked once more. */
  suspect(): void;
  /** Closes it. */
  close(): void;
  /** Leaves it open with what it shows, and listens no more but for pings. */
  release(): void;
}

/**
 * Talks to a window over its port.
 * @param onActive told when the person does something there
 * @param onAccepted told when they let something through
 */
export function createWindowLink(
  port: MessagePort,
  onActive: () => void = () => {},
  onAccepted: () => void = () => {},
): WindowLink {
  let alive = true;
  let passkeys = false;
  let n = 0;
  /** The first of the screens in a row that ask nothing: a Cancel on any of them is meant for all that follows it. */
  let unasked = 0;
  let asking = true;
  let waiting: { n: number; resolve(answer: Answer): void; reject(error: IdosError): void } | undefined;
  let interrupt: (error: IdosError) => void = () => {};
  let lastChance: ReturnType<typeof setTimeout> | undefined;
  const interrupted = new Promise<never>((_, reject) => (interrupt = reject));
  interrupted.catch(() => {});

  const send = (message: ToWindow): void => port.postMessage(message);
  const { storage, stored, end } = windowStorage((message) => (alive ? (send(message), true) : false));

  function gone(): void {
    if (!alive) return;
    alive = false;
    const error = new IdosError("USER_CLOSED", "The idOS window was closed");
    waiting?.reject(error);
    waiting = undefined;
    interrupt(error);
    end();
    port.close();
  }

  port.onmessage = ({ data }: MessageEvent<FromWindow>) => {
    clearTimeout(lastChance);
    lastChance = undefined;
    if (data.type === "ping") send({ type: "pong" });
    else if (data.type === "closed") gone();
    else if (data.type === "active") onActive();
    else if (data.type === "able") passkeys = data.passkeys;
    else if (data.type === "stored") stored(data);
    else if (data.type === "answer") answered(data.n, data.answer);
  };

  function answered(to: number, answer: Answer): void {
    if (waiting?.n === to) return settle(answer);
    if (answer.type !== "decline" || to < unasked || to > n) return;
    // Pressed while the next screen was on its way: a no to that as well.
    if (waiting) return settle(answer);
    interrupt(new IdosError("USER_REJECTED", "Cancelled in the idOS window"));
  }

  function settle(answer: Answer): void {
    const { resolve } = waiting as NonNullable<typeof waiting>;
    waiting = undefined;
    if (ACCEPTING.includes(answer.type)) onAccepted();
    resolve(answer);
  }

  return {
    get alive() {
      return alive;
    },
    storage,
    get passkeys() {
      return passkeys;
    },
    interrupted,
    show(screen) {
      if (!alive) return;
      n++;
      if (asking) unasked = n;
      asking = false;
      send({ type: "screen", n, screen });
    },
    locking(left) {
      if (alive) send({ type: "locking", left });
    },
    ask(screen, signal) {
      throwIfAborted(signal);
      if (!alive) return Promise.reject(new IdosError("USER_CLOSED", "The idOS window was closed"));
      const answer = new Promise<Answer>((resolve, reject) => (waiting = { n: ++n, resolve, reject }));
      asking = true;
      send({ type: "screen", n, screen });
      return untilAborted(answer, signal, reasonOf);
    },
    suspect() {
      send({ type: "ping" });
      lastChance ??= setTimeout(gone, LAST_CHANCE);
    },
    close() {
      if (!alive) return;
      send({ type: "close" });
      alive = false;
      // The message must leave first.
      setTimeout(() => port.close(), 1_000);
    },
    release() {
      alive = false;
      port.onmessage = ({ data }: MessageEvent<FromWindow>) => {
        if (data.type === "ping") send({ type: "pong" });
        else if (data.type === "closed") port.close();
      };
    },
  };
}
