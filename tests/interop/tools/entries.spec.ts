/** The published entries: each has tests of its types, which `npm run typecheck` reads. */
import { expect, test } from "playwright/test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { specifiersOf } from "../../tools/walls/specifiers.ts";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, string | { types: string }>;
};
const types = Object.entries(exports).flatMap(([entry, files]) =>
  typeof files === "string" ? [] : [[entry, files.types] as const],
);

test("every entry with types has a file of assertions about them", () => {
  expect(types.map(([entry]) => entry)).toEqual([".", "./isle", "./server", "./testing"]);
  const asserted = readdirSync("tests/types").flatMap((file) =>
    specifiersOf(readFileSync(`tests/types/${file}`, "utf8")),
  );
  for (const [entry, declaration] of types) {
    const source = declaration.replace("./dist/types/", "").replace(/\.d\.ts$/, ".ts");
    expect(existsSync(source), entry).toBe(true);
    expect(asserted, entry).toContain(`../../${source}`);
  }
});
