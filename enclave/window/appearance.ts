/** Theme and language of the page. */
import { words } from "../words/words.ts";

/** Sets theme and language on a page. */
export function applyAppearance(root: HTMLElement, theme: "light" | "dark" | "auto", locale: string): void {
  if (theme === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  root.lang = locale;
  root.dir = words.page.direction;
}
