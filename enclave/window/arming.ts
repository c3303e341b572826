/**
 * When a click may decide something. A button is armed after the window had real focus for a while without a break,
 * and, where there is something to read, after its end was seen. A press that began before does not count: it was
 * meant for what was there before (a double-click or a held Enter in the page that opened this window).
 */

/** What arming needs of its surroundings. */
export interface ArmingEnvironment {
  /** True while the window has focus and is visible. */
  focused(): boolean;
  /** Hears `focus` and `blur`. */
  window: EventTarget;
  /** Hears `visibilitychange` and the presses. */
  document: EventTarget;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(id: number | undefined): void;
}

/** Options of {@link createArming}. */
export interface ArmingOptions {
  /** Armed only after {@link Arming.read}. */
  mustRead?: boolean | undefined;
  /** Called whenever `armed` changes. */
  onChange?: (() => void) | undefined;
}

/** The state of one screen's affirmative button. */
export interface Arming {
  readonly armed: boolean;
  /** False while the end of what must be read was not seen. */
  readonly isRead: boolean;
  /** Says whether the end was seen. */
  read(seen: boolean): void;
  /** True if this click may decide: armed, trusted, and its press began while armed. */
  accepts(event: Pick<Event, "isTrusted">): boolean;
  dispose(): void;
}

/** Milliseconds of focus without a break. */
export const ARMING_DELAY = 600;

/** The page's own surroundings. */
export function pageEnvironment(): ArmingEnvironment {
  return {
    focused: () => document.hasFocus() && document.visibilityState === "visible",
    window,
    document,
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (id) => window.clearTimeout(id),
  };
}

/** Starts disarmed, and counts from now if the window has focus. */
export function createArming(
  environment: ArmingEnvironment,
  { mustRead = false, onChange }: ArmingOptions = {},
): Arming {
  let steady = false;
  let isRead = !mustRead;
  let timer: number | undefined;
  /** The press under way, if any: does a click that it makes count? */
  let press: "counts" | "void" | undefined;

  const armed = (): boolean => steady && isRead;
  const change = (apply: () => void): void => {
    const before = `${armed()}${isRead}`;
    apply();
    if (before !== `${armed()}${isRead}`) onChange?.();
  };
  const restart = (): void => {
    environment.clearTimeout(timer);
    timer = undefined;
    change(() => (steady = false));
    if (environment.focused())
      timer = environment.setTimeout(() => change(() => (steady = environment.focused())), ARMING_DELAY);
  };
  const stop = (): void => {
    press &&= "void";
    restart();
  };
  const begin = (event: Event): void => {
    if (event instanceof KeyboardEvent) {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (event.repeat) return void (press = "void");
    }
    press = armed() ? "counts" : "void";
  };
  // The click that a release makes comes after it, in the same task.
  const end = (): void => void environment.setTimeout(() => (press = undefined), 0);

  const { window: page, document: content } = environment;
  const heard: [target: EventTarget, type: string, listener: (event: Event) => void, capture: boolean][] = [
    // Not captured: focus that moves between elements is no loss.
    [page, "focus", restart, false],
    [page, "blur", stop, false],
    [content, "visibilitychange", stop, false],
    [content, "keydown", begin, true],
    [content, "pointerdown", begin, true],
    [content, "keyup", end, true],
    [content, "pointerup", end, true],
    [content, "pointercancel", end, true],
  ];
  for (const [target, type, listener, capture] of heard) target.addEventListener(type, listener, capture);
  restart();

  return {
    get armed() {
      return armed();
    },
    get isRead() {
      return isRead;
    },
    read: (seen) => change(() => (isRead = seen)),
    // No press under way: assistive technology made the click.
    accepts: ({ isTrusted }) => isTrusted && armed() && environment.focused() && press !== "void",
    dispose() {
      environment.clearTimeout(timer);
      for (const [target, type, listener, capture] of heard) target.removeEventListener(type, listener, capture);
    },
  };
}
