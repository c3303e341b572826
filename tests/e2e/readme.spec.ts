/** README's browser snippets, run as they stand (but for the URLs) on a page with Acme's backend, by somebody who has a credential. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join as path } from "node:path";
import { Wallet } from "ethers";
import { expect, test, type Page } from "playwright/test";
import { relayNode } from "../../host-sdk/server/relay/relay.ts";
import { startDemo, type RunningDemo } from "../harness/demo.ts";
import { approveCheck, join, newPerson, PASSWORD, type Person } from "../harness/journeys.ts";
import { isle, pressInWindow } from "../harness/people.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { pressForWindow } from "../harness/press.ts";

let demo: RunningDemo;
let person: Person;
let reader: Server;
let body = "";
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  demo = await startDemo();
  const [customer, staff] = [await browser.newContext(), await browser.newContext()];
  person = await newPerson(demo, customer);
  await join(demo, person, "user");
  await approveCheck(demo, staff);
  await Promise.all([customer.close(), staff.close()]);
  reader = await serveReader();
});
test.afterAll(async () => {
  reader?.close();
  reader?.closeAllConnections();
  await demo?.stop();
});
test.afterEach(async ({ browser }, info) => picturesOfFailure(browser, info));

/** A fenced block of README that holds some text, with the example's URLs replaced by the demo's. */
function snippet(language: string, holding: string): string {
  const blocks = [...readFileSync("README.md", "utf8").matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  const found = blocks.find(([, kind, code = ""]) => kind === language && code.includes(holding));
  if (!found?.[2]) throw new Error(`README has no ${language} block with ${holding}`);
  return found[2].replace("https://enclave.example", demo.enclave.url).replace("https://nodes.example", demo.node.url);
}

const importMap = JSON.stringify({
  imports: { "idos-isle": "/dist/host-sdk/index.js", "idos-isle/isle": "/dist/isle/isle.js" },
});

/** A reader's own site: the page, the built package beside it, and `/idos` as Acme's server answers it. */
async function serveReader(): Promise<Server> {
  const relay = relayNode({ node: demo.node.localUrl });
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? "/", "http://reader");
      const file = /^\/(?:idos-isle|dist)\/((?:host-sdk|isle|browser-chunks)\/[\w.-]+)$/.exec(pathname)?.[1];
      if (file) return response.setHeader("content-type", "text/javascript").end(readFileSync(path("dist", file)));
      if (!pathname.startsWith("/idos"))
        return response
          .setHeader("content-type", "text/html")
          .end(`<!doctype html><script type="importmap">${importMap}</script>${body}`);
      const sent = await request.toArray();
      if (pathname.startsWith("/idos/node/")) {
        const asked = new Request(`http://${request.headers.host}${pathname}`, {
          method: "POST",
          headers: new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(sent as Buffer[]),
        });
        const relayed = await relay(asked);
        return response
          .writeHead(relayed.status, [...relayed.headers].flat())
          .end(Buffer.from(await relayed.arrayBuffer()));
      }
      const answer = await fetch(`${demo.acme.localUrl}${request.url}`, {
        method: request.method ?? "GET",
        headers: { "content-type": "application/json" },
        body: sent.length ? Buffer.concat(sent as Buffer[]) : null,
      });
      return response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Opens the reader's page, with a wallet that announces itself and approves. */
async function pageWith(page: Page, content: string): Promise<void> {
  body = content;
  const accounts = JSON.parse(readFileSync(path(demo.dataDir, "keys", "burner-accounts.json"), "utf8")) as unknown;
  const keys = [...JSON.stringify(accounts).matchAll(/"((?:0x)?[0-9a-f]{64})"/g)].map(
    ([, key = ""]) => new Wallet(key.startsWith("0x") ? key : `0x${key}`),
  );
  const wallet = keys.find(({ address }) => address.toLowerCase() === person.address.toLowerCase());
  if (!wallet) throw new Error("The demo does not have the person's account");
  await page.exposeBinding("walletRequest", async (_, method: string, params: string[]) => {
    if (method === "personal_sign") return wallet.signMessage(Buffer.from((params[0] ?? "").slice(2), "hex"));
    if (method === "eth_requestAccounts" || method === "eth_accounts") return [wallet.address];
    throw new Error(`${method} was not expected`);
  });
  await page.addInitScript(() => {
    const { walletRequest } = globalThis as unknown as {
      walletRequest(method: string, params: unknown): Promise<unknown>;
    };
    const provider = {
      request: ({ method, params }: { method: string; params?: unknown }) => walletRequest(method, params ?? []),
      on() {},
      removeListener() {},
    };
    const info = {
      uuid: crypto.randomUUID(),
      name: "Reader's wallet",
      icon: "data:image/svg+xml,<svg/>",
      rdns: "test.wallet",
    };
    const announce = (): unknown =>
      window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
  });
  await page.goto(`http://reader.localhost:${(reader.address() as AddressInfo).port}/`);
}

async function approveWithPassword(page: Page, frame: ReturnType<Page["frameLocator"]>): Promise<void> {
  const window = await pressForWindow(frame.getByRole("button", { name: "Continue in your idOS window" }));
  await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(window, "Unlock");
  await pressInWindow(window, "Approve");
}

test("@first-grant README: the element and its request give a grant", async ({ page }) => {
  const code = snippet("ts", "isle.request").replace(")!;", ");").replace('import "idos-isle/isle";', "");
  await pageWith(page, `${snippet("html", "<idos-isle")}<script type="module">${code}</script>`);
  const printed = page.waitForEvent("console", { predicate: (m) => /^[0-9a-f-]{36}$/.test(m.text()), timeout: 60_000 });
  await isle(page).getByRole("button", { name: "Reader's wallet" }).click();
  await isle(page).getByRole("button", { name: "Continue" }).click();
  await approveWithPassword(page, page.frameLocator("idos-isle iframe"));
  await expect(isle(page).getByRole("heading", { name: "Access granted" })).toBeVisible();
  await printed;
});

test("@first-grant the element's request with limits writes them before the grant", async ({ page }) => {
  const actions: string[] = [];
  page.on("request", (request) => {
    const sent = request.postData() ?? "";
    if (!sent.includes('"user.broadcast"')) return;
    const { params } = JSON.parse(sent) as { params: { tx: { body: { payload: string } } } };
    const payload = Buffer.from(params.tx.body.payload, "base64").toString("latin1");
    actions.push(/set_access_grant_limits|share_credential/.exec(payload)?.[0] ?? "another");
  });
  const code = `const request = { purpose: "Look once", limits: { maxReads: 1 } };
    await document.querySelector("idos-isle").request(request);`;
  await pageWith(page, `${snippet("html", "<idos-isle")}<script type="module">${code}</script>`);
  await isle(page).getByRole("button", { name: "Reader's wallet" }).click();
  await expect(isle(page).getByText("It can be read once.")).toBeVisible();
  await isle(page).getByRole("button", { name: "Continue" }).click();
  await approveWithPassword(page, page.frameLocator("idos-isle iframe"));
  await expect(isle(page).getByRole("heading", { name: "Access granted" })).toBeVisible();
  await expect(isle(page).getByText("It can be read once.")).toBeVisible();
  expect(actions).toEqual(["set_access_grant_limits", "share_credential"]);
});

test("@first-grant README: the same by hand, and taken back", async ({ page }) => {
  const failures: string[] = [];
  page.on("pageerror", ({ message }) => failures.push(message));
  const writes: string[] = [];
  page.on("request", (request) => {
    if (request.postData()?.includes('"user.broadcast"')) writes.push(request.url());
  });
  await pageWith(page, `<script type="module">${snippet("ts", "createIdos(")}</script>`);
  await approveWithPassword(page, page.frameLocator("iframe")).catch((error: unknown) => {
    throw new Error(`The snippet threw: ${failures.join(", ") || "nothing"}`, { cause: error });
  });
  await expect.poll(() => writes.length, { timeout: 30_000 }).toBe(2);
  expect(failures).toEqual([]);
});

test("@first-grant README: where the node is relayed, its session is the site's own cookie", async ({
  page,
  context,
}) => {
  const others: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(demo.node.url) || request.url().startsWith(demo.node.localUrl))
      others.push(request.url());
  });
  await pageWith(
    page,
    `<script type="module">
      import { createIdos, discoverWallets } from "idos-isle";
      const idos = createIdos({ enclave: "${demo.enclave.url}", node: "/idos/node", nodeDomain: "${demo.node.localUrl}" });
      discoverWallets(async ([wallet]) => {
        if (!wallet) return;
        await idos.connect(wallet.provider);
        console.log((await idos.profile())?.userId, (await idos.credentials.list()).length);
      });
    </script>`,
  );
  const printed = await page.waitForEvent("console", { predicate: (m) => m.text().endsWith(" 1"), timeout: 30_000 });
  expect(printed.text()).toMatch(/^[0-9a-f-]{36} 1$/);
  expect(others).toEqual([]);
  const session = (await context.cookies()).find(({ name }) => name === "__Host-kgw_session");
  expect(session).toMatchObject({ domain: "reader.localhost", path: "/", httpOnly: true, sameSite: "Strict" });
});
