/**
 * The package as a stranger gets it: packed, unpacked in an empty folder elsewhere, with the dependencies that it
 * declares and no others. Needs a build.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import type * as inBrowsers from "../../isle/index.ts";
import * as onServers from "../../isle/index.node.ts";

/** Compiles only while a server's `idos-isle/isle` has every name of a browser's. */
const isleOnServers: Record<keyof typeof inBrowsers, unknown> = onServers;

const ENTRIES = ["idos-isle", "idos-isle/isle", "idos-isle/server", "idos-isle/testing"];

interface Manifest {
  bin: Record<string, string>;
  dependencies: Record<string, string>;
}

let folder: string;
let bin: string;
const run = promisify(execFile);
// The test runner asks its children for colours.
const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: "0", DATABASE_URL: undefined };
const inFolder = (...command: [string, ...string[]]) => run(command[0], command.slice(1), { cwd: folder, env });
const node = (script: string) => inFolder(process.execPath, "--input-type=module", "-e", script);

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stranger-"));
  // The build before the tests is what is packed: building again would take dist away from tests that run.
  await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { env });
  const installed = join(folder, "node_modules", "idos-isle");
  await mkdir(installed, { recursive: true });
  const { stdout } = await inFolder("ls");
  const tarball = stdout.split("\n").find((name) => name.endsWith(".tgz")) ?? "";
  await inFolder("tar", "-xzf", tarball, "-C", installed, "--strip-components=1");
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as Manifest;
  // Where the dependencies' own dependencies are found: a link leads to its target's place.
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve("node_modules", name), link);
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  bin = join(installed, manifest.bin["idos-isle"] ?? "");
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test("every link of its documents to a file leads to one", async () => {
  const installed = join(folder, "node_modules", "idos-isle");
  const documents = (await readdir(installed, { recursive: true })).filter((name) => name.endsWith(".md"));
  expect(documents).toContain("README.md");
  for (const document of documents) {
    const text = await readFile(join(installed, document), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      await expect(access(join(installed, dirname(document), target)), `${document}: ${target}`).resolves.toBe(
        undefined,
      );
  }
});

test("every entry loads in Node, and adds nothing to what is global", async () => {
  for (const entry of ENTRIES) {
    const { stdout } = await node(`
      const before = new Set(Reflect.ownKeys(globalThis));
      const names = Object.keys(await import(${JSON.stringify(entry)}));
      // Node makes this one when something first names fetch.
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key) && !String(key).includes("undici"));
      console.log(JSON.stringify({ names, added: added.map(String) }));`);
    const { names, added } = JSON.parse(stdout) as { names: string[]; added: string[] };
    expect(names.length, entry).toBeGreaterThan(2);
    expect(added, entry).toEqual([]);
    if (entry === "idos-isle/isle") expect(names.sort()).toEqual(Object.keys(isleOnServers).sort());
  }
});

for (const [moduleResolution, module] of [
  ["bundler", "esnext"],
  ["nodenext", "nodenext"],
])
  test(`its types hold together, the libraries' own checked as well (${moduleResolution})`, async () => {
    const lines = ENTRIES.map((entry, i) => `import * as entry${i} from "${entry}"; export { entry${i} };`);
    await writeFile(join(folder, "all.ts"), lines.join("\n"));
    const compilerOptions = {
      target: "es2022",
      lib: ["es2023", "dom", "dom.iterable"],
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["all.ts"] }));
    const said = await inFolder(process.execPath, resolve("node_modules/typescript/bin/tsc"), "-p", ".").then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    expect(said).toBe("");
  });

test("its command runs a network with the enclave, which passes its check, and ends with Ctrl-C", async () => {
  const child = spawn(process.execPath, [bin, "dev", "--port", "0", "--seed", "demo", "--json"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  try {
    const [line] = (await Promise.race([once(child.stdout, "data"), closed])) as [Buffer];
    const ready = JSON.parse(line.toString()) as { enclave: string; dataDir: string; nodes: string[] };
    expect(ready.dataDir).toBe(join(folder, ".idos-network"));
    const { stdout } = await inFolder(process.execPath, bin, "check", ready.enclave);
    expect(stdout).toContain("ok   config.json");
    expect(stdout).not.toContain("FAIL");
  } finally {
    child.kill("SIGINT");
  }
  expect(await closed).toEqual([0, null]);
});

test("its command makes keys, and an enclave that is ready to be served", async () => {
  const { stdout } = await inFolder(process.execPath, bin, "keys", "keys.json", "--issuer");
  expect(stdout).toContain("Issuer public key");
  await node(`import { readKeys } from "idos-isle/server"; readKeys("keys.json");`);
  const made = await inFolder(process.execPath, bin, "configure", "--out", "enclave");
  expect(made.stdout).toMatch(/^\d+ files in /);
  expect(Object.keys(JSON.parse(await readFile(join(folder, "enclave/manifest.json"), "utf8")))).toContain("files");
});
