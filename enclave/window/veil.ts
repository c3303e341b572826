/**
 * Covers what a consent is about while its window is not the one in front. A window behind others, or beside one that
 * has the focus, shows nothing that could be read or pressed there: who comes back sees it anew, disarmed. A page can
 * keep a small window on top of all others (document picture-in-picture) and have clicks fall beside it.
 */
import type { ArmingEnvironment } from "./arming.ts";
import { words } from "../words/words.ts";

/** The cover of a page's stage. */
export interface Veil {
  /** Whether what is shown now is to be covered while the window is not in front. */
  over(needed: boolean): void;
  dispose(): void;
}

/** @param root the stage, beside which the cover stands */
export function createVeil(root: HTMLElement, { focused, window: page, document: content }: ArmingEnvironment): Veil {
  let needed = false;
  let before: HTMLElement | undefined;
  const cover = document.createElement("button");
  cover.type = "button";
  cover.className = "veil";
  const goOn = document.createElement("strong");
  goOn.textContent = words.page.veil.goOn;
  const why = document.createElement("span");
  why.textContent = words.page.veil.why;
  cover.append(goOn, why);

  const refresh = (): void => {
    const covers = needed && !focused();
    if (covers === cover.isConnected) return;
    if (covers) {
      before = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
      root.dataset["veiled"] = "";
      root.after(cover);
    } else {
      cover.remove();
      delete root.dataset["veiled"];
      // What is hidden loses the focus, and with it the place from which keys scroll.
      if (before?.isConnected) before.focus({ preventScroll: true });
      before = undefined;
    }
  };
  page.addEventListener("focus", refresh);
  page.addEventListener("blur", refresh);
  content.addEventListener("visibilitychange", refresh);
  cover.addEventListener("click", refresh);

  return {
    over(wanted) {
      needed = wanted;
      refresh();
    },
    dispose() {
      needed = false;
      refresh();
      page.removeEventListener("focus", refresh);
      page.removeEventListener("blur", refresh);
      content.removeEventListener("visibilitychange", refresh);
    },
  };
}
