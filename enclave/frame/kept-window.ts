/**
 * The window between two flows. One that stays for what waits is closed when nothing does any more: nobody would be left
 * to whom it belongs, and a later call would ask in it without a click.
 */

/** How a flow's turn ended: its view was left for the next flow, it was answered or aborted, or the vault failed. */
export type TurnEnd = "left" | "over" | "failed";

/** Options of {@link createKeptWindow}. */
export interface KeptWindowOptions {
  /** A flow has its turn. */
  running(): boolean;
  /** The flow that gets its turn next. */
  next(): { readonly views: boolean } | undefined;
  /** Calls that wait for an unlock, and are no flows yet. */
  waiting(): number;
  /** The window goes, with all that is held for it. */
  close(): void;
}

/** Whose the window is. */
export interface KeptWindow {
  /** It is open, for the flow that has its turn or gets it next. */
  readonly open: boolean;
  /** A window has proved itself. */
  opened(): void;
  /** The person wants it to go on with whatever waits. */
  pressed(): void;
  /** The vault asks whether it stays after the flow that has its turn. */
  stays(): boolean;
  /** A turn is over. */
  ended(how: TurnEnd): void;
  /** Closes it if it stays for nobody. Asked whenever calls come or go. */
  check(): void;
}

/** None is open. */
export function createKeptWindow({ running, next, waiting, close }: KeptWindowOptions): KeptWindow {
  let open = false;
  let promised = false;
  let pressed = false;
  /** A view gave way to another one: to a question only the person's press leads. */
  let viewsOnly = false;

  return {
    get open() {
      return open;
    },
    opened: () => void (open = true),
    pressed: () => void (pressed = true),
    stays: () => (promised = waiting() > 0),
    ended(how) {
      // The vault takes leave of the window of a flow that failed; one that ended well may have been aborted on its way.
      open &&= how === "left" || (promised && how !== "failed");
      viewsOnly = how === "left" && !pressed;
      promised = pressed = false;
    },
    check() {
      if (!open || running()) return;
      const coming = next();
      if (viewsOnly ? coming?.views : coming || waiting()) return;
      open = false;
      close();
    },
  };
}
