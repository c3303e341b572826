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
// Letters and symbols that are drawn as nothing: Hangul fillers, Braille blank, Khmer inherent vowels.
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]|\u17b4|\u17b5/gu;
// Stacked marks paint over the lines above and below.
const STACKED = /(\p{M}{4})\p{M}+/gu;

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
  const clean = lines
    .map((line) =>
      line
        .replace(BREAKS, " ")
        .replace(INVISIBLE, "")
        .replace(BLANKS, " ")
        .replace(STACKED, "$1")
        .replace(/\s+/gu, " ")
        .trim(),
    )
    .join("\n")
    .trim();
  const characters = [...clean];
  const unread = text.length - window.length;
  if (characters.length <= max && unread <= 0) return { text: clean, cut: 0 };
  return {
    text: characters.slice(0, max).join("").trimEnd(),
    cut: Math.max(0, characters.length - max) + Math.max(0, unread),
  };
}
