/** Which of the wished languages there are texts in. */

/** Languages that the texts exist in. */
const LANGUAGES = ["en"];
const FALLBACK = "en-GB";

/**
 * The locale to write dates and names in: what was wished for, if there are texts in that language; mixing two languages
 * in one sentence serves nobody.
 * @param wished BCP 47 tag from the site, or undefined for the browser's own languages
 */
export function chooseLocale(wished: string | undefined, own: readonly string[] = navigator.languages): string {
  for (const tag of wished === undefined ? own : [wished, ...own]) {
    try {
      const locale = new Intl.Locale(tag);
      // Without a region "en" would be American, with dates that half of its readers misread.
      if (LANGUAGES.includes(locale.language)) return locale.region ? locale.baseName : FALLBACK;
    } catch {
      continue;
    }
  }
  return FALLBACK;
}
