/** What the frame says: `words.ts` of its own, since it must not load what the window says. */
import { chooseLocale, languageOf } from "../protocol/choose-locale.ts";
import { FRAME_WORDS, type FrameWords } from "./languages.ts";

/** The words of the language that the frame speaks. */
export let words: FrameWords = FRAME_WORDS["en-GB"];

const tags = Object.keys(FRAME_WORDS) as (keyof typeof FRAME_WORDS)[];

/**
 * Chooses the language; what is shown has to be drawn anew.
 * @param asked BCP 47 tag that the site asks for
 * @returns the locale for `lang`
 */
export function speak(asked: string | undefined): string {
  const locale = chooseLocale(asked, tags);
  words = FRAME_WORDS[languageOf(locale, tags) ?? "en-GB"];
  return locale;
}
