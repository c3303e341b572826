/** Holds what is said to people in the rooms' words: a string for people anywhere else in a held room is refused. */
import process from "node:process";
import { productSources } from "./walls/sources.ts";
import { isHeld, isWords } from "./words/held-rooms.ts";
import { stringsForPeople } from "./words/strings-for-people.ts";

/** Names rooms or files that are looked at in the place of the held ones. */
const named = process.argv.slice(2);
const isLookedAt = (file: string): boolean =>
  named.length ? !isWords(file) && named.some((path) => file.startsWith(path)) : isHeld(file);

let count = 0;
for (const [file, source] of productSources()) {
  if (!isLookedAt(file)) continue;
  for (const { line, text } of stringsForPeople(source)) {
    console.error(`${file}:${line}: “${text}”`);
    count++;
  }
}
if (count) {
  console.error(`${count} strings for people stand outside of what is named \`words\``);
  process.exitCode = 1;
}
