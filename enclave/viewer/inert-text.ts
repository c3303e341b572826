/** Text from outside, made harmless to show: it can neither hide, nor reorder, nor paint over what stands around it. */

/** Text that was made inert. */
export interface InertText {
  text: string;
  /** How many characters (code points) at the end were left out. */
  cut: number;
}

// Controls, line and paragraph separators.
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// Format characters (bidi overrides and isolates, zero-width, tags), lone surrogates, private use, unassigned. The two
// joiners stay: Persian, Hindi and emoji need them, and they hide nothing.
const INVISIBLE = /(?![\u200c\u200d])[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
// Controls that are no space of any kind.
const CONTROLS = /(?![\t\n\v\f\r\u0085])\p{Cc}/gu;
// Letters and symbols that are drawn as nothing: Hangul fillers, Braille blank, Khmer inherent vowels.
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]|\u17b4|\u17b5/gu;
// Stacked marks paint over the lines above and below.
const STACKED = /(\p{M}{4})\p{M}+/gu;

const cleanLine = (line: string): string =>
  line
    .replace(BREAKS, " ")
    .replace(INVISIBLE, "")
    .replace(BLANKS, " ")
    .replace(STACKED, "$1")
    .replace(/\s+/gu, " ")
    .trim();

/**
 * A whole text, made as harmless, with its line feeds; empty lines in a row become one.
 * @returns also how many characters (code points) were left out because nobody can see them
 */
export function inertWhole(text: string): { text: string; unseen: number } {
  const seen = text.replace(INVISIBLE, "").replace(BLANKS, "").replace(CONTROLS, "").replace(STACKED, "$1");
  const unseen = seen.length === text.length ? 0 : [...text].length - [...seen].length;
  const lines = text.split(/\r\n|\r|\n/).map(cleanLine);
  return {
    text: lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
    unseen,
  };
}

/**
 * Strips what can deceive from a text and bounds its length.
 * @param text anything from a host, an issuer or a network
 * @param max most characters (code points) to keep
 * @param breaks keep line feeds; they become spaces otherwise
 */
export function inertText(text: string, max: number, { breaks = false } = {}): InertText {
  // A code point takes at most two units, and what is stripped could hide the rest: look at no more than that.
  const window = text.slice(0, max * 8 + 64);
  const lines = breaks ? window.split(/\r\n|\r|\n/) : [window];
  const clean = lines.map(cleanLine).join("\n").trim();
  const characters = [...clean];
  const unread = text.length - window.length;
  if (characters.length <= max && unread <= 0) return { text: clean, cut: 0 };
  return {
    text: characters.slice(0, max).join("").trimEnd(),
    cut: Math.max(0, characters.length - max) + Math.max(0, unread),
  };
}
