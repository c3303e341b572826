/** The language of an Isle: texts, formats and `lang`, which are always of one kind. */
import { chooseLocale, languageOf } from "../../enclave/protocol/choose-locale.ts";
import type { Words } from "./en.ts";
import type { ShellWords } from "./en/shell.ts";
import { createFormats, type Formats } from "./formats.ts";
import { ENGLISH, LANGUAGES } from "./languages.ts";

/** How the screens speak. */
export interface Language {
  /** BCP 47, for `lang`. */
  readonly locale: string;
  readonly words: Words;
  readonly formats: Formats;
}

/** A language of which nothing but the shell is there yet. */
export interface ChosenLanguage {
  readonly locale: string;
  readonly shell: ShellWords;
  load(): Promise<Language>;
}

/**
 * The language that was asked for, if there are texts in it; else the browser's; else English.
 * @param asked BCP 47 tag, or undefined if nobody asks for one
 * @param preferred the browser's own languages; none where a page is rendered on a server
 */
export function chooseLanguage(
  asked?: string,
  preferred: readonly string[] = globalThis.navigator?.languages ?? [],
): ChosenLanguage {
  const available = Object.keys(LANGUAGES);
  const locale = chooseLocale(asked, available, preferred);
  const catalogue = LANGUAGES[languageOf(locale, available) ?? ""] ?? ENGLISH;
  return {
    locale,
    shell: catalogue.shell,
    async load() {
      return { locale, words: await catalogue.words(), formats: createFormats(locale) };
    },
  };
}
