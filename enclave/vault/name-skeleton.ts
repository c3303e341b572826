/**
 * Whether two names look alike. Not a full table of confusable characters (Unicode TS 39 has thousands, 30 kB): what is
 * found gets a caution, what is not stays a quotation that vouches for nothing.
 */

/** Letters of other scripts, and digits, that are drawn like a Latin letter; lower case. */
const LOOKALIKES = new Map<string, string>();
for (const [latin, others] of [
  ["a", "аαɑ"],
  ["b", "ьƅв"],
  ["c", "сϲᴄ"],
  ["d", "ԁɗ"],
  ["e", "еεєҽ"],
  ["g", "ɡց"],
  ["h", "һнհ"],
  ["i", "іιıɩ1l|ӏ!"],
  ["j", "јϳ"],
  ["k", "кκ"],
  ["m", "мμ"],
  ["n", "пոη"],
  ["o", "оοօ0σ"],
  ["p", "рρ"],
  ["q", "ԛզ"],
  ["r", "гᴦ"],
  ["s", "ѕꜱ5$"],
  ["t", "тτ"],
  ["u", "υսц"],
  ["v", "ѵνᴠ"],
  ["w", "ԝωᴡ"],
  ["x", "хχ"],
  ["y", "уүγ"],
  ["z", "ᴢ"],
] as const)
  for (const other of others) LOOKALIKES.set(other, latin);

/**
 * A name as the eye takes it: without case, accents, spaces, punctuation and what is not drawn, and with letters that
 * look alike made one.
 * @returns empty if nothing visible is in it
 */
export function nameSkeleton(name: string): string {
  const letters = [...name.normalize("NFKD").toLowerCase()].map((letter) => LOOKALIKES.get(letter) ?? letter);
  return letters
    .join("")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}
