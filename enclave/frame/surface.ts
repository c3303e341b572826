/**
 * What the frame shows: one button, progress with Cancel. Nothing is approved and nothing of a credential is shown here,
 * because the page around the frame can hide, crop, cover, focus, scroll and drag from it; the worst that a tricked click
 * does is open the window.
 */
import type { FrameSize } from "../protocol/types.ts";
import type { Progress } from "../contract/vault-api.ts";
import { createLine, type Action, type Line } from "./line.ts";

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

const LINES: Record<Exclude<Progress["of"], "nodes">, string> = {
  window: "Waiting for you in your idOS window",
  wallet: "Approve in your wallet",
  deriving: "Making your key",
};

function nodesLine({ done, failed, total }: Extract<Progress, { of: "nodes" }>): string {
  return `Key nodes: ${done} of ${total} done${failed ? `, ${failed} failed` : ""}`;
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

  const cancel = (run: () => void): Action => ({ label: "Cancel", tone: "quiet", run });
  const close = (run: () => void): Action => ({ label: "Close", tone: "quiet", run });
  /** One of the calls that wait for a person: all of them can be declined. */
  function call(escape: () => void, content: Omit<Line, "actions">, ...actions: Action[]): void {
    const all = (): Action[] =>
      waiting()
        ? [{ label: `Decline all ${waiting() + 1} requests`, name: "decline all", tone: "quiet", run: declineAll }]
        : [];
    draw({
      size: "button",
      escape,
      line: () => ({ ...content, actions: [...actions, cancel(escape), ...all()] }),
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
      const go: Action = { label: "Continue in your idOS window", tone: "primary", run };
      call(onCancel, { text: "Your idOS window opens. Check its address." }, go);
    },
    elsewhere(onCancel) {
      call(onCancel, { text: "Another tab of this site is asking you already. Finish there first." });
    },
    waiting(onFocus, onCancel) {
      call(onCancel, { text: LINES.window }, { label: "Bring it back", run: onFocus });
    },
    progress(progress, onCancel) {
      if (progress.of === "nodes") {
        const { done, total } = progress;
        return call(onCancel, { text: nodesLine(progress), bar: { label: "Key nodes", done, total } });
      }
      call(onCancel, { text: LINES[progress.of], bar: { label: "Working" } });
    },
    viewing({ onFocus, onClose, goOn }) {
      draw({
        size: "compact",
        escape: onClose,
        line() {
          const next = goOn();
          return next
            ? {
                text: "Something else waits for you. Your idOS window goes on with it.",
                actions: [{ label: "Continue in your idOS window", tone: "primary", run: next }, close(onClose)],
              }
            : {
                text: "Your credentials are open in your idOS window.",
                actions: [{ label: "Bring it back", run: onFocus }, close(onClose)],
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
          text: "In less than a minute your idOS key locks itself.",
          // The seconds would be read out each second.
          unread: `Your idOS key locks in ${left} s.`,
          actions: [
            { label: "Stay unlocked", tone: "primary", run: onStay },
            { label: "Lock now", tone: "quiet", run: onLock },
          ],
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
