/**
 * What the frame shows: one button, progress with Cancel. Nothing is approved and nothing of a credential is shown here,
 * because the page around the frame can hide, crop, cover, focus, scroll and drag from it; the worst that a tricked click
 * does is open the window.
 */
import type { FrameSize } from "../protocol/types.ts";
import type { Progress } from "../contract/vault-api.ts";
import { createLine, type Action, type Line } from "./line.ts";
import { words } from "../words/frame-words.ts";

/** Options of {@link createSurface}. */
export interface SurfaceOptions {
  root: HTMLElement;
  /** Asks the host for room; `hidden` when nothing is shown. */
  resize(size: FrameSize | "hidden"): void;
  /** How many requests wait behind the one that is shown. */
  waiting(): number;
  /** Declines it and all of them. */
  declineAll(): void;
}

/** The frame's surface. */
export interface Surface {
  /** The button. `onClick` runs inside the click or key press. */
  button(onClick: () => void, onCancel: () => void): void;
  /** Another tab of the same site prompts already. */
  elsewhere(onCancel: () => void): void;
  /** Waiting for the window, with a way to bring it to the front. */
  waiting(onFocus: () => void, onCancel: () => void): void;
  progress(progress: Progress, onCancel: () => void): void;
  /** Credentials are open in the window. What is shown says nothing of them, and is the same for all. */
  viewing(options: {
    onFocus: () => void;
    onClose: () => void;
    /** How to have the window go on with what waits; undefined while nothing does. */
    goOn: () => (() => void) | undefined;
  }): void;
  /** More or fewer requests wait. */
  refresh(): void;
  /**
   * The last minute before an idle key locks. It belongs to no call, and says so by its size.
   * @param onStay runs inside the click, and opens a window: a page can have this button clicked under a disguise
   * @param onDismiss the person wants to see no more of it
   */
  countdown(left: number, onStay: () => void, onLock: () => void, onDismiss: () => void): void;
  hide(): void;
}

/** What is shown, and drawn anew when more or fewer requests wait. */
interface Shown {
  line(): Line;
  escape(): void;
  size: FrameSize;
}

/** Makes the surface. */
export function createSurface({ root, resize, waiting, declineAll }: SurfaceOptions): Surface {
  const line = createLine(root);
  let shown: Shown | undefined;
  let size: FrameSize | "hidden" = "hidden";

  function take(wanted: typeof size): void {
    // Not told anew: how often something is drawn is not the page's business.
    if (wanted !== size) resize(wanted);
    size = wanted;
  }
  function draw(next: Shown): void {
    // The buttons stay the same ones while what they are for does: a press on them goes on.
    const fresh = shown?.escape !== next.escape;
    shown = next;
    take(next.size);
    root.dataset["size"] = next.size;
    line.draw(next.line(), fresh);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.repeat && !event.isComposing && !event.defaultPrevented) shown?.escape();
  });

  const quiet = (label: string, run: () => void): Action => ({ label, tone: "quiet", run });
  const primary = (label: string, run: () => void): Action => ({ label, tone: "primary", run });
  /** One of the calls that wait for a person: all of them can be declined. */
  function call(escape: () => void, content: Omit<Line, "actions">, ...actions: Action[]): void {
    const all = (): Action[] =>
      waiting() ? [{ ...quiet(words.declineAll(waiting() + 1), declineAll), name: "all" }] : [];
    draw({
      size: "button",
      escape,
      line: () => ({ ...content, actions: [...actions, quiet(words.cancel, escape), ...all()] }),
    });
  }

  return {
    button(onClick, onCancel) {
      let opened = false;
      // A second click must not open a second window.
      const run = (): void => {
        if (!opened) onClick();
        opened = true;
      };
      call(onCancel, { text: words.open }, primary(words.goOn, run));
    },
    elsewhere(onCancel) {
      call(onCancel, { text: words.elsewhere });
    },
    waiting(onFocus, onCancel) {
      call(onCancel, { text: words.window }, { label: words.focus, run: onFocus });
    },
    progress(progress, onCancel) {
      if (progress.of === "nodes") {
        const { done, failed, total } = progress;
        return call(onCancel, {
          text: words.nodes(done, total, failed),
          bar: { label: words.bar, done, total },
        });
      }
      call(onCancel, { text: words[progress.of], bar: { label: words.busy } });
    },
    viewing({ onFocus, onClose, goOn }) {
      draw({
        size: "compact",
        escape: onClose,
        line() {
          const next = goOn();
          return next
            ? {
                text: words.held,
                actions: [primary(words.goOn, next), quiet(words.close, onClose)],
              }
            : {
                text: words.viewing,
                actions: [{ label: words.focus, run: onFocus }, quiet(words.close, onClose)],
              };
        },
      });
    },
    refresh() {
      if (shown) line.draw(shown.line(), false);
    },
    countdown(left, onStay, onLock, onDismiss) {
      draw({
        size: "compact",
        escape: onDismiss,
        line: () => ({
          text: words.locking,
          // The seconds would be read out each second.
          unread: words.left(left),
          actions: [primary(words.stay, onStay), quiet(words.lock, onLock)],
        }),
      });
    },
    hide() {
      shown = undefined;
      line.clear();
      take("hidden");
    },
  };
}
