/** Ascii85, the text form of files inside idOS credentials (Adobe's variant: PostScript Language Reference, 3rd ed., §3.13). */

const FIRST = 33;
const LAST = 117;
const Z = 122;

/** Decodes Ascii85 piece by piece. Spaces and line breaks are skipped, `z` for four zero bytes is understood. */
export class Ascii85Decoder {
  #group = 0;
  #digits = 0;

  /**
   * @param text the next piece, without `<~ ~>`
   * @param max most bytes to return; decoding stops there
   * @returns the bytes that are complete, or undefined if the text is not Ascii85
   */
  push(text: string, max = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> | undefined {
    // Five characters make four bytes; a `z` makes four from one, so count those.
    let zeros = 0;
    for (let i = text.indexOf("z"); i !== -1; i = text.indexOf("z", i + 1)) zeros++;
    const out = new Uint8Array(Math.min(max, Math.ceil(((text.length - zeros) * 4) / 5) + zeros * 4 + 4) + 4);
    let length = 0;
    let group = this.#group;
    let digits = this.#digits;
    for (let i = 0; i < text.length && length < max; i++) {
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
    this.#group = group;
    this.#digits = digits;
    return out.slice(0, Math.min(length, max));
  }

  /** @returns what the last, short group holds, or undefined if it is none */
  end(): Uint8Array<ArrayBuffer> | undefined {
    const digits = this.#digits;
    if (digits === 0) return new Uint8Array();
    if (digits === 1) return undefined;
    // A short last group is padded with the highest digit; one byte fewer than its digits is real.
    let group = this.#group;
    for (let i = digits; i < 5; i++) group = group * 85 + 84;
    if (group > 0xffff_ffff) return undefined;
    const out = new Uint8Array(digits - 1);
    put(out, 0, group, digits - 1);
    return out;
  }
}

/**
 * Decodes Ascii85 at once; `<~ ~>` around it is understood.
 * @param text Ascii85
 * @param max most bytes to return; decoding stops there
 * @returns the bytes, or undefined if the text is not Ascii85
 */
export function decodeAscii85(text: string, max = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> | undefined {
  const start = text.startsWith("<~") ? 2 : 0;
  const end = text.endsWith("~>") ? text.length - 2 : text.length;
  const decoder = new Ascii85Decoder();
  const bytes = decoder.push(text.slice(start, end), max);
  if (!bytes || bytes.length >= max) return bytes;
  const last = decoder.end();
  if (!last) return undefined;
  const whole = new Uint8Array(Math.min(max, bytes.length + last.length));
  whole.set(bytes);
  whole.set(last.subarray(0, whole.length - bytes.length), bytes.length);
  return whole;
}

function put(out: Uint8Array, at: number, group: number, count: number): void {
  for (let i = 0; i < count; i++) out[at + i] = Math.floor(group / 2 ** (24 - 8 * i)) & 0xff;
}
