/** From the frame's button to the vault's port to the window: the click, the proof, and what may come between. */
import { aborted, IdosError } from "../protocol/errors.ts";
import { untilAborted } from "../protocol/until-aborted.ts";
import type { EnclaveEvent } from "../protocol/types.ts";
import type { RunningFlow } from "./flow-queue.ts";
import type { Look } from "./look.ts";
import type { PromptLock } from "./prompt-lock.ts";
import type { Surface } from "./surface.ts";
import { openWindow, type OpenedWindow } from "./window-opener.ts";

/** Options of {@link createWindowOpening}. */
export interface WindowOpeningOptions {
  look: Look;
  surface: Surface;
  promptLock: PromptLock;
  tell(event: EnclaveEvent): void;
  /** The browser reports an open window closed. */
  onClosed(): void;
}

/** The frame's one window. */
export interface WindowOpening {
  /** The last one that was opened, until it is closed from here. */
  readonly opened: OpenedWindow | undefined;
  /** Opens it inside a click that was not on the button; {@link forFlow} takes it. */
  ahead(): void;
  /**
   * Shows the button and opens the window in the click on it.
   * @returns the vault's end of the port to it
   * @throws IdosError `WINDOW_BLOCKED`, `USER_CLOSED`, `ABORTED`
   */
  forFlow(flow: RunningFlow): Promise<MessagePort>;
  close(): void;
  /** From now on, until the returned function is called, no window is closed from here: it warns of the page. */
  leaveOpen(): () => void;
}

/** Opens nothing yet. */
export function createWindowOpening(options: WindowOpeningOptions): WindowOpening {
  const { look, surface, promptLock, tell, onClosed } = options;
  let opened: OpenedWindow | undefined;
  let waiting: OpenedWindow | IdosError | undefined;
  let leaves = false;

  function tryOpen(): OpenedWindow | IdosError {
    try {
      return (opened = openWindow({ ...look, onClosed }));
    } catch (error) {
      return error as IdosError;
    }
  }

  const click = (cancel: () => void): Promise<OpenedWindow | IdosError> =>
    new Promise((resolve) => {
      tell({ type: "waiting", for: "click" });
      surface.button(() => resolve(tryOpen()), cancel);
    });

  return {
    get opened() {
      return opened;
    },
    ahead: () => void (waiting = tryOpen()),
    async forFlow({ signal, cancel }) {
      if (signal.aborted) throw aborted();
      const ahead = waiting;
      waiting = undefined;
      if (!ahead) await promptLock.take(signal, () => surface.elsewhere(cancel));
      const popup = ahead ?? (await untilAborted(click(cancel), signal));
      if (popup instanceof IdosError) throw popup;
      // Until the vault has the port, only the frame can close the window.
      const handed = new AbortController();
      signal.addEventListener("abort", popup.close, { once: true, signal: handed.signal });
      tell({ type: "waiting", for: "window" });
      surface.waiting(popup.focus, cancel);
      try {
        return await untilAborted(popup.port, signal);
      } finally {
        handed.abort();
      }
    },
    close() {
      if (!leaves) opened?.close();
      opened = waiting = undefined;
    },
    leaveOpen() {
      leaves = true;
      return () => void (leaves = false);
    },
  };
}
