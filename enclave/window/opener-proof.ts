/**
 * The window proves who opened it before it shows anything:
 * 1. it is a top-level page and has an opener whose address reads as this origin;
 * 2. it posts a fresh nonce to that opener, for this origin only;
 * 3. it accepts one welcome: from the opener, from this origin, with the nonce and exactly one port.
 */
import type { WindowHello, WindowWelcome } from "../contract/window-messages.ts";

/** What the proof needs of the page's `window`. */
export interface OpenedWindow {
  readonly top: unknown;
  readonly self: unknown;
  readonly opener: unknown;
  readonly location: { readonly origin: string };
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(id: number | undefined): void;
}

/** Why the window stays empty. */
export type OpenerFailure = "framed" | "no-opener" | "foreign-opener" | "no-answer";

/** A proven opener: the port to the vault and how to look. */
export interface ProvenOpener {
  port: MessagePort;
  theme: WindowWelcome["theme"];
  locale: string | undefined;
}

/** Milliseconds for the opener to answer. */
export const WELCOME_DEADLINE = 5_000;

interface Opener {
  location: { origin: string };
  postMessage(message: WindowHello, targetOrigin: string): void;
}

/** What is wrong with the opener, or undefined. Cheap: may be asked again while the window is open. */
export function openerFailure(
  own: Pick<OpenedWindow, "top" | "self" | "opener" | "location">,
): Exclude<OpenerFailure, "no-answer"> | undefined {
  if (own.top !== own.self) return "framed";
  if (!own.opener) return "no-opener";
  try {
    // Throws if the opener is, or has been navigated to, another origin.
    return (own.opener as Opener).location.origin === own.location.origin ? undefined : "foreign-opener";
  } catch {
    return "foreign-opener";
  }
}

/**
 * Runs the proof.
 * @param own the page's window
 * @param deadline milliseconds to wait for the welcome
 * @returns the port (not started), or why there is none
 */
export function proveOpener(own: OpenedWindow, deadline = WELCOME_DEADLINE): Promise<ProvenOpener | OpenerFailure> {
  const failure = openerFailure(own);
  if (failure) return Promise.resolve(failure);
  const opener = own.opener as Opener;
  const { origin } = own.location;
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  return new Promise((resolve) => {
    const settle = (result: ProvenOpener | OpenerFailure): void => {
      own.removeEventListener("message", listen);
      own.clearTimeout(timer);
      resolve(result);
    };
    const listen = (event: MessageEvent): void => {
      if (event.source !== opener || event.origin !== origin || !isWelcome(event.data, nonce)) return;
      const [port] = event.ports;
      if (!port || event.ports.length !== 1) return;
      settle({ port, theme: event.data.theme, locale: event.data.locale });
    };
    own.addEventListener("message", listen);
    const timer = own.setTimeout(() => settle(openerFailure(own) ?? "no-answer"), deadline);
    opener.postMessage({ type: "idos-window:hello", nonce }, origin);
  });
}

function isWelcome(data: unknown, nonce: string): data is WindowWelcome {
  if (typeof data !== "object" || data === null) return false;
  const { type, nonce: answered, theme, locale } = data as Record<keyof WindowWelcome, unknown>;
  return (
    type === "idos-window:welcome" &&
    answered === nonce &&
    (theme === "light" || theme === "dark" || theme === "auto") &&
    (locale === undefined || typeof locale === "string")
  );
}
