/** The recovery phrase: shown in the window only, and confirmed by asking for three of its words. */
import { phraseOf } from "../../crypto/phrase.ts";
import { logActivity } from "../activity.ts";
import { unixNow } from "../custody.ts";
import type { Page } from "./manage-page.ts";

const CONFIRMED = 3;

/** Different places, from 0, in rising order. */
export function drawPlaces(count: number, of: number): number[] {
  const places = new Set<number>();
  // Bytes beyond the largest multiple would favour the first places.
  const limit = 256 - (256 % of);
  while (places.size < count)
    for (const byte of crypto.getRandomValues(new Uint8Array(16)))
      if (byte < limit && places.size < count) places.add(byte % of);
  return [...places].sort((a, b) => a - b);
}

/** Shows the phrase until it is confirmed or left. */
export const phrasePage: Page = async (context) => {
  const { link, key, flow, signal } = context;
  const { site } = flow;
  const { userId, publicKey } = key;
  const words = phraseOf(key.secretKey);
  await logActivity(context, { at: unixNow(), what: "phrase", origin: site });
  for (;;) {
    const seen = await link.ask({ kind: "phrase", site, userId, publicKey, words }, signal);
    if (seen.type !== "allow") return seen;
    const places = drawPlaces(CONFIRMED, words.length);
    for (let wrong = false; ; wrong = true) {
      const answer = await link.ask({ kind: "phrase-confirm", site, places, wrong }, signal);
      if (answer.type === "back") break;
      if (answer.type !== "words") return answer;
      if (places.every((place, i) => answer.words[i]?.trim().toLowerCase() === words[place])) {
        return link.ask({ kind: "phrase-done", site }, signal);
      }
    }
  }
};
