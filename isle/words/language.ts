/** The language of an Isle: texts, formats and `lang`, which are always of one kind. */
import { chooseLocale, languageOf } from "../../enclave/protocol/choose-locale.ts";
import { en, type Words } from "./en.ts";
import { createFormats, type Formats } from "./formats.ts";

/** The languages that there are catalogues in, the one that stands in for all others first. A new one is a line here. */
const CATALOGUES: Readonly<Record<string, Words>> = { "en-GB": en };

/** How an Isle speaks. */
export interface Language {
  /** BCP 47, for `lang`. */
  locale: string;
  words: Words;
  formats: Formats;
}

/**
 * The language that was asked for, if there are texts in it; else the browser's; else English.
 * @param asked BCP 47 tag, or undefined if nobody asks for one
 * @param preferred the browser's own languages; none where a page is rendered on a server
 */
export function chooseLanguage(
  asked?: string,
  preferred: readonly string[] = globalThis.navigator?.languages ?? [],
): Language {
  const available = Object.keys(CATALOGUES);
  const locale = chooseLocale(asked, available, preferred);
  const words = CATALOGUES[languageOf(locale, available) ?? ""] ?? en;
  return { locale, words, formats: createFormats(locale) };
}
