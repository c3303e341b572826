/** Text of a site, so that what a person reads is what is signed. */

// Controls (but not line feed and tab), zero-width and bidirectional formatting, and line separators.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Shows characters that are invisible or reorder text as their code point, `[U+202E]`. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (c) => `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
}
