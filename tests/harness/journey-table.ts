/** The tables of `docs/journeys.md`: what each journey takes, which a test counts and compares. */
import { readFile, writeFile } from "node:fs/promises";

const FILE = "docs/journeys.md";

/** What a journey took. */
export interface Took {
  clicks: number;
  windows: number;
  prompts: number;
}

/** By the journey's name, in the order in which they are gone through. */
export type Journeys = Readonly<Record<string, Took>>;

const HEAD = "| journey | clicks | windows | wallet prompts |\n|---|--:|--:|--:|\n";
const row = (name: string, { clicks, windows, prompts }: Took): string =>
  `| ${name} | ${clicks} | ${windows} | ${prompts} |\n`;

/** The text before, in and after the table under a heading. */
async function parts(heading: string): Promise<[before: string, table: string, after: string]> {
  const page = await readFile(FILE, "utf8");
  const found = new RegExp(`^## ${heading}\\n+`, "m").exec(page);
  if (!found) throw new Error(`${FILE} has no heading "${heading}"`);
  const start = found.index + found[0].length;
  const [table = ""] = /^(?:\|.*\n)*\n*/.exec(page.slice(start)) ?? [];
  return [`${page.slice(0, start).trimEnd()}\n\n`, table, page.slice(start + table.length)];
}

/** Reads the table under a heading. */
export async function readJourneys(heading: string): Promise<Journeys> {
  const [, table] = await parts(heading);
  const rows = [...table.matchAll(/^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  return Object.fromEntries(
    rows.map(([, name = "", clicks, windows, prompts]) => [
      name,
      { clicks: Number(clicks), windows: Number(windows), prompts: Number(prompts) },
    ]),
  );
}

/** Writes it. */
export async function writeJourneys(heading: string, journeys: Journeys): Promise<void> {
  const [before, , after] = await parts(heading);
  const rows = Object.entries(journeys).map(([name, took]) => row(name, took));
  await writeFile(FILE, `${before}${HEAD}${rows.join("")}\n${after}`.replace(/\n+$/, "\n"));
}
