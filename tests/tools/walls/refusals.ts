/** Holds imports against the table of rooms. Pure: what the files are is the caller's. */
import { posix } from "node:path";
import { ROOMS, type Room } from "./rooms.ts";
import { specifiersOf } from "./specifiers.ts";

/** An import that the table does not allow. */
export interface Refusal {
  file: string;
  specifier: string;
  why: string;
}

/** Longest path first, so that a room inside a room is found before it. */
const NAMES = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Name of the room that a file lies in; undefined for what is no room: tests, tools, configuration. */
export function roomOf(file: string): string | undefined {
  return NAMES.find((name) => within(file, name));
}

function mayUsePackage({ packages }: Room, specifier: string): boolean {
  return packages.some((name) => {
    if (name === "node:") return specifier.startsWith("node:");
    if (name.endsWith("/*")) return specifier.startsWith(name.slice(0, -1));
    return specifier === name || specifier.startsWith(`${name}/`);
  });
}

/** Why an import may not be; undefined if it may. @param file path from the top, with `/` */
function whyNot(file: string, room: string, specifier: string | null): string | undefined {
  const rules = ROOMS[room] as Room;
  if (specifier === null) return "an import must name a plain string";
  const name = specifier.split("/node_modules/").at(-1) as string;
  if (name !== specifier || !specifier.startsWith(".")) {
    if (mayUsePackage(rules, name)) return undefined;
    return `${room} may use these packages only: ${rules.packages.join(", ") || "none"}`;
  }
  // What Vite appends: ?worker&url, ?raw.
  const target = posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ""));
  const to = roomOf(target);
  if (to === room) return undefined;
  // A room that a larger one contains is not part of it.
  if (rules.imports.some((allowed) => target === allowed || (roomOf(allowed) === allowed && to === allowed)))
    return undefined;
  return `${room} may reach these only: ${rules.imports.join(", ") || "none"}`;
}

/** Every import of these files that the table does not allow. @param sources by path from the top */
export function refusals(sources: ReadonlyMap<string, string>): Refusal[] {
  const found: Refusal[] = [];
  for (const [file, source] of sources) {
    const room = roomOf(file);
    if (room === undefined) continue;
    for (const specifier of specifiersOf(source)) {
      const why = whyNot(file, room, specifier);
      if (why) found.push({ file, specifier: specifier ?? "(computed)", why });
    }
  }
  return found;
}
