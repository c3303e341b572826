/** The window: proves its opener, then shows what the vault asks and sends back what the person does. */
import { createFormats } from "../viewer/formats.ts";
import { chooseLocale } from "../viewer/choose-locale.ts";
import { applyAppearance } from "./appearance.ts";
import { pageEnvironment } from "./arming.ts";
import { openerFailure, proveOpener, type OpenerFailure } from "./opener-proof.ts";
import { serveStorage } from "./serve-storage.ts";
import { passkeysSupported } from "./passkey.ts";
import { createStage } from "./stage.ts";
import { findAnnouncedWallets, type AnnouncedWallets } from "./wallet/announced-wallets.ts";
import { startSession } from "./window-session.ts";

const WHY_EMPTY: Record<OpenerFailure, string> = {
  framed: "This page shows nothing inside another page.",
  "no-opener": "There is nothing to do here. A site opens this window when it needs your idOS; you can close it.",
  "foreign-opener":
    "The page that opened this window is not your idOS, or has gone. Close this window and start again in your tab.",
  "no-answer": "The page that opened this window does not answer. Close this window and start again in your tab.",
};
const DONE = "You can close this window now.";
const LOST = "This window lost the page that it belongs to. Close it and start again there.";

/** Read out once: the seconds would be read out each second. */
const SOON = "In less than a minute your idOS key locks itself and this window closes. Press any key to stay.";

async function start(
  root: HTMLElement,
  live: HTMLElement,
  notice: HTMLElement,
  wallets: AnnouncedWallets,
): Promise<void> {
  const proof = await proveOpener(window);
  if (typeof proof === "string") {
    const sentence = document.createElement("p");
    sentence.textContent = WHY_EMPTY[proof];
    root.querySelector("main")?.replaceChildren(sentence);
    live.textContent = WHY_EMPTY[proof];
    return;
  }
  const locale = chooseLocale(proof.locale);
  applyAppearance(document.documentElement, proof.theme, locale);
  root.replaceChildren();
  const closeWindow = (): void => {
    window.close();
    // Some in-app browsers ignore that.
    stage.empty(DONE);
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
      stage.empty(LOST);
    },
    close: closeWindow,
    locking(left) {
      if (left !== undefined && notice.hidden) live.textContent = SOON;
      notice.hidden = left === undefined;
      notice.textContent = left === undefined ? "" : `Your idOS key locks in ${left} s.`;
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
    stage.empty(LOST);
  });
}

const root = document.getElementById("stage");
const live = document.getElementById("live");
const notice = document.getElementById("locking");
// At once: while the opener is proved and the person reads, wallets have announced themselves.
if (root && live && notice) void start(root, live, notice, findAnnouncedWallets(window));
