/** The unmodified kwil-js in pages of other sites than the node's: its session is a cookie across origins. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { expect, test } from "playwright/test";
import { build } from "vite";
import { startNode, type RunningNode } from "../../demo/network/node/server.ts";
import * as idos from "../../enclave/kwil/actions.ts";
import { EvmPerson, join, KeyPerson } from "../interop/demo/network/people.ts";
import { CASES } from "../interop/demo/network/conformance-cases.ts";
import { outcome } from "../interop/demo/network/conformance-outcome.ts";
import { CALLERS, startWorld } from "../interop/demo/network/conformance-world.ts";
import { openCaller } from "./network-web-kwil-caller.ts";
import type { DApp } from "./network-web-kwil.entry.ts";

declare const dApp: DApp;

/** Every kind of caller; else, per row of the table, one caller for each outcome. */
const FULL = process.env["BUDGET"] === "full";
const CONFORMANCE = fileURLToPath(new URL("../../docs/network-conformance.md", import.meta.url));

let node: RunningNode;
let server: Server;
let port: number;
let alice: EvmPerson;
let userId: string;

/** The page's script, as a bundler of any dApp makes it. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL("network-web-kwil.entry.ts", import.meta.url)),
        formats: ["iife"],
        name: "bundle",
      },
    },
  });
  const [output] = [built].flat();
  if (!output || !("output" in output)) throw new Error("nothing was built");
  return output.output[0].code;
}

test.beforeAll(async () => {
  const ownerKey = new EvmPerson("http://127.0.0.1").wallet;
  // The published kwil-js knows no line for the origin.
  node = await startNode({
    port: 0,
    hostname: "node.localhost",
    ownerAddress: ownerKey.address,
    originInSignIn: false,
  });
  const owner = new EvmPerson(node.localUrl, ownerKey.privateKey);
  const inserter = new KeyPerson(node.localUrl);
  alice = new EvmPerson(node.localUrl);
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await owner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  ({ userId } = await join(inserter, alice));

  const script = await bundle();
  server = createServer((request, response) => {
    const html = request.url === "/";
    response.setHeader("content-type", html ? "text/html" : "text/javascript");
    response.end(html ? '<!doctype html><title>A dApp</title><script src="/dapp.js"></script>' : script);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

test.afterAll(async () => {
  server.close();
  await node.stop();
});

/** A dApp's page with Alice's wallet; the RPC methods that it sends are noted. */
async function open(page: Page, host: string): Promise<string[]> {
  const methods: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "POST") return;
    methods.push((JSON.parse(request.postData() ?? "{}") as { method: string }).method);
  });
  await page.goto(`http://${host}:${port}/`);
  await page.evaluate(([url, key]) => dApp.connect(url, key), [node.url, alice.wallet.privateKey] as const);
  return methods;
}

const signIns = (methods: readonly string[]): number => methods.filter((method) => method === "kgw.authn").length;

test("a page signs in once, reads, writes and signs out across origins @network", async ({ page }) => {
  const methods = await open(page, "dapp.localhost");
  expect(await page.evaluate(() => dApp.call("get_user"))).toMatchObject([{ id: userId }]);
  const attribute = crypto.randomUUID();
  const hash = await page.evaluate(
    (id) => dApp.execute("add_attribute", [id, "language", "żółty 🔑"]),
    attribute as string,
  );
  expect(hash).toMatch(/^[0-9a-f]+$/);
  expect(await page.evaluate(() => dApp.call("get_attributes"))).toEqual([
    { id: attribute, user_id: userId, attribute_key: "language", value: "żółty 🔑", original_id: null },
  ]);
  expect(signIns(methods)).toBe(1);

  const [cookie] = (await page.context().cookies(node.url)).filter(({ name }) => name === "kgw_session");
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "None" });
  expect(await page.evaluate(() => document.cookie)).toBe("");

  await page.reload();
  await page.evaluate(([url, key]) => dApp.connect(url, key), [node.url, alice.wallet.privateKey] as const);
  expect(await page.evaluate(() => dApp.call("get_user"))).toMatchObject([{ id: userId }]);
  expect(signIns(methods)).toBe(1);

  await page.evaluate(() => dApp.signOut());
  expect(await page.evaluate(() => dApp.call("get_user", [], false))).toContain("requires a KwilSigner");
  expect(await page.evaluate(() => dApp.call("get_user"))).toMatchObject([{ id: userId }]);
  expect(signIns(methods)).toBe(2);
});

test("what a page is refused, it can read @network", async ({ page }) => {
  await open(page, "dapp.localhost");
  const refused = await page.evaluate((id) => dApp.execute("remove_credential", [id]), crypto.randomUUID() as string);
  expect(refused).toContain("NOT_FOUND: no credential of the caller has this id");
  expect(await page.evaluate(() => dApp.call("no_such_action"))).toContain("NOT_FOUND: no such action");
  expect(await page.evaluate(() => dApp.call("has_profile", ["0x0"], false))).toEqual([{ has_profile: false }]);
});

test("one site's session is no other site's @network", async ({ page, context }) => {
  await open(page, "dapp.localhost");
  expect(await page.evaluate(() => dApp.call("get_user"))).toMatchObject([{ id: userId }]);
  const other = await context.newPage();
  await open(other, "mallory.localhost");
  // Of two pages that have Alice's name and do not sign in, only the one of the first site finds her session.
  const read = async (one: Page): Promise<unknown> => {
    await one.evaluate(([url, key]) => dApp.connect(url, key, false), [node.url, alice.wallet.privateKey] as const);
    return one.evaluate(() => dApp.call("get_user"));
  };
  expect(await read(page)).toMatchObject([{ id: userId }]);
  expect(await read(other)).toBeUndefined();
});

test("a page is allowed and refused what the table says, for every action @network", async ({ browser }) => {
  test.setTimeout(240_000);
  const world = await startWorld();
  const table = (await readFile(CONFORMANCE, "utf8")).split("\n").filter((line) => line.startsWith("| `"));
  expect(table).toHaveLength(CASES.length);
  const opened = await Promise.all(
    CALLERS.map(async (name) => {
      const page = `http://dapp.localhost:${port}/`;
      return [name, await openCaller(browser, page, world.node.url, world.callers[name])] as const;
    }),
  );
  try {
    for (const [index, one] of CASES.entries()) {
      world.renew();
      const [, , ...cells] = (table[index] ?? "").split(" | ").map((cell) => cell.replace(/ \|$/, ""));
      for (const [column, [name, caller]] of opened.entries()) {
        const expected = cells[column] ?? "";
        if (!FULL && cells.indexOf(expected) !== column) continue;
        expect.soft(await outcome(world, one, name, caller), `${one.action.name} ${one.when}: ${name}`).toBe(expected);
      }
    }
  } finally {
    await Promise.all(opened.map(([, caller]) => caller.close()));
    await world.node.stop();
  }
});
