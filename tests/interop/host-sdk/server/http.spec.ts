/** The backend's HTTP: what it says of itself, limits, origins, wrong options. */
import { expect, test } from "playwright/test";
import type { BackendDescription, BackendError } from "../../../../host-sdk/shared/backend-types.ts";
import { createKeys, idosHandler, memoryStore, type IdosHandlerOptions } from "../../../../host-sdk/server/index.ts";
import { useScene } from "./scene.ts";
import { ask, BACKEND, join, newDwg, newPerson, signDwg } from "./world.ts";

const scene = useScene();
const { world, backend } = scene;

test("the description names what the browser needs and nothing secret", async () => {
  const handler = backend({ onGrant: () => undefined });
  const { status, body } = await ask<BackendDescription>(handler, "/description");
  expect(status).toBe(200);
  expect(body).toEqual({
    name: "Neobank",
    joins: true,
    consumer: {
      walletIdentifier: world.inserterPublic.walletIdentifier,
      encryptionPublicKey: world.inserterPublic.encryptionPublicKey,
    },
    issuers: [{ id: "neobank", name: "Neobank", authPublicKeys: [world.inserterPublic.issuerPublicKey] }],
    issuing: {
      issuerId: "neobank",
      granteeWalletIdentifier: world.inserterPublic.walletIdentifier,
      issuerPublicKey: world.inserterPublic.issuerPublicKey,
      validFor: 14 * 86_400,
      timelock: 0,
    },
  });
  const secrets = Object.values(world.inserter) as string[];
  for (const secret of secrets) expect(JSON.stringify(body)).not.toContain(secret);
});

const post = (path: string, init: RequestInit) =>
  new Request(BACKEND + path, { method: "POST", headers: { "content-type": "application/json" }, ...init });
const cases: [string, () => Request, number, string][] = [
  ["an unknown path", () => new Request(`${BACKEND}/secrets`), 404, "NOT_FOUND"],
  ["a wrong method", () => new Request(`${BACKEND}/join`), 405, "UNSUPPORTED"],
  ["a body that is no JSON", () => post("/join", { body: "{" }), 400, "INVALID_ARGUMENT"],
  ["no body", () => post("/join", {}), 400, "INVALID_ARGUMENT"],
  ["invalid UTF-8", () => post("/join", { body: Uint8Array.of(0x22, 0xff, 0x22) }), 400, "INVALID_ARGUMENT"],
  [
    "another content type",
    () => post("/join", { body: "{}", headers: { "content-type": "text/plain" } }),
    415,
    "INVALID_ARGUMENT",
  ],
  ["a body that is too large", () => post("/join", { body: `"${"x".repeat(70_000)}"` }), 413, "INVALID_ARGUMENT"],
  [
    "a stream that does not end",
    () => post("/join", { body: endless(), duplex: "half" } as RequestInit),
    413,
    "INVALID_ARGUMENT",
  ],
  [
    "deep JSON",
    () => post("/join", { body: `{"wallet":${"[".repeat(20_000)}${"]".repeat(20_000)}}` }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "a field more",
    () => post("/join", { body: JSON.stringify({ wallet: { type: "EVM", address: "0x", admin: true } }) }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "an address that is none",
    () => post("/join", { body: JSON.stringify({ wallet: { type: "EVM", address: "0x123" } }) }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "a page of another origin",
    () =>
      post("/join", { body: "{}", headers: { "content-type": "application/json", origin: "https://evil.example" } }),
    403,
    "FORBIDDEN",
  ],
  [
    "a page without an origin",
    () => post("/join", { body: "{}", headers: { "content-type": "application/json", origin: "null" } }),
    403,
    "FORBIDDEN",
  ],
];
const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000)) });

for (const [what, request, status, code] of cases)
  test(`${what} is answered with ${status} and an error in JSON`, async () => {
    const response = await backend()(request());
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(((await response.json()) as BackendError).error.code).toBe(code);
  });

test("a page's origin is compared with the host as browsers write it", async () => {
  const handler = backend();
  const get = (host: string, origin: string) =>
    handler(new Request(`${BACKEND}/description`, { headers: { host, origin } }));
  for (const host of ["neobank.example", "neobank.example:443", "Neobank.Example"])
    expect((await get(host, "https://neobank.example")).status, host).toBe(200);
  for (const host of ["neobank.example:80", "neobank.example.", "/neobank.example", ""])
    expect((await get(host, "https://neobank.example")).status, host).toBe(403);
});

test("pages of the own origin are answered, others only if they are listed", async () => {
  const handler = backend({ origins: ["https://www.neobank.example"] });
  const get = (origin: string, method = "GET") =>
    handler(new Request(`${BACKEND}/description`, { method, headers: { origin } }));
  const own = await get("https://neobank.example");
  expect([own.status, own.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  const listed = await get("https://www.neobank.example");
  expect([listed.status, listed.headers.get("access-control-allow-origin")]).toEqual([
    200,
    "https://www.neobank.example",
  ]);
  const preflight = await get("https://www.neobank.example", "OPTIONS");
  expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([204, "GET"]);
  expect((await get("https://evil.example", "OPTIONS")).status).toBe(403);
});

test("a function of the app that fails is answered without its words", async () => {
  const told: unknown[] = [];
  const handler = backend({
    verify: () => {
      throw new Error("Lovelace is on the list");
    },
    onError: (error) => void told.push(error),
  });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const dwg = await newDwg(handler, person);
  const { status, body } = await ask<BackendError>(handler, "/checks", {
    userId,
    dwg,
    signature: signDwg(dwg, person),
  });
  expect([status, body.error]).toEqual([500, { code: "INTERNAL", message: "Something went wrong in the backend" }]);
  expect(told.length).toBe(1);
});

test("an unreachable node is a 503 that names it", async () => {
  const handler = backend({ node: "http://127.0.0.1:9" });
  const { status, body } = await ask<BackendError>(handler, "/join", {
    wallet: { type: "EVM", address: newPerson(world.url).address },
  });
  expect([status, body.error.code]).toEqual([503, "NETWORK_UNREACHABLE"]);
});

test("an app that only reads needs keys, node, issuers and onGrant", async () => {
  const store = memoryStore();
  const handler = idosHandler({
    keys: createKeys(),
    node: world.url,
    issuers: [scene.neobank],
    onGrant: () => undefined,
    store,
  });
  await handler.ready;
  expect(handler.description).toMatchObject({ joins: false, issuers: [{ id: "neobank" }] });
  expect(handler.description.issuing).toBeUndefined();
  await handler.stop();
});

test("wrong options are named before the first request", () => {
  const options: [Partial<IdosHandlerOptions>, RegExp][] = [
    [{ domain: "https://neobank.example" }, /^domain: /],
    [{ domain: undefined }, /^domain: /],
    [{ name: "" }, /^name: /],
    [{ credential: undefined }, /^verify and credential: /],
    [{ keys: createKeys() }, /^keys\.issuer: missing/],
    [{ keys: { signer: "ab", encryption: "ab" } }, /^keys\.signer: expected 32 bytes, got 1/],
    [
      { issuers: [{ id: "x", name: "X", authPublicKeys: ["abcd"] }] },
      /^issuers\[0\]\.authPublicKeys\[0\]: expected 32 bytes/,
    ],
    [{ node: "nowhere" }, /^node: /],
    [{ node: [] }, /^node: /],
    [{ deadline: 0 }, /^deadline: /],
    [{ deadline: Infinity }, /^deadline: /],
    [{ sweepEvery: -1 }, /^sweepEvery: /],
    [{ level: "" }, /^level: /],
    [{ origins: ["https://www.neobank.example/"] }, /^origins: /],
    [{ origins: ["https://www.neobank.example", "neobank"] }, /^origins: /],
  ];
  for (const [option, message] of options) expect(() => backend(option)).toThrow(message);
});
