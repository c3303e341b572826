/** Theme and language of the frame, all of its looks that a host may choose. */
import { speak } from "../words/frame-words.ts";

/** What `configure` sets. */
export interface Look {
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
}

/** Applies it to the document. @param redraw draws anew what is shown: its language may have changed */
export function applyLook({ theme, locale }: Look, redraw: () => void): void {
  const { documentElement } = document;
  if (theme === "auto") delete documentElement.dataset["theme"];
  else documentElement.dataset["theme"] = theme;
  speak(locale).then(
    (lang) => {
      documentElement.lang = lang;
      redraw();
    },
    // It stays with its words, and with their `lang`.
    () => {},
  );
}
