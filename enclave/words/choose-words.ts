/** Finds the words of a language, loaded if they have to be, and the locale that goes with them. */
import { chooseLocale, languageOf } from "../protocol/choose-locale.ts";

/** Words by the BCP 47 tag of their language: at hand, or loaded when they are wanted. */
export type Catalogues<W extends object> = Readonly<Record<string, W | (() => Promise<W>)>>;

/** What {@link chooseWords} finds. */
export interface ChosenWords<W> {
  words: W;
  /** BCP 47 tag, for `Intl` and for the page's `lang`: always of the words' own language. */
  locale: string;
}

/**
 * @param catalogues the first one stands in where nothing fits, and should be at hand
 * @param asked what the page asks for
 * @param preferred the browser's own languages
 * @throws if no words can be loaded
 */
export async function chooseWords<W extends object>(
  catalogues: Catalogues<W>,
  asked: string | undefined,
  preferred?: readonly string[],
): Promise<ChosenWords<W>> {
  const languages = Object.keys(catalogues);
  const locale = chooseLocale(asked, languages, preferred);
  const language = languageOf(locale, languages) ?? "";
  const { [language]: found, ...others } = catalogues;
  if (found === undefined) throw new RangeError("No words in any language");
  try {
    return { words: typeof found === "function" ? await found() : found, locale };
  } catch {
    // What cannot be loaded is as good as not there.
    return chooseWords(others, asked, preferred);
  }
}
