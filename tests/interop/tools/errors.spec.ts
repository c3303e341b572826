/** The texts of errors: what people and developers read is changed on purpose, and seen in the diff. */
import { expect, test } from "playwright/test";
import { readFileSync } from "node:fs";
import { raisedErrors } from "../../tools/errors/collect.ts";
import { ERROR_TEXTS, errorTexts } from "../../tools/errors/error-texts.ts";
import { productSources } from "../../tools/walls/sources.ts";

test("every error has the text that is written down; `npm run errors` writes them anew", () => {
  expect(errorTexts(productSources()).split("\n")).toEqual(readFileSync(ERROR_TEXTS, "utf8").split("\n"));
});

const texts = (source: string): string[] => raisedErrors(source).map(({ code, text }) => `${code}: ${text}`);

test("a text is found as it stands, with what only shows at run time left open", () => {
  expect(texts(`throw new IdosError("LOCKED", "The key " + "is locked");`)).toEqual(["LOCKED: The key is locked"]);
  expect(texts('throw new IdosError("TIMEOUT", `${method} took ${a + 1} ms`);')).toEqual([
    "TIMEOUT: ${method} took ${a + 1} ms",
  ]);
  expect(texts(`throw new IdosError(late ? "TIMEOUT" : "LOCKED", why ?? "No reason");`)).toEqual([
    "TIMEOUT: ${why}",
    "TIMEOUT: No reason",
    "LOCKED: ${why}",
    "LOCKED: No reason",
  ]);
  expect(texts(`throw new TypeError("Not one of ours");`)).toEqual([]);
});

test("a text that a function of the file is handed is found where it is called", () => {
  const source = `
    const wrong = (code: Code, what: string) => new IdosError(code, \`payload: \${what}\`);
    export function read(name: string) {
      if (a) throw wrong("NOT_FOUND", "missing");
      throw wrong("INVALID_ARGUMENT", \`\${name} is odd\`);
    }`;
  // Each call by itself: no code is mixed with another call's words.
  expect(texts(source)).toEqual(["NOT_FOUND: payload: missing", "INVALID_ARGUMENT: payload: ${name} is odd"]);
  // Who else calls an exported one is not known.
  expect(texts(`export const wrong = (what: string) => new IdosError("INTERNAL", what); wrong("here");`)).toEqual([
    "INTERNAL: ${what}",
  ]);
});

test("a constant is found, the nearest of its name", () => {
  const source = `
    const words = "The first";
    function one() { const words = ok ? "The second" : "The third"; throw new IdosError("INTERNAL", words); }
    function two() { throw new IdosError("LOCKED", words); }`;
  expect(texts(source)).toEqual(["INTERNAL: The second", "INTERNAL: The third", "LOCKED: The first"]);
});

test("tables of codes and texts are found", () => {
  expect(texts(`const a = { x: ["LOCKED", "In a list"], y: { code: "TIMEOUT", message: "In an object" } };`)).toEqual([
    "LOCKED: In a list",
    "TIMEOUT: In an object",
  ]);
  expect(texts(`const a = [["GET", "/path"], ["LOCKED", "TIMEOUT", "UNSUPPORTED"]];`)).toEqual([]);
});
