/** The list of all error texts, by room: `tests/interop/tools/error-texts.txt`, which a test holds against the sources. */
import { roomOf } from "../walls/refusals.ts";
import { raisedErrors } from "./collect.ts";

/** Where the list is kept. */
export const ERROR_TEXTS = "tests/interop/tools/error-texts.txt";

/** The list. @param sources by path from the top */
export function errorTexts(sources: ReadonlyMap<string, string>): string {
  const rooms = new Map<string, Set<string>>();
  for (const [file, source] of sources) {
    const room = roomOf(file) ?? file;
    for (const { code, text } of raisedErrors(source)) {
      const lines = rooms.get(room) ?? new Set();
      rooms.set(room, lines.add(`${code}: ${text.replaceAll("\n", "\\n")}`));
    }
  }
  const parts = [...rooms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([room, lines]) => [room, ...[...lines].sort()]);
  return `${parts.map((lines) => lines.join("\n  ")).join("\n\n")}\n`;
}
