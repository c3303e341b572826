/**
 * The frame while credentials are open in the window. It knows only that they are: of whatever the person looks at, the
 * page sees the same.
 */
import type { EnclaveEvent } from "../protocol/types.ts";
import type { FlowQueue } from "./flow-queue.ts";
import type { KeptWindow } from "./kept-window.ts";
import type { PromptLock } from "./prompt-lock.ts";
import type { Surface } from "./surface.ts";
import type { WindowOpening } from "./window-opening.ts";

/** Options of {@link createViewing}. */
export interface ViewingOptions {
  flows(): FlowQueue;
  opening: WindowOpening;
  kept: KeptWindow;
  promptLock: PromptLock;
  surface: Surface;
  tell(event: EnclaveEvent): void;
}

/** What goes on in the viewer's window. */
export interface Viewing {
  /** A flow is a view and has its window. */
  begin(flow: string): void;
  /** Flows came or went. */
  changed(): void;
  /** A turn is over; the window of a view stays for the next flow, or not. */
  passOn(stays: boolean): void;
}

/** Nothing is open yet. */
export function createViewing({ flows, opening, kept, promptLock, surface, tell }: ViewingOptions): Viewing {
  /** The window of a view goes on with the flow that has its turn, or gets it next. */
  let takenOver = false;

  const close = (): void => flows().leave("close");
  function show(): void {
    surface.viewing({
      onFocus: () => opening.opened?.focus(),
      onClose: close,
      goOn: () => (flows().held ? goOn : undefined),
    });
  }
  /** From what the person looks at to what waits, in the same window. Only ever by their press. */
  function goOn(): void {
    const { current } = flows();
    opening.opened?.focus();
    if (!current) return;
    const leave = (): void => {
      if (flows().current !== current) return;
      if (flows().held) {
        kept.pressed();
        return flows().leave("keep");
      }
      promptLock.release();
      show();
    };
    promptLock.take(current.signal, () => surface.elsewhere(close)).then(leave, () => {});
  }

  return {
    begin(flow) {
      if (!flows().viewing(flow)) return;
      // Nothing is asked any more: another tab may.
      promptLock.release();
      if (!takenOver) tell({ type: "waiting", for: "window" });
      show();
    },
    changed() {
      if (flows().held) tell({ type: "waiting", for: "click" });
    },
    passOn(stays) {
      takenOver = stays;
      // Told now, and not when the vault gets to it, which takes the longer the more it has just opened.
      if (stays) tell({ type: "waiting", for: "window" });
    },
  };
}
