/** Error codes in words for the person in front of the window: what happened, what was not lost, what helps. */
import { words } from "../words/words.ts";

/** Words for a code; undefined if the error's own message must do. */
export function failureInWords(code: string): string | undefined {
  const sentences: Readonly<Record<string, string>> = words.failures;
  return Object.hasOwn(sentences, code) ? sentences[code] : undefined;
}
