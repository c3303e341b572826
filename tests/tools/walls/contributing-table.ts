/** Writes the table of rooms into CONTRIBUTING, so that what people read is what lint holds. */
import { ROOMS } from "./rooms.ts";

const BEGIN = "<!-- rooms: written by `npm run walls` -->";
const END = "<!-- /rooms -->";

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ") || "nothing";

/** The table in Markdown. */
export function roomsTable(): string {
  const rows = Object.entries(ROOMS).map(
    ([name, { is, imports, packages }]) => `| \`${name}/\` | ${is} | ${list(imports)} | ${list(packages)} |`,
  );
  return ["| room | what it is | may import | packages |", "|---|---|---|---|", ...rows].join("\n");
}

/** CONTRIBUTING with the table as it must be. @throws Error if the place for it is missing */
export function withRoomsTable(contributing: string): string {
  const [begin, end] = [contributing.indexOf(BEGIN), contributing.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`CONTRIBUTING.md: no place for the table; it lies between ${BEGIN} and ${END}`);
  return `${contributing.slice(0, begin + BEGIN.length)}\n\n${roomsTable()}\n\n${contributing.slice(end)}`;
}
