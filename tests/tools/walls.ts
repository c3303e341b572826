/**
 * Holds the walls between the rooms: every import of the product against the one table in `walls/rooms.ts`, and
 * CONTRIBUTING's table against it. `--write` writes the latter.
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { withRoomsTable } from "./walls/contributing-table.ts";
import { refusals } from "./walls/refusals.ts";
import { productSources } from "./walls/sources.ts";

const refused = refusals(productSources());
for (const { file, specifier, why } of refused) console.error(`${file}: imports ${specifier}; ${why}`);

const contributing = readFileSync("CONTRIBUTING.md", "utf8");
const wanted = withRoomsTable(contributing);
if (process.argv.includes("--write")) writeFileSync("CONTRIBUTING.md", wanted);
else if (wanted !== contributing) {
  console.error("CONTRIBUTING.md: its table of rooms is not what tests/tools/walls/rooms.ts says; run `npm run walls`");
  process.exitCode = 1;
}
if (refused.length) process.exitCode = 1;
