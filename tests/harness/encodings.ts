/** Finds a planted secret in whatever form it may have left in: UTF-8, hex, and base64 in each of its three alignments. */

/** Lower-case or upper-case hex, and base64 as it looks wherever the bytes begin within a longer text. */
function forms(secret: Uint8Array): { name: string; pattern: string; fold: boolean }[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // The first and last characters also hold bits of the neighbours: only what the secret alone decides is searched.
    const from = offset === 0 ? 0 : offset + 1;
    const whole = Math.floor(((offset + bytes.length) * 8) / 6);
    return { name: `base64 at offset ${offset}`, pattern: encoded.slice(from, whole), fold: false };
  });
  const urlSafe = base64.map(({ name, pattern }) => ({
    name: `url-safe ${name}`,
    pattern: pattern.replaceAll("+", "-").replaceAll("/", "_"),
    fold: false,
  }));
  return [
    { name: "UTF-8", pattern: bytes.toString("latin1"), fold: false },
    { name: "hex", pattern: bytes.toString("hex"), fold: true },
    ...base64,
    ...urlSafe,
  ];
}

/**
 * The form in which a secret stands in a haystack, or undefined.
 * @param haystack bytes as latin1 text, so that text and binary are searched alike
 * @param secret at least 6 bytes, or matches would be chance
 */
export function findSecret(haystack: string, secret: Uint8Array): string | undefined {
  if (secret.length < 6) throw new Error("A planted secret has at least 6 bytes");
  const folded = haystack.toLowerCase();
  return forms(secret).find(({ pattern, fold }) => (fold ? folded : haystack).includes(pattern))?.name;
}
