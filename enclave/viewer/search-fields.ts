/** Search in the values of a credential. */
import type { Field } from "./describe-credential.ts";

/** Lower case without accents, so that `jose` finds `José`. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Tells whether a field contains every word of a query, in label or value.
 * @param query what was typed
 * @returns undefined if there is no word in it
 */
export function matcher(query: string): ((field: Field) => boolean) | undefined {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return undefined;
  return ({ label, value }) => {
    const shown = value.kind === "text" ? value.text + (value.rest ?? "") : value.kind === "nothing" ? value.words : "";
    const text = plain(`${label} ${shown}`);
    return words.every((word) => text.includes(word));
  };
}
