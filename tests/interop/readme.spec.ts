/** README stays true: its TypeScript compiles against the built package as a stranger's would, and its imports load in Node. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "playwright/test";

const FOLDER = ".build/readme";
const readme = readFileSync("README.md", "utf8");
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

function compile(moduleResolution: "bundler" | "nodenext"): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [i, code] of snippets.entries()) writeFileSync(`${FOLDER}/snippet-${i}.ts`, `${code}\nexport {};\n`);
  writeFileSync(
    `${FOLDER}/tsconfig.json`,
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: moduleResolution === "bundler" ? "esnext" : "nodenext",
        moduleResolution,
        lib: ["es2023", "dom", "dom.iterable"],
        types: [],
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: ["*.ts"],
    }),
  );
  try {
    return execFileSync("npx", ["--no-install", "tsc", "-p", FOLDER], { encoding: "utf8" });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}

test.describe("README", () => {
  test("has snippets for browser and server", () => expect(snippets.length).toBeGreaterThanOrEqual(3));
  for (const resolution of ["bundler", "nodenext"] as const)
    test(`its TypeScript compiles against the package's types (${resolution})`, () =>
      expect(compile(resolution)).toBe(""));

  test("its local network starts, answers and stops as it is printed", () => {
    const code = snippets.find((text) => text.includes("startLocalNetwork"));
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", code ?? ""], {
      encoding: "utf8",
      // The test runner asks its children for colours.
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    expect(printed).toMatch(/http:\/\/node\.localhost:\d+ http:\/\/enclave\.localhost:\d+ \[ '0x[0-9a-fA-F]{40}' \]/);
  });

  test("its imports load where a page is rendered on a server, and need no DOM", () => {
    const names = [
      ...new Set(
        snippets.flatMap((code) =>
          [...code.matchAll(/from "(idos-isle[^"]*)"|import "(idos-isle[^"]*)"/g)].map((m) => m[1] ?? m[2]),
        ),
      ),
    ];
    expect(names.sort()).toEqual(["idos-isle", "idos-isle/isle", "idos-isle/server", "idos-isle/testing"]);
    const script = `for (const name of ${JSON.stringify(names)}) await import(name); for (const dom of ["window", "document"]) if (dom in globalThis) throw new Error(dom + " was made");`;
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  });
});
