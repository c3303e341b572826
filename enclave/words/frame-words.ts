/**
 * What the frame says: `words.ts` of its own, since it must not load what the window says. Its first language is at hand;
 * the choice of another, and its words, come once it is connected.
 */
import { enFrame } from "./en/frame.ts";
import type { FrameWords } from "./languages.ts";

/** The words of the language that the frame speaks. */
export let words: FrameWords = enFrame;

/**
 * Chooses the language; what is shown has to be drawn anew.
 * @param asked BCP 47 tag that the site asks for
 * @returns the locale for `lang`
 * @throws if the choice cannot be loaded; the frame goes on in the language that it speaks
 */
export async function speak(asked: string | undefined): Promise<string> {
  const chooser = await import("./choose-frame-words.ts");
  const chosen = await chooser.chooseFrameWords(asked);
  words = chosen.words;
  return chosen.locale;
}
