/** What the window says. Screens take every word from here, when they draw: they say where, never what. */
import { chooseWords } from "./choose-words.ts";
import { WINDOW_WORDS, type Words } from "./languages.ts";

export type { Words };

/** The words of the one language that this page speaks. */
export let words: Words = WINDOW_WORDS["en-GB"];

/**
 * Chooses the language of this page, before anything is drawn.
 * @param asked BCP 47 tag that the site asks for
 * @returns the locale for `Intl` and `lang`
 */
export async function speak(asked: string | undefined): Promise<string> {
  const chosen = await chooseWords<Words>(WINDOW_WORDS, asked);
  words = chosen.words;
  return chosen.locale;
}
