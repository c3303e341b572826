/** The walls between the rooms hold: one forbidden import for each arrow that the table does not have, in every form. */
import { expect, test } from "playwright/test";
import { roomsTable, withRoomsTable } from "../../tools/walls/contributing-table.ts";
import { refusals, roomOf } from "../../tools/walls/refusals.ts";
import { ROOMS } from "../../tools/walls/rooms.ts";
import { productSources } from "../../tools/walls/sources.ts";
import { specifiersOf } from "../../tools/walls/specifiers.ts";

const NAMES = Object.keys(ROOMS);
/** What the table names with an ending is a file; all else is a room. */
const isFile = (name: string): boolean => /\.\w+$/.test(name);

/** Relative specifier of a file in one room, as a file in another writes it. */
const between = (from: string, to: string): string => `${"../".repeat(from.split("/").length)}${to}`;

function refused(file: string, source: string): string[] {
  return refusals(new Map([[file, source]])).map(({ specifier }) => specifier);
}

for (const from of NAMES) {
  test(`${from} reaches no room that the table does not name for it`, () => {
    const { imports } = ROOMS[from] as (typeof ROOMS)[string];
    const forbidden = NAMES.filter((to) => to !== from && !imports.includes(to));
    expect(forbidden.length).toBeGreaterThan(0);
    for (const to of forbidden) {
      const probe = between(from, `${to}/probe.ts`);
      expect(refused(`${from}/probe.ts`, `import { probe } from "${probe}";`), `${from} → ${to}`).toEqual([probe]);
    }
  });

  test(`${from} reaches every room that the table names for it`, () => {
    const { imports } = ROOMS[from] as (typeof ROOMS)[string];
    for (const to of imports) {
      const target = isFile(to) ? to : `${to}/probe.ts`;
      expect(refused(`${from}/probe.ts`, `import { probe } from "${between(from, target)}";`)).toEqual([]);
      // A public entry opens nothing beside it.
      if (isFile(to) && !imports.includes(roomOf(to) as string)) {
        const beside = between(from, to.replace(/[^/]+$/, "beside.ts"));
        expect(refused(`${from}/probe.ts`, `import { probe } from "${beside}";`)).toEqual([beside]);
      }
    }
  });

  test(`${from} imports no package that the table does not name for it`, () => {
    expect(refused(`${from}/probe.ts`, `import probe from "left-pad";`)).toEqual(["left-pad"]);
    const node = (ROOMS[from] as (typeof ROOMS)[string]).packages.includes("node:");
    expect(refused(`${from}/probe.ts`, `import { readFileSync } from "node:fs";`)).toEqual(node ? [] : ["node:fs"]);
  });
}

const FORMS: Record<string, (to: string) => string> = {
  "an import of types": (to) => `import type { Probe } from "${to}";`,
  "an import for its effect": (to) => `import "${to}";`,
  "a re-export": (to) => `export { probe } from "${to}";`,
  "a re-export of all": (to) => `export * from "${to}";`,
  "a dynamic import": (to) => `export const probe = () => import("${to}");`,
  "a type of a module": (to) => `export type Probe = import("${to}").Probe;`,
  "a worker": (to) => `export const probe = () => new Worker(new URL("${to}", import.meta.url));`,
  "a worker of the bundler's": (to) => `import probe from "${to}?worker&url";`,
};
for (const [form, write] of Object.entries(FORMS))
  test(`a wall holds against ${form}`, () => {
    expect(refused("host-sdk/probe.ts", write("../isle/probe.ts"))).toHaveLength(1);
    expect(refused("host-sdk/probe.ts", write("./probe.ts"))).toEqual([]);
  });

test("an import whose target is computed is refused: nobody could hold it against the table", () => {
  expect(refused("isle/probe.ts", "export const probe = (name: string) => import(name);")).toEqual(["(computed)"]);
});

test("a file of a package that is named by its path counts as that package", () => {
  expect(refused("enclave/kwil/probe.ts", `import w from "../../node_modules/left-pad/w.wasm?url";`)).toHaveLength(1);
  expect(refused("enclave/crypto/probe.ts", `import w from "../../node_modules/argon2-browser/w.wasm?url";`)).toEqual(
    [],
  );
});

test("every source file lies in a room, and every room has files and keeps its walls", () => {
  const sources = productSources();
  const rooms = new Set([...sources.keys()].map((file) => roomOf(file)));
  expect(rooms).toEqual(new Set(NAMES));
  // What is counted is read: the frame's import of its worker is among it.
  expect(specifiersOf(sources.get("enclave/frame/vault-process.ts") as string)).toContain(
    "../vault/worker.ts?worker&url",
  );
  expect(refusals(sources)).toEqual([]);
});

test("rooms import in one direction: none is reached from one that it reaches", () => {
  const roomsOf = (name: string): string[] =>
    (ROOMS[name] as (typeof ROOMS)[string]).imports.flatMap((to) => roomOf(to) ?? []);
  const reachable = (name: string, seen: Set<string>): Set<string> => {
    for (const to of roomsOf(name)) if (!seen.has(to)) reachable(to, seen.add(to));
    return seen;
  };
  expect(NAMES.filter((name) => reachable(name, new Set()).has(name))).toEqual([]);
});

test("CONTRIBUTING's table is written from the one that is held", () => {
  const page = "before\n<!-- rooms: written by `npm run walls` -->\nan outdated table\n<!-- /rooms -->\nafter";
  const written = withRoomsTable(page);
  expect(written).toContain(roomsTable());
  expect(written).not.toContain("an outdated table");
  expect(withRoomsTable(written)).toBe(written);
  expect(() => withRoomsTable("no place")).toThrow("CONTRIBUTING.md");
});
