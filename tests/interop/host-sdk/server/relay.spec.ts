/** The node's relay under a dApp's own site. */
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { expect, test } from "playwright/test";
import { type LocalNetwork, startLocalNetwork } from "../../../../demo/local/testing.ts";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { createKeys, idosHandler, memoryStore } from "../../../../host-sdk/server/index.ts";
import { relayNode } from "../../../../host-sdk/server/relay/relay.ts";
import { evmSigner } from "../../../../host-sdk/server/shared/signers.ts";

const SITE = "https://bank.example";
const PATH = "/idos/node/rpc/v1";

interface Seen {
  url: string;
  init: RequestInit;
}

/** A relay before a node that answers as it is told, and what reached the node. */
function scripted(answer: () => Response | Promise<Response>, maxBody?: number) {
  const seen: Seen[] = [];
  const relay = relayNode({
    node: "http://node.internal:5180/",
    maxBody,
    async fetch(url, init) {
      seen.push({ url: String(url), init: init ?? {} });
      return answer();
    },
  });
  return { relay, seen };
}

const json = (value: unknown, headers: [string, string][] = []): Response =>
  new Response(JSON.stringify(value), { headers: [["content-type", "application/json; charset=UTF-8"], ...headers] });

const ask = (path = PATH, headers: Record<string, string> = {}, init: RequestInit = {}): Request =>
  new Request(SITE + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: "{}",
    ...init,
  });

test("idosHandler relays only where it was asked to", async () => {
  const options = {
    keys: createKeys(),
    node: "http://node.internal:5180",
    store: memoryStore(),
    fetch: async (url: RequestInfo | URL) => json({ asked: String(url) }),
  };
  const [without, relaying] = [idosHandler(options), idosHandler({ ...options, relay: true })];
  const own = { origin: SITE, host: "bank.example", "sec-fetch-site": "same-origin" };
  expect((await without(ask(PATH, own))).status).toBe(404);
  const answer = await relaying(ask(PATH, own));
  expect([answer.status, await answer.json()]).toEqual([200, { asked: "http://node.internal:5180/rpc/v1" }]);
  await Promise.all([without.stop(), relaying.stop()]);
});

test.describe("with a node", () => {
  let net: LocalNetwork;
  test.beforeAll(async () => void (net = await startLocalNetwork({ seed: [{ store: "user" }], enclave: false })));
  test.afterAll(() => net.stop());

  test("a client signs in, reads and writes through it, with a sign-in text that names the node", async () => {
    const server = serve({ fetch: relayNode({ node: net.nodeLocal }), port: 0, hostname: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const signer = evmSigner(fromHex(net.users[0]!.privateKey));
      const texts: string[] = [];
      const network = createNetwork({
        node: `http://127.0.0.1:${port}/idos/node`,
        domain: net.nodeLocal,
        signer: {
          ...signer,
          sign(message, why) {
            texts.push(why.text);
            return signer.sign(message, why);
          },
        },
      });
      const [credential] = await network.call(idos.getCredentials, {});
      expect(credential).toMatchObject({ user_id: net.users[0]!.userId });
      await network.execute(idos.addAttribute, { id: crypto.randomUUID(), attribute_key: "language", value: "pl" });
      expect(await network.call(idos.getAttributes, {})).toHaveLength(1);
      await network.signOut();
      await network.call(idos.getAttributes, {});
      expect(texts.filter((text) => text.startsWith(`${net.nodeLocal} wants you to sign in`))).toHaveLength(2);
    } finally {
      server.close();
    }
  });

  test("a page's origin ends at it, so the sign-in text that comes back names no page", async () => {
    const page = { origin: SITE, host: "bank.example", "sec-fetch-site": "same-origin" };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "kgw.authn_param", params: {} });
    const direct = await fetch(`${net.nodeLocal}/rpc/v1`, { method: "POST", headers: page, body });
    expect(((await direct.json()) as { result: object }).result).toHaveProperty("origin", SITE);
    const relayed = await relayNode({ node: net.nodeLocal })(ask(PATH, page, { body }));
    const { result } = (await relayed.json()) as { result: object };
    expect(result).toHaveProperty("nonce");
    expect(result).not.toHaveProperty("origin");
  });
});

test("the request that reaches the node is its RPC's alone, whatever the page sends", async () => {
  const { relay, seen } = scripted(() => json({ ok: 1 }));
  const headers = {
    cookie: "site_session=secret; kgw_session=of-before; __Host-kgw_session=abc123; other=1",
    authorization: "Bearer of-the-site",
    "x-api-key": "k",
    "x-forwarded-host": "evil.example",
  };
  expect((await relay(ask(`${PATH}?node=http://evil.example`, headers))).status).toBe(200);
  const [{ url, init } = { url: "", init: {} }] = seen;
  expect(url).toBe("http://node.internal:5180/rpc/v1");
  expect(init.headers).toEqual({ "content-type": "application/json", cookie: "kgw_session=abc123" });
  expect(init).toMatchObject({ method: "POST", redirect: "error" });
});

test("nothing but POST to the one path is answered", async () => {
  const { relay, seen } = scripted(() => json({}));
  for (const path of [
    "/",
    "/idos/node",
    "/idos/node/api/v1/health",
    "/idos/node/rpc/v2",
    `${PATH}/x`,
    `${PATH}/../../../admin`,
  ])
    expect((await relay(ask(path))).status, path).toBe(404);
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    const answer = await relay(new Request(SITE + PATH, { method }));
    expect([answer.status, answer.headers.get("allow")], method).toEqual([405, "POST"]);
  }
  expect((await relay(ask(PATH, { "content-type": "text/plain" }))).status).toBe(415);
  expect(seen).toEqual([]);
});

test("pages of other origins are refused, also those of the same site", async () => {
  const { relay, seen } = scripted(() => json({}));
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://bank.example.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { origin: "https://blog.bank.example", "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    const answer = await relay(ask(PATH, headers));
    expect(answer.status, JSON.stringify(headers)).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  }
  expect(seen).toEqual([]);
  expect((await relay(ask(PATH, { origin: SITE, "sec-fetch-site": "same-origin" }))).status).toBe(200);
});

test("the node's session becomes the site's own cookie, and no other cookie comes through", async () => {
  const cookies: [string, string][] = [
    ["set-cookie", "kgw_session=abc; Max-Age=28800; Path=/; Domain=node.internal; Secure; SameSite=None; Partitioned"],
    ["set-cookie", "site_session=stolen; Path=/"],
    ["set-cookie", "kgw_session_2=x"],
  ];
  const { relay } = scripted(() => json({}, cookies));
  const attributes = "Path=/; HttpOnly; SameSite=Strict; Secure";
  expect((await relay(ask())).headers.getSetCookie()).toEqual([`__Host-kgw_session=abc; Max-Age=28800; ${attributes}`]);
  // Browsers keep it of their own machine without TLS.
  const http = new Request(`http://bank.localhost:5173${PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect((await relay(http)).headers.getSetCookie()).toEqual([`__Host-kgw_session=abc; Max-Age=28800; ${attributes}`]);
  const ends = ["kgw_session=; Max-Age=0; Path=/", "kgw_session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"];
  for (const end of ends) {
    const { relay: signedOut } = scripted(() => json({}, [["set-cookie", end]]));
    expect((await signedOut(ask())).headers.getSetCookie()).toEqual([`__Host-kgw_session=; Max-Age=0; ${attributes}`]);
  }
  const { relay: dated } = scripted(() =>
    json({}, [["set-cookie", `kgw_session=abc; Expires=${new Date(Date.now() + 3_600_000).toUTCString()}`]]),
  );
  const [line = ""] = (await dated(ask())).headers.getSetCookie();
  expect(Number(/Max-Age=(\d+)/.exec(line)?.[1])).toBeGreaterThan(3_590);
});

test("a body beyond the limit is refused before the node sees it, with and without its length", async () => {
  const { relay, seen } = scripted(() => json({}), 1000);
  expect((await relay(ask(PATH, { "content-length": "1001" }))).status).toBe(413);
  expect((await relay(ask(PATH, {}, { body: "x".repeat(1001) }))).status).toBe(413);
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(400));
    },
  });
  const streamed: RequestInit & { duplex: "half" } = { body: endless, duplex: "half" };
  expect((await relay(ask(PATH, {}, streamed))).status).toBe(413);
  expect(pulled).toBeLessThan(10);
  expect(seen).toEqual([]);
  expect((await relay(ask(PATH, {}, { body: "x".repeat(1000) }))).status).toBe(200);
});

test("so many requests are relayed at once, and the next ones are told to come again", async () => {
  const waiting: (() => void)[] = [];
  const relay = relayNode({
    node: "http://node.internal:5180",
    maxConcurrent: 2,
    fetch: async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return json({ ok: 1 });
    },
  });
  const first = [relay(ask()), relay(ask())];
  const third = await relay(ask());
  expect([third.status, third.headers.get("retry-after")]).toEqual([429, "1"]);
  await expect.poll(() => waiting.length).toBe(2);
  for (const go of waiting.splice(0)) go();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  const fourth = relay(ask());
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.();
  expect((await fourth).status).toBe(200);
});

test("a body that does not come, and a node that does not answer, hold nothing up for longer than the deadline", async () => {
  const relay = relayNode({
    node: "http://node.internal:5180",
    maxConcurrent: 1,
    deadline: 50,
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("late")));
      }),
  });
  const stalled: RequestInit & { duplex: "half" } = { body: new ReadableStream(), duplex: "half" };
  expect((await relay(ask(PATH, {}, stalled))).status).toBe(408);
  expect((await relay(ask())).status).toBe(502);
});

test("a node that fails, redirects, answers no JSON or too much of it is a 502 without its words", async () => {
  const bad: Record<string, () => Response | Promise<Response>> = {
    "not there": () => Promise.reject(new TypeError("connect ECONNREFUSED 10.0.0.7:5180")),
    "a page": () => new Response("<h1>10.0.0.7</h1>", { headers: { "content-type": "text/html" } }),
    "too much": () => json("x".repeat(2000)),
  };
  for (const [name, answer] of Object.entries(bad)) {
    const given = await scripted(answer, 1000).relay(ask());
    const body = await given.text();
    expect([given.status, body.includes("10.0.0.7")], name).toEqual([502, false]);
    expect((JSON.parse(body) as { error: { code: string } }).error.code).toBe("NETWORK_UNREACHABLE");
  }
});

test("a node that is no URL is refused at start", () => {
  for (const node of ["", "node", "file:///etc/passwd", "https://user:pw@node.example"])
    expect(() => relayNode({ node })).toThrow(/^node: /);
});
