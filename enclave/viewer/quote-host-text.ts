/** Words of a site, shown so that they can be taken for nothing but its words. */
import { inertText } from "./inert-text.ts";

/** Most characters of a quotation. */
export const MAX_QUOTE = 200;

/**
 * Quotes a site's words: control, bidi and invisible characters stripped, on one line, at most 200 characters, inside
 * double quotation marks that the text itself cannot close.
 * @returns `“…”`, or an empty string if nothing is left
 */
export function quoteHostText(text: string, max = MAX_QUOTE): string {
  // Every double quotation mark, of any script, becomes a single one.
  const clean = inertText(text.replace(/["“”„‟«»〝〞〟＂″‶❝❞⹂🙶🙷🙸]/gu, "’"), max);
  // Joiners and marks alone are not seen either.
  if (!/[^\p{M}\u200c\u200d\s]/u.test(clean.text)) return "";
  return `“${clean.text}${clean.cut ? "…" : ""}”`;
}
