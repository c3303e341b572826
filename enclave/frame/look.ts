/** Theme and language of the frame, all of its looks that a host may choose. */
import { speak } from "../words/frame-words.ts";

/** What `configure` sets. */
export interface Look {
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
}

/** Applies it to the document. What is shown has to be drawn anew. */
export function applyLook({ theme, locale }: Look): void {
  const { documentElement } = document;
  if (theme === "auto") delete documentElement.dataset["theme"];
  else documentElement.dataset["theme"] = theme;
  documentElement.lang = speak(locale);
}
