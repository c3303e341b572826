/** Ascii85, the text form of files inside idOS credentials (Adobe's variant: PostScript Language Reference, 3rd ed., §3.13). */

const FIRST = 33;
const LAST = 117;
const Z = 122;

/**
 * Decodes Ascii85. Spaces and line breaks are skipped, `<~ ~>` around it and `z` for four zero bytes are understood.
 * @param text Ascii85
 * @param max most bytes to return; decoding stops there
 * @returns the bytes, or undefined if the text is not Ascii85
 */
export function decodeAscii85(text: string, max = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> | undefined {
  const start = text.startsWith("<~") ? 2 : 0;
  const end = text.endsWith("~>") ? text.length - 2 : text.length;
  // Five characters make four bytes; a `z` makes four from one, so count those.
  let zeros = 0;
  for (let i = text.indexOf("z", start); i !== -1 && i < end; i = text.indexOf("z", i + 1)) zeros++;
  const out = new Uint8Array(Math.min(max, Math.ceil(((end - start - zeros) * 4) / 5) + zeros * 4) + 4);
  let length = 0;
  let group = 0;
  let digits = 0;
  for (let i = start; i < end && length < max; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    if (code === Z && digits === 0) {
      length += 4;
      continue;
    }
    if (code < FIRST || code > LAST) return undefined;
    group = group * 85 + (code - FIRST);
    if (++digits < 5) continue;
    if (group > 0xffff_ffff) return undefined;
    put(out, length, group, 4);
    length += 4;
    group = 0;
    digits = 0;
  }
  if (digits === 1) return undefined;
  if (digits > 1 && length < max) {
    // A short last group is padded with the highest digit; one byte fewer than its digits is real.
    for (let i = digits; i < 5; i++) group = group * 85 + 84;
    if (group > 0xffff_ffff) return undefined;
    put(out, length, group, digits - 1);
    length += digits - 1;
  }
  return out.slice(0, Math.min(length, max));
}

function put(out: Uint8Array, at: number, group: number, count: number): void {
  for (let i = 0; i < count; i++) out[at + i] = Math.floor(group / 2 ** (24 - 8 * i)) & 0xff;
}
