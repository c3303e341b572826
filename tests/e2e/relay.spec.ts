/** Threat 35 in a browser: a site with a relay, and a page of a sibling site, which shares its parent domain's cookies. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { expect, test, type BrowserContext, type Page } from "playwright/test";
import { relayNode } from "../../host-sdk/server/relay/relay.ts";

const PATH = "/idos/node/rpc/v1";

/** A node that says whose session a request has: `own` and `evil` are the tokens of two sign-ins. */
const node = createServer((request, response) => {
  void (async () => {
    const { method, params } = JSON.parse(Buffer.concat((await request.toArray()) as Buffer[]).toString()) as {
      method: string;
      params: { nonce?: string };
    };
    response.setHeader("content-type", "application/json");
    if (method === "kgw.authn")
      response.setHeader("set-cookie", `kgw_session=${params.nonce}; Max-Age=28800; Path=/; HttpOnly; Secure`);
    reached.push(method);
    const whose = /kgw_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "nobody";
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { whose } }));
  })();
});
const reached: string[] = [];
let site: ReturnType<typeof serve>;
let port = 0;
test.beforeAll(async () => {
  await listening(node.listen(0, "127.0.0.1"));
  const relay = relayNode({ node: `http://127.0.0.1:${(node.address() as AddressInfo).port}` });
  site = serve({
    // Both sites, by their names; the sibling sets whatever cookies it is asked to.
    fetch(request) {
      const { hostname, pathname, searchParams } = new URL(request.url);
      if (hostname.startsWith("bank.") && pathname.endsWith("/rpc/v1")) return relay(request);
      const headers = new Headers({ "content-type": "text/html" });
      if (hostname.startsWith("blog."))
        for (const line of searchParams.getAll("set")) headers.append("set-cookie", line);
      return new Response("<!doctype html>", { headers });
    },
    port: 0,
    hostname: "127.0.0.1",
  });
  await listening(site as Server);
  port = (site.address() as AddressInfo).port;
});
test.afterAll(() => {
  site?.close();
  node.close();
  node.closeAllConnections();
});

const listening = (server: Server): Promise<void> => new Promise((resolve) => server.once("listening", resolve));
const at = (name: string, path = "/"): string => `http://${name}.site.localhost:${port}${path}`;

interface Said {
  status: number;
  whose: string | undefined;
}

/** What the relay answers a page. */
function rpc(page: Page, method: string, params: object = {}): Promise<Said> {
  return page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
      const { result } = (await answer.json()) as { result?: { whose: string } };
      return { status: answer.status, whose: result?.whose };
    },
    [PATH, JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })] as const,
  );
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** The sibling's page, with a session of its own in every cookie that could be taken for the relay's. */
async function toss(context: BrowserContext, names: readonly string[]): Promise<Page> {
  const lines = names.flatMap((name) =>
    ["/", "/idos", "/idos/node", "/idos/node/rpc", PATH].flatMap((path) => {
      const line = `${name}=evil; Domain=site.localhost; Path=${path}`;
      return [line, `${line}; Secure`, `${line}; Secure; SameSite=None`];
    }),
  );
  const query = new URLSearchParams(lines.map((line) => ["set", line]));
  const page = await open(context, at("blog", `/?${query}`));
  await page.evaluate((all) => {
    for (const line of all) document.cookie = line;
  }, lines);
  return page;
}

/** The name under which the browser keeps the bank's session. */
async function nameOf(context: BrowserContext): Promise<string> {
  const own = (await context.cookies(at("bank", PATH))).find(({ value }) => value === "own");
  return own?.name ?? "";
}

test("@channel threat 35: a sibling site cannot have somebody act with its session, who is not signed in", async ({
  browser,
}) => {
  const known = await browser.newContext();
  const visitor = await open(known, at("bank"));
  await rpc(visitor, "kgw.authn", { nonce: "own" });
  const name = await nameOf(known);
  expect(name).toContain("kgw_session");
  await known.close();

  const context = await browser.newContext();
  await toss(context, [name, "kgw_session"]);
  // The browser does keep what a sibling sets, of other names: the attack is a real one.
  const kept = await context.cookies(at("bank", PATH));
  expect(kept.some(({ domain }) => domain === ".site.localhost")).toBe(true);
  const page = await open(context, at("bank"));
  expect(await rpc(page, "user.call")).toEqual({ status: 200, whose: "nobody" });
  await context.close();
});

test("@channel threat 35: a sibling site cannot replace or end the session of who is signed in", async ({
  context,
}) => {
  const page = await open(context, at("bank"));
  await rpc(page, "kgw.authn", { nonce: "own" });
  expect(await rpc(page, "user.call")).toEqual({ status: 200, whose: "own" });
  const name = await nameOf(context);
  const sibling = await toss(context, [name, "kgw_session"]);
  await sibling.evaluate((given) => {
    for (const path of ["/", "/idos/node", "/idos/node/rpc/v1"])
      document.cookie = `${given}=; Domain=site.localhost; Path=${path}; Max-Age=0; Secure`;
  }, name);
  expect(await rpc(page, "user.call")).toEqual({ status: 200, whose: "own" });
  // Nobody but the browser sees it.
  expect(await page.evaluate(() => document.cookie)).not.toContain("own");
  expect((await context.cookies(at("bank"))).find((one) => one.value === "own")).toMatchObject({
    domain: "bank.site.localhost",
    httpOnly: true,
    secure: true,
    sameSite: "Strict",
  });
});

test("@channel threat 35: pages of a sibling and of another site reach no node through the relay", async ({
  context,
}) => {
  const page = await open(context, at("bank"));
  await rpc(page, "kgw.authn", { nonce: "own" });
  reached.length = 0;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "user.call", params: {} });
  for (const from of [at("blog"), `http://evil.localhost:${port}/`]) {
    const foreign = await open(context, from);
    await foreign.evaluate(
      async ([url, sent]) => {
        const json = { "content-type": "application/json" };
        const plain = { "content-type": "text/plain" };
        for (const mode of ["no-cors", "cors", "same-origin"] as const)
          for (const headers of [json, plain])
            await fetch(url, { method: "POST", mode, credentials: "include", headers, body: sent }).catch(() => {});
        navigator.sendBeacon(url, sent);
      },
      [at("bank", PATH), body] as const,
    );
    await foreign.setContent(`<form method="post" enctype="text/plain" action="${at("bank", PATH)}"><button>`);
    await Promise.all([foreign.waitForURL(`**${PATH}`), foreign.getByRole("button").click()]);
  }
  expect(reached).toEqual([]);
  expect(await rpc(page, "user.call")).toEqual({ status: 200, whose: "own" });
});
