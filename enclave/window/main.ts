/** The window: proves its opener, then shows what the vault asks and sends back what the person does. */
import { createFormats } from "../viewer/formats.ts";
import { speak, words } from "../words/words.ts";
import { applyAppearance } from "./appearance.ts";
import { pageEnvironment } from "./arming.ts";
import { openerFailure, proveOpener } from "./opener-proof.ts";
import { serveStorage } from "./serve-storage.ts";
import { passkeysSupported } from "./passkey.ts";
import { createStage } from "./stage.ts";
import { findAnnouncedWallets, type AnnouncedWallets } from "./wallet/announced-wallets.ts";
import { startSession } from "./window-session.ts";

async function start(
  root: HTMLElement,
  live: HTMLElement,
  notice: HTMLElement,
  wallets: AnnouncedWallets,
): Promise<void> {
  const proof = await proveOpener(window);
  const { theme, locale: asked } = typeof proof === "string" ? { theme: "auto" as const, locale: undefined } : proof;
  const locale = await speak(asked);
  applyAppearance(document.documentElement, theme, locale);
  if (typeof proof === "string") {
    const sentence = document.createElement("p");
    sentence.textContent = words.page.whyEmpty[proof];
    root.querySelector("main")?.replaceChildren(sentence);
    live.textContent = words.page.whyEmpty[proof];
    return;
  }
  root.replaceChildren();
  const closeWindow = (): void => {
    window.close();
    // Some in-app browsers ignore that.
    stage.empty(words.page.done);
  };
  const stage = createStage({
    root,
    live,
    formats: createFormats(locale),
    wallets,
    environment: pageEnvironment(),
    closeWindow,
    ownOrigin: location.origin,
  });
  const session = startSession({
    port: proof.port,
    show(screen, answer) {
      stage.show(screen, answer);
      // Each time: an authenticator may be plugged in while the window is open.
      void passkeysSupported().then(session.able);
    },
    pending: stage.pending,
    lost() {
      notice.hidden = true;
      stage.empty(words.page.lost);
    },
    close: closeWindow,
    locking(left) {
      // Read out once: the seconds would be read out each second.
      if (left !== undefined && notice.hidden) live.textContent = words.page.locksSoon;
      notice.hidden = left === undefined;
      notice.textContent = left === undefined ? "" : words.page.locksIn(left);
    },
    storage: serveStorage(),
    openerHolds: () => openerFailure(window) === undefined,
    setInterval: (run, ms) => window.setInterval(run, ms),
    clearInterval: (id) => window.clearInterval(id),
  });
  for (const type of ["pointerdown", "keydown", "wheel"])
    window.addEventListener(type, (event) => event.isTrusted && session.active(), { capture: true, passive: true });
  window.addEventListener("pagehide", () => {
    session.end();
    // If the browser keeps the page for "back", it keeps nothing of the person's.
    notice.hidden = true;
    stage.empty(words.page.lost);
  });
}

const root = document.getElementById("stage");
const live = document.getElementById("live");
const notice = document.getElementById("locking");
// At once: while the opener is proved and the person reads, wallets have announced themselves.
if (root && live && notice) void start(root, live, notice, findAnnouncedWallets(window));
