/** The languages that there are words in: the only list of them. A language is its catalogue beside this file and a line here. */
import type { Words } from "./en.ts";
import { shell as english, type ShellWords } from "./en/shell.ts";

/** What an Isle says in one language, in two parts: a page with a closed pill pays for the first alone. */
export interface Catalogue {
  /** On the page from the start. */
  shell: ShellWords;
  /** All of it, loaded with the screens. */
  words(): Promise<Words>;
}

/** Stands in for all languages that are not here. */
export const ENGLISH: Catalogue = { shell: english, words: async () => (await import("./en.ts")).en };

/** Catalogues by the tag of their language, with the region whose dates it is read with where nobody names another. */
export const LANGUAGES: Readonly<Record<string, Catalogue>> = { "en-GB": ENGLISH };
