/**
 * Opens the enclave's window and proves each side to the other. Must be called inside a click or a key press:
 * WebKit blocks an opening that waits. The target is `_blank`, since a named window can be navigated by others.
 */
import { IdosError } from "../protocol/errors.ts";
import type { WindowHello, WindowWelcome } from "../contract/window-messages.ts";

/** How long the window may take until its first word, in milliseconds. */
const HELLO_DEADLINE = 20_000;
/** `closed` has no event. */
const POLL = 400;

/** Options of {@link openWindow}. */
export interface OpenWindowOptions {
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
  /** Called when the browser reports the window closed. */
  onClosed(): void;
}

/** An opened window. */
export interface OpenedWindow {
  /** The vault's end of a port to the window, once it has proved to be ours. @throws `WINDOW_BLOCKED`, `USER_CLOSED` */
  port: Promise<MessagePort>;
  focus(): void;
  close(): void;
}

function isHello(data: unknown): data is WindowHello {
  return (
    typeof data === "object" &&
    data !== null &&
    (data as WindowHello).type === "idos-window:hello" &&
    /^[0-9a-f]{32}$/.test(String((data as WindowHello).nonce))
  );
}

/** True if it shows something else than this origin's pages: the browser's own page about a connection that failed. */
function isElsewhere(popup: Window): boolean {
  try {
    return popup.location.origin !== location.origin && popup.location.href !== "about:blank";
  } catch {
    return true;
  }
}

/** Opens the window, synchronously. @throws IdosError `WINDOW_BLOCKED` */
export function openWindow({ theme, locale, onClosed }: OpenWindowOptions): OpenedWindow {
  const popup = window.open(new URL("window.html", location.href), "_blank", "popup,width=480,height=760");
  if (!popup)
    throw new IdosError(
      "WINDOW_BLOCKED",
      "The browser did not open the idOS window. Allow pop-ups for this site and try again; from inside an app, open " +
        "the page in your own browser. If the site sends Cross-Origin-Opener-Policy: same-origin, it has to send same-origin-allow-popups.",
    );

  let proven = false;
  const lost = (code: "WINDOW_BLOCKED" | "NETWORK_UNREACHABLE"): IdosError => {
    popup.close();
    return new IdosError(code, "The idOS window did not load. Check the connection and try again.");
  };
  const port = new Promise<MessagePort>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(deadline);
      window.removeEventListener("message", onMessage);
    };
    const deadline = setTimeout(() => {
      stop();
      reject(lost("WINDOW_BLOCKED"));
    }, HELLO_DEADLINE);
    const poll = setInterval(() => {
      const failed = !proven && !popup.closed && isElsewhere(popup);
      if (!popup.closed && !failed) return;
      clearInterval(poll);
      stop();
      if (proven) onClosed();
      else reject(failed ? lost("NETWORK_UNREACHABLE") : new IdosError("USER_CLOSED", "The idOS window was closed"));
    }, POLL);
    function onMessage(event: MessageEvent): void {
      if (event.source !== popup || event.origin !== location.origin || !isHello(event.data)) return;
      stop();
      proven = true;
      const channel = new MessageChannel();
      const welcome: WindowWelcome = { type: "idos-window:welcome", nonce: event.data.nonce, theme, locale };
      popup?.postMessage(welcome, location.origin, [channel.port1]);
      resolve(channel.port2);
    }
    window.addEventListener("message", onMessage);
  });
  port.catch(() => {});
  return { port, focus: () => popup.focus(), close: () => popup.close() };
}
