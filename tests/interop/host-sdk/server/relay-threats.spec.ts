/** Threat 35: whose session a relay acts with, and for whose pages; behind proxies too. */
import { serve } from "@hono/node-server";
import { createServer, request as send, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "playwright/test";
import { getAttributes } from "../../../../enclave/kwil/actions.ts";
import type { BackendError } from "../../../../host-sdk/shared/backend-types.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { createKeys, idosHandler, memoryStore, type IdosError } from "../../../../host-sdk/server/index.ts";
import { relayNode, type RelayOptions } from "../../../../host-sdk/server/relay/relay.ts";
import { evmSigner } from "../../../../host-sdk/server/shared/signers.ts";

const SITE = "https://bank.example";
const RPC = "/idos/node/rpc/v1";
const OWN = { origin: SITE, "sec-fetch-site": "same-origin" };

interface Scripted {
  relay(request: Request): Promise<Response>;
  /** The `Cookie` headers that reached the node. */
  cookies: (string | undefined)[];
  told: IdosError[];
}

/** A relay before a node that sets the cookies given, and what reached that node. */
function scripted(options: Partial<RelayOptions> = {}, sets: string[] = []): Scripted {
  const cookies: (string | undefined)[] = [];
  const told: IdosError[] = [];
  const relay = relayNode({
    node: "http://node.internal:5180",
    async fetch(_, init) {
      cookies.push(new Headers(init?.headers).get("cookie") ?? undefined);
      const headers = new Headers({ "content-type": "application/json", "x-node-secret": "10.0.0.7", location: "/" });
      for (const line of sets) headers.append("set-cookie", line);
      return new Response("{}", { headers });
    },
    onError: (error) => void told.push(error),
    ...options,
  });
  return { relay, cookies, told };
}

const ask = (headers: Record<string, string> = {}, url = SITE + RPC): Request =>
  new Request(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{}" });
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as BackendError).error.code;

/** The cookie that a browser would send back. */
async function setBy({ relay }: Scripted): Promise<{ name: string; pair: string; line: string }> {
  const [line = ""] = (await relay(ask(OWN))).headers.getSetCookie();
  const [pair = ""] = line.split(";");
  return { name: pair.split("=")[0] ?? "", pair, line };
}
const SIGNED_IN = ["kgw_session=own; Max-Age=28800; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"];

test("threat 35: the session's cookie is one that no sibling site can set, and that every path of the site sends", async () => {
  const { name, line } = await setBy(scripted({}, SIGNED_IN));
  expect(name).toMatch(/^__Host-/);
  // Without these a browser refuses the name, or gives the session away.
  for (const attribute of ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=28800"])
    expect(line.split("; ")).toContain(attribute);
  expect(line).not.toMatch(/domain|partitioned/i);
  // The node sees its own cookie, and none that only looks like it.
  const { relay, cookies } = scripted();
  await relay(ask({ ...OWN, cookie: `a=1; ${name}=own; b=2` }));
  const lookalikes = [
    "kgw_session=evil",
    "__Secure-kgw_session=evil",
    `${name.toLowerCase()}=evil`,
    `\u00a0${name}=evil`,
    `${name}x=evil`,
    `x${name}=evil`,
    `a=${name}=evil`,
    name,
  ];
  for (const cookie of lookalikes) expect((await relay(ask({ ...OWN, cookie }))).status, cookie).toBe(200);
  expect(cookies).toEqual(["kgw_session=own", ...lookalikes.map(() => undefined)]);
});

test("threat 35: of two cookies by its name none wins: the request is refused and both are ended", async () => {
  const { name } = await setBy(scripted({}, SIGNED_IN));
  for (const cookie of [
    `${name}=own; ${name}=evil`,
    `${name}=evil; a=1; ${name}=own`,
    `${name}=own; ${name}=own`,
    `${name}=own; ${name}=`,
    `${name}=own, ${name}=evil`,
    `${name}="own"`,
    `${name}=`,
  ]) {
    const { relay, cookies } = scripted();
    const answer = await relay(ask({ ...OWN, cookie }));
    expect([answer.status, await codeOf(answer)], cookie).toEqual([401, "NETWORK_DENIED"]);
    expect(cookies, cookie).toEqual([]);
    const ended = answer.headers.getSetCookie();
    expect(ended).toHaveLength(2);
    for (const line of ended) expect(line).toMatch(new RegExp(`^${name}=; Max-Age=0; Path=/; .*Secure`));
    expect(ended.filter((line) => line.endsWith("; Partitioned"))).toHaveLength(1);
  }
});

/** A client of a relay; while `sessions` is 2, its browser has two by the relay's name. */
function clientWith(state: { sessions: number; heals: boolean }) {
  const signer = evmSigner(new Uint8Array(32).fill(7));
  const texts: string[] = [];
  const network = createNetwork({
    node: "https://bank.example/idos/node",
    domain: "https://node.example",
    signer: { ...signer, sign: (message, why) => (texts.push(why.text), signer.sign(message, why)) },
    async fetch(url, init) {
      const { id, method } = JSON.parse(String(init?.body)) as { id: number; method: string };
      const { relay } = scripted({
        async fetch() {
          if (method === "kgw.authn" && state.heals) state.sessions = 1;
          return Response.json({ jsonrpc: "2.0", id, result: RESULTS[method] ?? {} });
        },
      });
      const cookie = Array.from({ length: method === "user.call" ? state.sessions : 0 }, () => "__Host-kgw_session=x");
      return relay(ask({ ...OWN, cookie: cookie.join("; ") }, String(url)));
    },
  });
  return { network, texts };
}

test("threat 35: a client whose two sessions were ended signs in again by itself, once", async () => {
  const healed = clientWith({ sessions: 2, heals: true });
  expect(await healed.network.call(getAttributes, {})).toEqual([]);
  expect(healed.texts).toHaveLength(1);
  const again = clientWith({ sessions: 2, heals: false });
  await expect(again.network.call(getAttributes, {})).rejects.toMatchObject({
    code: "NETWORK_DENIED",
    message: expect.stringContaining("cookie: more than one session"),
  });
  expect(again.texts).toHaveLength(1);
});
const RESULTS: Record<string, unknown> = {
  "user.chain_info": { chain_id: "local" },
  "kgw.authn_param": {
    nonce: "0123456789abcdef",
    statement: "Sign in to idOS",
    issue_at: "2026-01-01T00:00:00Z",
    expiration_time: "2026-01-01T00:10:00Z",
    chain_id: "local",
    domain: "https://node.example",
    version: "1",
    uri: "https://node.example/rpc/v1",
  },
};

test("threat 35: what the node sets is written anew, or refused where no one session can be made of it", async () => {
  const hostile = scripted({}, [
    "kgw_session=abc; Domain=example; Path=/; Max-Age=99999999999999; SameSite=None; Partitioned",
    "__Host-site_session=stolen; Path=/; Secure",
  ]);
  const answer = await hostile.relay(ask(OWN));
  expect(answer.headers.getSetCookie()).toEqual(["__Host-kgw_session=abc; Path=/; HttpOnly; SameSite=Strict; Secure"]);
  const names = [...answer.headers.keys()];
  expect(names.filter((name) => name !== "set-cookie").sort()).toEqual([
    "cache-control",
    "content-type",
    "x-content-type-options",
  ]);
  for (const sets of [
    ["kgw_session=a", "kgw_session=b"],
    ['kgw_session="a b"'],
    ["kgw_session=a\u00e9"],
    [`kgw_session=${"x".repeat(4_000)}`],
  ]) {
    const refused = await scripted({}, sets).relay(ask(OWN));
    expect([refused.status, refused.headers.getSetCookie()], sets[0]?.slice(0, 40)).toEqual([502, []]);
  }
});

const HOSTS: [name: string, url: string, headers: Record<string, string>, own: boolean][] = [
  ["the same", SITE, { host: "bank.example", origin: SITE }, true],
  ["a default port in Host", SITE, { host: "bank.example:443", origin: SITE }, true],
  ["a Host in capitals", SITE, { host: "Bank.EXAMPLE", origin: SITE }, true],
  ["no Host", SITE, { origin: SITE }, true],
  ["a port of its own", "https://bank.example:8443", { host: "bank.example:8443", origin: `${SITE}:8443` }, true],
  ["an IPv6 address", "http://[::1]:3000", { host: "[0:0:0:0:0:0:0:1]:3000", origin: "http://[::1]:3000" }, true],
  ["this machine", "http://127.0.0.1:3000", { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" }, true],
  [
    "an internationalised name",
    "https://xn--bnk-pla.example",
    { host: "xn--bnk-pla.example", origin: "https://xn--bnk-pla.example" },
    true,
  ],
  [
    "a dot at the end, of both",
    "https://bank.example.",
    { host: "bank.example.", origin: "https://bank.example." },
    true,
  ],
  ["a dot at the end of one", SITE, { host: "bank.example", origin: "https://bank.example." }, false],
  ["http and https", SITE, { host: "bank.example", origin: "http://bank.example" }, false],
  ["https and http", "http://bank.localhost", { host: "bank.localhost", origin: "https://bank.localhost" }, false],
  ["another port", SITE, { host: "bank.example", origin: `${SITE}:8443` }, false],
  ["a default port of the other scheme", SITE, { host: "bank.example:80", origin: SITE }, false],
  ["a sibling", SITE, { host: "bank.example", origin: "https://blog.bank.example" }, false],
  ["the name within another", SITE, { host: "bank.example", origin: "https://bank.example.evil.example" }, false],
  ["no origin", SITE, { host: "bank.example", origin: "null" }, false],
  ["a name before it", SITE, { host: "bank.example", origin: "https://bank.example@evil.example" }, false],
  ["a host that is a URL", SITE, { host: "evil.example/@bank.example", origin: "https://evil.example" }, false],
  [
    "a forwarded host, untrusted",
    SITE,
    { host: "bank.example", origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    false,
  ],
  [
    "a forwarded scheme, untrusted",
    "http://bank.example",
    { host: "bank.example", origin: SITE, "x-forwarded-proto": "https" },
    false,
  ],
  ["http beyond this machine", "http://bank.example", { host: "bank.example", origin: "http://bank.example" }, false],
  ["a page of the same site", SITE, { host: "bank.example", "sec-fetch-site": "same-site" }, false],
  ["a page of another site", SITE, { host: "bank.example", "sec-fetch-site": "cross-site" }, false],
  ["what a person opened", SITE, { host: "bank.example", "sec-fetch-site": "none" }, false],
];
for (const [name, url, headers, own] of HOSTS)
  test(`threat 35: a request by origin and host, ${name}: ${own ? "relayed" : "refused"}`, async () => {
    const { relay, cookies } = scripted();
    const answer = await relay(ask({ "sec-fetch-site": "same-origin", ...headers }, url + RPC));
    expect(answer.status).toBe(own ? 200 : headers["host"]?.includes("/") ? 400 : 403);
    expect(cookies).toHaveLength(own ? 1 : 0);
  });

test("threat 35: one path is relayed, however another one is written", async () => {
  const { relay, cookies } = scripted();
  for (const path of [
    "/node/rpc/v1",
    "/other/idos/node/rpc/v1",
    "/idos/node/../../x/rpc/v1",
    "//idos/node/rpc/v1",
    "/idos//node/rpc/v1",
    "/idos%2Fnode/rpc/v1",
    "/idos/nod%65/rpc/v1",
    "/idos/node/rpc/v1/",
    "/idos/node/rpc/v1%00",
    "/idos/node;x=1/rpc/v1",
    "/IDOS/node/rpc/v1",
    "/idos/node/evil;Domain=example;/rpc/v1",
  ])
    expect((await relay(ask(OWN, SITE + path))).status, path).toBe(404);
  expect(cookies).toEqual([]);
  // Written otherwise, but the same URL to every browser and proxy.
  for (const path of [`${RPC}?node=http://evil.example`, "/x/../idos/./node/rpc/v1", "/idos\\node/rpc/v1"])
    expect((await relay(ask(OWN, SITE + path))).status, path).toBe(200);
});

test("threat 35: two relays of one host have two sessions", async () => {
  const [one, two] = [scripted({}, SIGNED_IN), scripted({ publicPath: "/shop/idos node", path: "/node" }, SIGNED_IN)];
  const first = await setBy(one);
  const answer = await two.relay(ask(OWN, `${SITE}/node/rpc/v1`));
  const [second = ""] = answer.headers.getSetCookie()[0]?.split(";") ?? [];
  // A cookie's name, as RFC 6265 has it.
  expect(second).toMatch(/^__Host-kgw_session[\w!%.-]*=own$/);
  expect(second).not.toBe(first.pair);
  await two.relay(ask({ ...OWN, cookie: `${first.pair}; ${second}` }, `${SITE}/node/rpc/v1`));
  expect(two.cookies.at(-1)).toBe("kgw_session=own");
});

test("threat 35: a path that is none is refused at start, by its name", () => {
  for (const wrong of [
    "idos/node",
    "",
    "/idos//node",
    "/a/../b",
    "/a/.",
    "/a?b",
    "/a#b",
    "/a;b",
    "/a=b",
    "/a\\b",
    "/a,b",
  ])
    for (const name of ["publicPath", "path"] as const)
      expect(() => relayNode({ node: "http://node.internal", [name]: wrong }), wrong).toThrow(
        new RegExp(`^relay\\.(${name}|publicPath): `),
      );
});

/** A site as its proxy has it: what it is asked for, it asks of the relay's server, in nginx's ways. */
interface Proxy {
  /** The site's part before the path that the server sees. */
  strips?: string;
  adds?: string;
  /** Headers that it sets, whatever it was sent. */
  sets?: (host: string) => Record<string, string>;
  /** Whether it hands the page's host on. */
  keepsHost?: boolean;
}

/** Serves the relay behind a proxy; resolves to what a page of the site does through both. */
async function behind(proxy: Proxy, options: Partial<RelayOptions>, asHandler = false) {
  const script = scripted({ ...options }, SIGNED_IN);
  const handler = asHandler
    ? idosHandler({
        keys: createKeys(),
        node: "http://node.internal:5180",
        store: memoryStore(),
        fetch: async () => Response.json({}, { headers: { "set-cookie": SIGNED_IN[0] ?? "" } }),
        relay: options,
        onError: (error) => void script.told.push(error as IdosError),
      })
    : undefined;
  const server = serve({ fetch: handler ?? script.relay, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const upstream = (server.address() as AddressInfo).port;
  const front: Server = createServer((asked, answer) => {
    const path = asked.url ?? "/";
    const stripped = proxy.strips && path.startsWith(proxy.strips) ? path.slice(proxy.strips.length) : path;
    const headers: IncomingHttpHeaders = { ...asked.headers, ...proxy.sets?.(asked.headers.host ?? "") };
    if (!proxy.keepsHost) headers.host = `127.0.0.1:${upstream}`;
    const onward = send(
      { host: "127.0.0.1", port: upstream, method: asked.method, path: (proxy.adds ?? "") + stripped, headers },
      (got) => void got.pipe(answer.writeHead(got.statusCode ?? 502, got.headers)),
    );
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const { port } = front.address() as AddressInfo;
  return {
    ...script,
    /** Asks as a page of `https://bank.example`, whose TLS ends at the proxy. */
    page: (path: string, more: Record<string, string> = {}) =>
      new Promise<{ status: number; cookies: string[]; body: string }>((resolve, reject) => {
        const headers = { host: "bank.example", ...OWN, "content-type": "application/json", ...more };
        const asked = send({ host: "127.0.0.1", port, method: "POST", path, headers }, (got) => {
          let body = "";
          got.on("data", (part: Buffer) => (body += part.toString()));
          got.on("end", () => resolve({ status: got.statusCode ?? 0, cookies: got.headers["set-cookie"] ?? [], body }));
        });
        asked.on("error", reject);
        asked.end("{}");
      }),
    async stop() {
      await handler?.stop();
      front.close();
      front.closeAllConnections();
      server.close();
    },
  };
}
const forwarding = (host: string): Record<string, string> => ({
  "x-forwarded-proto": "https",
  "x-forwarded-host": host,
});
const PLACES: [name: string, proxy: Proxy, options: Partial<RelayOptions>, path: string][] = [
  ["that changes no path", {}, {}, RPC],
  ["that strips a prefix", { strips: "/app" }, { publicPath: "/app/idos/node", path: "/idos/node" }, `/app${RPC}`],
  ["that adds a prefix", { adds: "/backend" }, { path: "/backend/idos/node" }, RPC],
  [
    "that strips the whole path",
    { strips: "/api/idos/node" },
    { publicPath: "/api/idos/node", path: "/" },
    `/api${RPC}`,
  ],
];
for (const [name, proxy, options, path] of PLACES)
  for (const asHandler of [false, true])
    test(`threat 35: behind a proxy ${name} the session stays the site's, ${asHandler ? "by idosHandler" : "by relayNode"}`, async () => {
      const site = await behind({ ...proxy, sets: forwarding }, { ...options, trustProxy: true }, asHandler);
      const { status, cookies } = await site.page(path);
      expect(status).toBe(200);
      expect(cookies).toHaveLength(1);
      // The one path that covers what the page asks for, whatever the proxy makes of it.
      expect(cookies[0]).toMatch(/^__Host-kgw_session[^=;]*=own; .*Path=\/; .*Secure$/);
      expect(site.told).toEqual([]);
      await site.stop();
    });

test("threat 35: where the proxy and the settings disagree, the first request says so, to the page and once to the operator", async () => {
  const wrong: [name: string, proxy: Proxy, options: Partial<RelayOptions>, status: number, says: RegExp][] = [
    [
      "a prefix is stripped",
      { strips: "/app", sets: forwarding },
      { publicPath: "/app/idos/node", trustProxy: true },
      404,
      /^relay\.path: /,
    ],
    [
      "a prefix is added",
      { adds: "/x", sets: forwarding },
      { publicPath: "/app/idos/node", trustProxy: true },
      404,
      /^relay\.path: /,
    ],
    ["TLS ends before it, untold", { sets: forwarding }, { publicPath: "/app/idos/node" }, 403, /^relay\.trustProxy: /],
    [
      "the host is kept and the scheme is not",
      { keepsHost: true },
      { publicPath: "/app/idos/node" },
      403,
      /^relay\.trustProxy: /,
    ],
  ];
  for (const [name, proxy, options, status, says] of wrong)
    await test.step(name, async () => {
      const site = await behind(proxy, options);
      for (let i = 0; i < 3; i++) {
        const answer = await site.page(`/app${RPC}`);
        expect(answer.status).toBe(status);
        expect((JSON.parse(answer.body) as BackendError).error.message).toMatch(says);
      }
      expect(site.told.map(({ message }) => says.test(message))).toEqual([true]);
      expect(site.cookies).toEqual([]);
      await site.stop();
    });
  const silent = await behind({ keepsHost: true }, { trustProxy: true });
  expect([(await silent.page(RPC)).status, silent.cookies]).toEqual([403, []]);
  await silent.stop();
});

test("threat 35: behind a trusted proxy, what a page adds to the forwarded headers counts for nothing", async () => {
  // Proxies that add to what they were sent, instead of replacing it.
  const appends: Proxy = { keepsHost: true };
  const site = await behind(appends, { trustProxy: true });
  const own = { "x-forwarded-proto": "http, https", "x-forwarded-host": "evil.example, bank.example" };
  expect((await site.page(RPC, own)).status).toBe(200);
  const foreign = { ...own, origin: "https://evil.example" };
  expect((await site.page(RPC, foreign)).status).toBe(403);
  expect(site.cookies).toHaveLength(1);
  await site.stop();
});
