/** The one gate for texts, `Intl` formats and `lang`: a sentence is never half in one language and half in another. */

/**
 * The locale to speak and to write dates, numbers and lists in: what was asked for, else what the browser prefers, if
 * there are texts in that language; else the language that is listed first. A wish keeps its region, so that whoever
 * asks for `en-AU` reads English texts with Australian dates. A wish without one takes that of the list: `en` alone
 * would be American, with dates that half of its readers misread.
 *
 * @param asked BCP 47 tag that a page asks for; what is no tag is passed over
 * @param available BCP 47 tags of the languages that there are texts in, e.g. `["en-GB", "ar-AE"]`; the first stands
 * in where nothing fits
 * @param preferred the browser's own languages
 * @returns BCP 47 tag; {@link languageOf} names the texts that go with it
 */
export function chooseLocale(
  asked: string | undefined,
  available: readonly string[],
  preferred: readonly string[] = navigator.languages,
): string {
  for (const wish of [asked ?? "", ...preferred]) {
    const language = languageOf(wish, available);
    if (language === undefined) continue;
    const { region, baseName } = new Intl.Locale(wish);
    return region ? baseName : language;
  }
  return available[0] ?? "und";
}

/**
 * Which of the available languages serves a locale: itself, else the first of the same language and script, so that
 * `zh-TW` is not served by texts in simplified characters. Undefined if there is none, or if it is no locale.
 */
export function languageOf<Tag extends string>(locale: string, available: readonly Tag[]): Tag | undefined {
  try {
    const wished = writing(locale);
    return available.find((tag) => tag === locale) ?? available.find((tag) => writing(tag) === wished);
  } catch {
    return undefined;
  }
}

/** Language and script, the latter as it is usual where the tag does not name it. @throws RangeError for no tag */
function writing(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  return language + script;
}
