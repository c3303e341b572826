/** The package as it is published: packed, unpacked beside nothing but its declared dependencies, and used by a stranger. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { expect, test } from "playwright/test";
import type * as browser from "../../isle/index.ts";
import * as onServers from "../../isle/index.node.ts";
import { raw } from "./network/raw.ts";

/** Compiles only while a server's `idos-isle/isle` has every name of a browser's. */
const isleOnServers: Record<keyof typeof browser, unknown> = onServers;

interface Manifest {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  dependencies: Record<string, string>;
}

let folder: string;
let installed: string;
let manifest: Manifest;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stranger-"));
  installed = join(folder, "node_modules", "idos-isle");
  // The build before the tests is what is packed: building again would take dist away from tests that run.
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link, "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "type": "module" }');
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a module's text in the stranger's folder; what it prints. */
const runModule = (code: string): string =>
  execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "0" },
  });

const cli = (): string => join(installed, manifest.bin["idos-isle"] ?? "");

test("holds every file that it exports, what an operator serves, and neither sources nor tests", () => {
  expect(readdirSync(installed).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist",
    "docs",
    "package.json",
  ]);
  expect(existsSync(join(installed, "dist", "demo")), "the demo's dApps").toBe(false);
  const targets = Object.values(manifest.exports).flatMap((one) =>
    typeof one === "string" ? [one] : Object.values(one),
  );
  expect(targets.length).toBeGreaterThan(8);
  for (const target of targets) expect(existsSync(join(installed, target.replace("/*", ""))), target).toBe(true);
  for (const page of ["index.html", "window.html"])
    expect(existsSync(join(installed, "dist", "enclave", page)), page).toBe(true);
  expect(readFileSync(cli(), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("its names import in Node with the declared dependencies alone, and importing touches no global", () => {
  const printed = runModule(`
    const names = ["idos-isle", "idos-isle/isle", "idos-isle/server", "idos-isle/testing"];
    const before = new Set(Reflect.ownKeys(globalThis));
    const exported = {};
    for (const name of names) exported[name] = Object.keys(await import(name));
    // Node puts its own fetch's dispatcher there when Request or Response is first named.
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String).filter((key) => !key.includes("undici"));
    console.log(JSON.stringify({ exported, added, page: import.meta.resolve("idos-isle/enclave/index.html") }));`);
  const { exported, added, page } = JSON.parse(printed) as {
    exported: Record<string, string[]>;
    added: string[];
    page: string;
  };
  expect(added).toEqual([]);
  expect(exported["idos-isle"]).toEqual(expect.arrayContaining(["createIdos", "discoverWallets", "isIdosError"]));
  expect(exported["idos-isle/isle"]).toEqual(Object.keys(isleOnServers).sort());
  expect(exported["idos-isle/server"]).toEqual(
    expect.arrayContaining(["createConsumer", "createIssuer", "idosHandler"]),
  );
  expect(exported["idos-isle/testing"]).toEqual(expect.arrayContaining(["startLocalNetwork", "testWallet"]));
  expect(page).toMatch(/dist\/enclave\/index\.html$/);
});

for (const [module, moduleResolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
] as const)
  test(`its types resolve, and their own files hold, under ${moduleResolution}`, () => {
    writeFileSync(
      join(folder, "use.ts"),
      `import { createIdos, type Idos } from "idos-isle";
import "idos-isle/isle";
import { idosHandler, type IdosHandler } from "idos-isle/server";
import { startLocalNetwork, type LocalNetwork, testWallet } from "idos-isle/testing";
const net: LocalNetwork = await startLocalNetwork({ seed: "kyc-user", enclave: false });
const idos: Idos = createIdos({ enclave: net.enclave, node: net.node });
await idos.connect(testWallet(net.users[0]!.privateKey, { onPrompt: ({ kind }) => kind !== "typed-data" }));
export const handler: IdosHandler = idosHandler({ keys: net.issuer.keys, node: net.nodeLocal, domain: "bank.example" });
export const isle: HTMLElement = document.createElement("idos-isle");
// @ts-expect-error an option that there is not
createIdos({ enclave: 1 });
`,
    );
    const flags = `--strict --noEmit --target es2022 --lib es2023,dom,dom.iterable --types --module ${module} --moduleResolution ${moduleResolution}`;
    const { stdout } = spawnSync(resolve("node_modules/.bin/tsc"), [...flags.split(" "), "use.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });

test("npx idos-isle makes keys, and runs a network with the enclave that ends when told", async () => {
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [cli(), ...args], { cwd: folder, encoding: "utf8" });
  expect(run("--version").trim()).toBe(manifest.version);
  expect(run("keys", "bank.json", "--issuer")).toMatch(/Wallet identifier\s+0x[0-9a-fA-F]{40}/);

  const child = spawn(process.execPath, [cli(), "dev", "--port", "0", "--permit", "bank.json", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATABASE_URL: undefined },
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  try {
    const line = await new Promise<string>((done, reject) => {
      child.stdout.once("data", (data: Buffer) => done(data.toString()));
      void ended.then((code) => reject(new Error(`it ended with ${code}`)));
    });
    const { node, nodeLocal, enclave } = JSON.parse(line) as Record<string, string>;
    expect((await fetch(`${nodeLocal}/api/v1/health`)).status).toBe(200);
    expect(node).toMatch(/^http:\/\/node\.localhost:\d+$/);
    const { host, port } = new URL(enclave ?? "");
    const page = await raw(`http://127.0.0.1:${port}/`, { method: "GET", headers: { host } });
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining("<!doctype html>") });
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});
