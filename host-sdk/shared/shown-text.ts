/**
 * Somebody else's words, made fit to show: one line without control and bidirectional characters, which
 * could rearrange what a person reads.
 * @param max longest result, in UTF-16 units
 */
export function shownText(text: string, max: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, max);
}
