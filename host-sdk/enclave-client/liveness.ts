/**
 * A MessagePort has no `close` event, so the frame's death is seen from outside: a second `ready` (it was
 * reloaded), `bye`, a `load` that no `ready` follows (it shows another page), or its removal from the document.
 * Silence on the port is the heartbeat's matter (`enclave/protocol/call.ts`).
 */
import { IdosError } from "../../enclave/protocol/errors.ts";
import { isBye, isReady } from "../../enclave/protocol/handshake.ts";

/** How long after a `load` the enclave may take for its `ready`, in milliseconds. */
const READY_AFTER_LOAD = 2_000;

/** Options of {@link watchFrame}. */
export interface WatchOptions {
  iframe: HTMLIFrameElement;
  origin: string;
  /** Whether the connected document's own `load` event has been. */
  loaded: boolean;
  /** Called once, with `ENCLAVE_RESTARTED`. */
  onDead(error: IdosError): void;
}

/** Watches a connected frame. @returns how to stop */
export function watchFrame({ iframe, origin, loaded, onDead }: WatchOptions): () => void {
  const stop = new AbortController();
  const listening = { signal: stop.signal };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(() => {
    if (!iframe.isConnected) dead("was taken out of the page");
  });

  function end(): void {
    stop.abort();
    observer.disconnect();
    clearTimeout(timer);
  }
  function dead(how: string): void {
    if (stop.signal.aborted) return;
    end();
    onDead(new IdosError("ENCLAVE_RESTARTED", `The enclave's frame ${how}; try again`));
  }

  window.addEventListener(
    "message",
    (event: MessageEvent<unknown>) => {
      const frame = iframe.contentWindow;
      if (!frame || event.source !== frame || event.origin !== origin) return;
      if (isReady(event.data)) dead("was reloaded");
      else if (isBye(event.data)) dead("went away");
    },
    listening,
  );
  iframe.addEventListener(
    "load",
    () => {
      // Scripts run before `load`: the first one belongs to the document that said `ready`.
      if (loaded) timer ??= setTimeout(() => dead("shows another page"), READY_AFTER_LOAD);
      loaded = true;
    },
    listening,
  );
  // Removal may happen at any ancestor, also outside the shadow roots that hold the frame.
  for (let root = iframe.getRootNode(); ; root = root.host.getRootNode()) {
    observer.observe(root, { childList: true, subtree: true });
    if (!(root instanceof ShadowRoot)) break;
  }
  return end;
}
