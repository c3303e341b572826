/** Revocations against a local node, and against owners who put their old rows back. */
import { expect, test } from "playwright/test";
import { fromBase64, fromHex } from "../../../../enclave/crypto/bytes.ts";
import { signRow } from "../../../../enclave/crypto/ed25519.ts";
import { editCredential, getCredentialOwned, removeCredential } from "../../../../enclave/kwil/actions.ts";
import {
  createConsumer,
  createIssuer,
  createKeys,
  memoryStore,
  publicKeys,
  type IdosHandlerOptions,
  type Store,
  type TrustedIssuer,
} from "../../../../host-sdk/server/index.ts";
import { signStatus } from "../../../../host-sdk/server/shared/status-token.ts";
import { useScene, type Verified } from "./scene.ts";
import { addOwn, ask, BACKEND, share, startCheck, until } from "./world.ts";

const scene = useScene();
const { world, backend, verified } = scene;
const acmeKeys = createKeys();
const acme = publicKeys(acmeKeys);
const STATUS_URL = `${BACKEND}/status`;
const now = () => Math.floor(Date.now() / 1000);

const issuerSeed = () => fromHex(world.inserter.issuer ?? "");
const issuerOn = (store: Store) =>
  createIssuer({ node: world.url, keys: world.inserter, url: "https://neobank.example", name: "Neobank", store });

/** The notes as they were before the revocation; Ed25519 makes the same signatures for them again. */
async function approvedRow(ada: Verified) {
  const [row] = await ada.person.network.call(getCredentialOwned, { id: ada.originalId });
  const notes = JSON.stringify({ ...JSON.parse(String(row?.["public_notes"])), status: "approved" });
  const content = fromBase64(String(row?.["content"]));
  return {
    notes,
    content: String(row?.["content"]),
    key: String(row?.["encryptor_public_key"]),
    signed: signRow(notes, content, issuerSeed()),
  };
}

/** The owner writes the old row over the revoked one: everything in it was once signed by the issuer. */
async function restore(ada: Verified): Promise<void> {
  const { notes, content, key, signed } = await approvedRow(ada);
  await ada.person.network.execute(editCredential, {
    id: ada.originalId,
    issuer_auth_public_key: signed.issuerAuthPublicKey,
    encryptor_public_key: key,
    content,
    public_notes: notes,
    public_notes_signature: signed.publicNotesSignature,
    broader_signature: signed.broaderSignature,
  });
}

const reader = (issuer: Partial<TrustedIssuer> = {}, fetched?: typeof fetch) =>
  createConsumer({
    node: world.url,
    keys: acmeKeys,
    issuers: [{ ...scene.neobank, ...issuer }],
    ...(fetched && { fetch: fetched }),
  });

async function statusOf(grantId: string): Promise<boolean> {
  return (await reader().read(grantId)).checks.status.ok;
}

test("threat 33: a row that its owner puts back after a revocation is revoked again by the issuer's next sweep @network", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 300 });
  const ada = await verified(bank);
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  expect(await statusOf(grantId)).toBe(true);
  await issuerOn(store).setStatus(ada.notesId, "revoked");
  expect(await statusOf(grantId)).toBe(false);
  for (let i = 0; i < 2; i++) {
    await restore(ada);
    await until(async () => !(await statusOf(grantId)), "it is revoked again");
  }
});

test("threat 33: a row that is shared with the issuer no more is revoked again when its backend starts", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 0 });
  const ada = await verified(bank);
  await issuerOn(store).setStatus(ada.notesId, "revoked");
  await bank.stop();
  const { notes } = await approvedRow(ada);
  await ada.person.network.execute(removeCredential, { id: ada.originalId });
  const again = await addOwn(ada.person, ada.plaintext, notes, issuerSeed());
  const { grantId } = await share(ada.person, again, ada.plaintext, acme);
  expect(await statusOf(grantId)).toBe(true);
  backend({ store, sweepEvery: 0 });
  await until(async () => !(await statusOf(grantId)), "it is revoked again");
});

test("threat 33: an issuer looks at the rows of whoever starts a check, and of whoever shares something with it", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 0, onGrant: () => undefined });
  await bank.ready;
  const ada = await verified(bank);
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  await issuerOn(store).setStatus(ada.notesId, "revoked");
  await restore(ada);
  expect(await statusOf(grantId)).toBe(true);
  await startCheck(bank, ada.person, ada.userId);
  await until(async () => !(await statusOf(grantId)), "it is revoked again after the check was started");
  await restore(ada);
  await share(ada.person, ada.originalId, ada.plaintext, world.inserterPublic);
  await ask(bank, "/grants", { grantId });
  await until(async () => !(await statusOf(grantId)), "it is revoked again after the grant was read");
});

test("threat 33: an issuer without a handler revokes again when it is told to, and not what it approved since", async () => {
  const store = memoryStore();
  const ada = await verified(backend());
  const issuer = issuerOn(store);
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  await issuer.setStatus(ada.notesId, "suspended");
  await restore(ada);
  expect(await issuer.assertRevoked()).toEqual([ada.notesId]);
  expect((await reader().read(grantId)).checks.status).toEqual({
    ok: false,
    why: 'The issuer\'s status is "suspended"',
  });
  expect(await issuer.assertRevoked()).toEqual([]);
  expect(await issuer.assertRevoked({ unseen: true })).toEqual([ada.notesId]);
  await issuer.setStatus(ada.notesId, "approved");
  expect(await issuer.assertRevoked({ unseen: true })).toEqual([]);
  expect(await statusOf(grantId)).toBe(true);
});

test("a revocation that the node did not take is kept, and made by the next sweep", async () => {
  const store = memoryStore();
  const ada = await verified(backend());
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  // Lists are answered, writes are not.
  const lost: typeof fetch = async (input, init) => {
    if (String(init?.body).includes("user.broadcast")) throw new TypeError("connection refused");
    return fetch(input, init);
  };
  const offline = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store,
    fetch: lost,
  });
  await expect(offline.setStatus(ada.notesId, "revoked")).rejects.toMatchObject({ code: "NETWORK_UNREACHABLE" });
  expect(await statusOf(grantId)).toBe(true);
  expect(await issuerOn(store).assertRevoked()).toEqual([ada.notesId]);
  expect(await statusOf(grantId)).toBe(false);
});

/** A fetch that takes requests for a status to something else than the node. */
function answering(status: (url: string, init?: RequestInit) => Promise<Response> | Response): typeof fetch {
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    return url.startsWith(STATUS_URL) ? status(url, init) : fetch(input, init);
  };
}

test("threat 33: a consumer that asks the issuer knows of a revocation that the node's row denies", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 0, status: true });
  await bank.ready;
  const ada = await verified(bank);
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const asking = reader(
    { statusUrl: STATUS_URL },
    answering((url) => bank(new Request(url))),
  );
  expect((await asking.read(grantId)).checks.status).toEqual({ ok: true, basis: "credential" });
  await bank.setStatus(ada.notesId, "revoked");
  await restore(ada);
  expect(await statusOf(grantId)).toBe(true);
  expect((await asking.read(grantId)).checks.status).toEqual({
    ok: false,
    why: "The issuer says that it revoked the credential",
  });
});

const wrongAnswers: [string, (id: string) => Response | Promise<Response>, string][] = [
  [
    "another key's",
    (id) => new Response(signStatus(id, false, new Uint8Array(32).fill(1), now())),
    "not signed by the issuer",
  ],
  [
    "another credential's",
    () => new Response(signStatus(crypto.randomUUID(), false, issuerSeed(), now())),
    "another credential",
  ],
  ["an old one", (id) => new Response(signStatus(id, false, issuerSeed(), now() - 3_600)), "out of date"],
  ["one to come", (id) => new Response(signStatus(id, false, issuerSeed(), now() + 3_600)), "impossible times"],
  [
    "an altered one",
    (id) => new Response(signStatus(id, false, issuerSeed(), now()).replace(/\.[^.]*\./, ".e30.")),
    "not signed",
  ],
  [
    "one without a signature",
    (id) => new Response(signStatus(id, false, issuerSeed(), now()).replace(/[^.]*$/, "")),
    "not signed",
  ],
  ["text", () => new Response("not revoked"), "unknown form"],
  ["an endless one", () => new Response("x".repeat(1_000_000)), "unknown form"],
];
for (const [what, answer, why] of wrongAnswers)
  test(`threat 33: a consumer that asks the issuer refuses an answer that is ${what}`, async () => {
    const ada = await verified(backend());
    const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
    const asking = reader(
      { statusUrl: STATUS_URL },
      answering((url) => answer(url.slice(STATUS_URL.length + 1))),
    );
    const { status } = (await asking.read(grantId)).checks;
    expect(status).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

test("threat 33: an answer that is older than one before is refused", async () => {
  const ada = await verified(backend());
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  let at = now();
  const asking = reader(
    { statusUrl: STATUS_URL },
    answering((url) => new Response(signStatus(url.slice(STATUS_URL.length + 1), false, issuerSeed(), at))),
  );
  expect((await asking.read(grantId)).checks.status).toEqual({ ok: true, basis: "credential" });
  at -= 120;
  expect((await asking.read(grantId)).checks.status).toEqual({
    ok: false,
    why: "The issuer's answer about the status is older than one before",
  });
});

const silent: [string, () => Response | Promise<Response>][] = [
  ["is not reached", () => Promise.reject(new TypeError("connection refused"))],
  ["answers with an error", () => new Response("", { status: 503 })],
  ["sends the asker elsewhere", () => new Response("", { status: 302, headers: { location: "http://127.0.0.1/" } })],
];
for (const [what, answer] of silent)
  test(`threat 33: where the issuer ${what}, nothing is decided unless the consumer chose the node's word`, async () => {
    const ada = await verified(backend());
    const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
    const init: (RequestInit | undefined)[] = [];
    const unanswered = answering((_, asked) => {
      init.push(asked);
      return answer();
    });
    expect((await reader({ statusUrl: STATUS_URL }, unanswered).read(grantId)).checks.status).toEqual({
      ok: false,
      why: "The issuer does not answer whether the credential is revoked",
      later: true,
    });
    expect(init).toMatchObject([{ redirect: "error", credentials: "omit" }]);
    const trusting = reader({ statusUrl: STATUS_URL, statusUnreachable: "accept" }, unanswered);
    expect((await trusting.read(grantId)).checks.status).toEqual({ ok: true, basis: "credential" });
  });

test("threat 33: a grant is read again when the issuer answers, and refused when it says revoked", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 0, status: true });
  const ada = await verified(bank);
  let isDown = true;
  let asked = 0;
  const outcomes: string[] = [];
  const options: Partial<IdosHandlerOptions> = {
    keys: createKeys(),
    name: "Acme",
    domain: "acme.example",
    issuers: [{ ...scene.neobank, statusUrl: STATUS_URL }],
    verify: undefined,
    credential: undefined,
    sweepEvery: 200,
    fetch: answering((url) => {
      asked++;
      if (isDown) throw new TypeError("connection refused");
      return bank(new Request(url));
    }),
    onGrant: ({ grantId }) => void outcomes.push(`received ${grantId}`),
    onRefused: ({ grantId }) => void outcomes.push(`refused ${grantId}`),
  };
  const shop = backend(options);
  await shop.ready;
  const to = publicKeys(options.keys ?? acmeKeys);
  const first = await share(ada.person, ada.originalId, ada.plaintext, to);
  await ask(shop, "/grants", { grantId: first.grantId });
  await until(() => asked > 1, "the issuer was asked twice");
  expect(outcomes).toEqual([]);
  isDown = false;
  await until(() => outcomes.length > 0, "the grant was read again");
  expect(outcomes).toEqual([`received ${first.grantId}`]);
  await bank.setStatus(ada.notesId, "revoked");
  await restore(ada);
  const second = await share(ada.person, ada.originalId, ada.plaintext, to);
  await ask(shop, "/grants", { grantId: second.grantId });
  await until(() => outcomes.length > 1, "the second grant was read");
  expect(outcomes[1]).toBe(`refused ${second.grantId}`);
});

test("threat 33: an issuer's status answers are short-lived, cacheable and the same for every id that is not revoked", async () => {
  const store = memoryStore();
  const bank = backend({ store, sweepEvery: 0, status: true });
  const ada = await verified(bank);
  const get = (id: string, headers: Record<string, string> = {}) =>
    bank(new Request(`${STATUS_URL}/${id}`, { headers }));
  const claims = async (response: Response) =>
    JSON.parse(atob((await response.text()).split(".")[1] ?? "")) as Record<string, unknown>;
  const mine = await get(ada.notesId);
  expect([mine.status, mine.headers.get("content-type"), mine.headers.get("cache-control")]).toEqual([
    200,
    "application/jwt",
    "public, max-age=60",
  ]);
  const nobodys = crypto.randomUUID();
  const [known, unknown] = [await claims(mine), await claims(await get(nobodys))];
  expect({ ...known, sub: "" }).toEqual({ ...unknown, sub: "", iat: known["iat"], exp: known["exp"] });
  expect(known).toEqual({ sub: ada.notesId, revoked: false, iat: expect.any(Number), exp: expect.any(Number) });
  expect(Number(known["exp"]) - Number(known["iat"])).toBe(300);
  const again = await get(ada.notesId, { "if-none-match": (await get(ada.notesId)).headers.get("etag") ?? "" });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  await bank.setStatus(ada.notesId, "revoked");
  expect(await claims(await get(ada.notesId))).toMatchObject({ revoked: true });
  for (const id of ["..", "%2e%2e%2fchecks", "a%20b", "%ff", "x".repeat(101)])
    expect((await get(id)).status, id).toBeGreaterThanOrEqual(400);
  expect((await get(ada.notesId, { origin: "https://evil.example" })).status).toBe(403);
  expect((await backend()(new Request(`${STATUS_URL}/${ada.notesId}`))).status).toBe(501);
});

test("threat 33: an issuer is asked over TLS, at an address of the configuration", () => {
  for (const statusUrl of [
    "http://issuer.example/status",
    "https://a:b@issuer.example/status",
    "https://issuer.example/status?x",
    "ftp://x",
    "http://localhost.evil.example/status",
  ])
    expect(() => reader({ statusUrl })).toThrow(/^issuers\[0\]\.statusUrl: expected/);
  for (const statusUrl of [
    "https://issuer.example/idos/status/",
    "http://localhost:5173/status",
    "http://neobank.localhost/status",
  ])
    expect(() => reader({ statusUrl })).not.toThrow();
});
