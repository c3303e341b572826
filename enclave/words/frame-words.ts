/** What the frame says: `words.ts` of its own, since it must not load what the window says. */
import { languageOf } from "../protocol/choose-locale.ts";
import { FRAME_WORDS, type FrameWords } from "./languages.ts";

/** The words of the language that the frame speaks. */
export let words: FrameWords = FRAME_WORDS["en-GB"];

const tags = Object.keys(FRAME_WORDS) as (keyof typeof FRAME_WORDS)[];

/**
 * Chooses the language as `chooseLocale` does, but for the region: nothing is formatted here. What is shown has to be
 * drawn anew.
 * @param asked BCP 47 tag that the site asks for
 * @returns the language's own tag, for `lang`
 */
export function speak(asked = ""): string {
  const tag = [asked, ...navigator.languages].map((wish) => languageOf(wish, tags)).find(Boolean) ?? "en-GB";
  words = FRAME_WORDS[tag];
  return tag;
}
