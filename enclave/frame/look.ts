/** Theme and language of the frame, all of its looks that a host may choose. */

/** What `configure` sets. */
export interface Look {
  theme: "light" | "dark" | "auto";
  locale?: string | undefined;
}

/** Applies it to the document. */
export function applyTheme({ theme, locale }: Look): void {
  const { documentElement } = document;
  if (theme === "auto") delete documentElement.dataset["theme"];
  else documentElement.dataset["theme"] = theme;
  if (locale) documentElement.lang = locale;
}
