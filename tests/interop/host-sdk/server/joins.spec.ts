/** Joining against a local node: the challenge, what is refused, failures and restarts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { expect, test } from "playwright/test";
import { fromBase64 } from "../../../../enclave/crypto/bytes.ts";
import {
  addUserAsInserter,
  getUser,
  getUserAsInserter,
  upsertWalletAsInserter,
} from "../../../../enclave/kwil/actions.ts";
import { signPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import type { BackendDescription, BackendError, JoinChallenge } from "../../../../host-sdk/shared/backend-types.ts";
import { createKeys, fileStore, memoryStore } from "../../../../host-sdk/server/index.ts";
import { useScene } from "./scene.ts";
import { ask, broadcasts, completion, faultyFetch, join, newPerson, startCheck, until, type Person } from "./world.ts";

const { world, backend } = useScene();

test("a wallet gets the text of flows.md", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const wallet = { type: "EVM", address: person.address };
  const { userId, message } = (await ask<JoinChallenge>(handler, "/join", { wallet })).body;
  expect(message).toMatch(
    new RegExp(
      `^neobank\\.example asks you to prove that you own this wallet\\.\nProfile: ${userId}\nWallet: ${person.address}\nNonce: [0-9a-f]{64}\nIssued: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`,
    ),
  );
});

test("user and wallet are on the network afterwards, and the wallet cannot join twice", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  expect(await person.network.call(getUser, {})).toEqual([
    { id: userId, recipient_encryption_public_key: person.encryptionPublicKey, encryption_password_store: "mpc" },
  ]);
  const { status, body } = await ask<BackendError>(handler, "/join", {
    wallet: { type: "EVM", address: person.address },
  });
  expect([status, body.error.code]).toEqual([409, "NETWORK_CONFLICT"]);
});

test("the same completion again is answered the same, the challenge with another key is refused", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  expect((await ask(handler, "/join/complete", request)).status).toBe(200);
  expect((await ask(handler, "/join/complete", request)).body).toEqual({ userId: request.userId });
  const other = { ...request, recipientEncryptionPublicKey: newPerson(world.url).encryptionPublicKey };
  expect((await ask<BackendError>(handler, "/join/complete", other)).status).toBe(409);
});

const refusals: [string, (request: Awaited<ReturnType<typeof completion>>, person: Person) => object, string][] = [
  [
    "a signature of another wallet",
    (r) => ({ signature: signPersonalMessage(r.message, newPerson(world.url).secret) }),
    "NETWORK_DENIED",
  ],
  ["no signature", () => ({ signature: "0x" }), "NETWORK_DENIED"],
  ["another profile", () => ({ userId: crypto.randomUUID() }), "INVALID_ARGUMENT"],
  ["another wallet", () => ({ wallet: { type: "EVM", address: newPerson(world.url).address } }), "INVALID_ARGUMENT"],
  ["a text of another site", (r, p) => resigned(r.message.replace("neobank", "evil"), p), "INVALID_ARGUMENT"],
  [
    "a nonce of one's own",
    (r, p) => resigned(r.message.replace(/Nonce: .{8}/, "Nonce: 00000000"), p),
    "INVALID_ARGUMENT",
  ],
  ["a later time", (r, p) => resigned(r.message.replace(/Issued: \d{4}/, "Issued: 2099"), p), "INVALID_ARGUMENT"],
  ["a line more", (r, p) => resigned(`${r.message}\nAnd: all my data`, p), "INVALID_ARGUMENT"],
  [
    "a key of 31 bytes",
    () => ({ recipientEncryptionPublicKey: Buffer.alloc(31).toString("base64") }),
    "INVALID_ARGUMENT",
  ],
  [
    "a key that is none of the type's",
    () => ({ wallet: { type: "NEAR", address: "ada.near", publicKey: "ed25519:x" } }),
    "INVALID_ARGUMENT",
  ],
];
const resigned = (message: string, { secret }: Person) => ({
  message,
  signature: signPersonalMessage(message, secret),
});
for (const [what, change, code] of refusals)
  test(`${what} is refused and nothing is written`, async () => {
    const { fetch, requests } = faultyFetch();
    const handler = backend({ fetch });
    const person = newPerson(world.url);
    const request = await completion(handler, person);
    const { status, body } = await ask<BackendError>(handler, "/join/complete", {
      ...request,
      ...change(request, person),
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.error.code).toBe(code);
    expect(requests.some((sent) => sent.includes("user.broadcast"))).toBe(false);
  });

test("threat 18: an ownership signature cannot be replayed into another profile", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  expect((await ask(handler, "/join/complete", request)).status).toBe(200);
  const mallory = newPerson(world.url);
  const theirs = await completion(handler, mallory);
  // Ada's proof under Mallory's profile and key.
  for (const change of [
    { message: request.message, signature: request.signature },
    { wallet: request.wallet },
    { wallet: request.wallet, message: request.message, signature: request.signature },
  ]) {
    const { status } = await ask<BackendError>(handler, "/join/complete", { ...theirs, ...change });
    expect(status).toBeGreaterThanOrEqual(400);
  }
  // And Ada's own proof at another backend with other keys.
  const other = backend({ keys: createKeys({ issuer: true }), domain: "other.example" });
  expect((await ask<BackendError>(other, "/join/complete", request)).status).toBe(400);
});

test("a wallet write that fails is repeated in the background: no user stays without a wallet", async () => {
  const { fetch, faults } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  const { status, body } = await ask<BackendError>(handler, "/join/complete", request);
  expect([status, body.error.code]).toEqual([503, "NETWORK_UNREACHABLE"]);
  faults.before = () => false;
  await until(async () => (await person.network.call(getUser, {})).length === 1, "the wallet was written");
  expect((await ask(handler, "/join/complete", request)).body).toEqual({ userId: request.userId });
});

test("a join that waits for the network stands: another one of its wallet is told so, and the first is written", async () => {
  const { fetch, faults } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const [first, second] = [await completion(handler, person), await completion(handler, { ...person, ...newKey() })];
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  expect((await ask(handler, "/join/complete", first)).status).toBe(503);

  // The network is still away: no second profile begins, and whoever proved the wallet is told which one stands.
  const waits = await ask<BackendError>(handler, "/join/complete", second);
  expect([waits.status, waits.body.error.code, waits.body.error.data]).toEqual([
    503,
    "NETWORK_UNREACHABLE",
    { userId: first.userId },
  ]);
  const asked = await ask<BackendError>(handler, "/join", { wallet: first.wallet });
  expect([asked.status, asked.body.error.data]).toEqual([503, undefined]);

  // Back again: the first one is written, whoever comes next.
  faults.before = () => false;
  const { status, body } = await ask<BackendError>(handler, "/join/complete", second);
  expect([status, body.error.code, body.error.data]).toEqual([409, "NETWORK_CONFLICT", { userId: first.userId }]);
  const [kept] = await person.network.call(getUser, {});
  expect(kept).toMatchObject({
    id: first.userId,
    recipient_encryption_public_key: first.recipientEncryptionPublicKey,
  });
  expect((await ask(handler, "/join/complete", first)).body).toEqual({ userId: first.userId });
});

test("a stranger's wrong signature does not use the challenge up", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  const forged = { ...request, signature: signPersonalMessage(request.message, newPerson(world.url).secret) };
  expect((await ask(handler, "/join/complete", forged)).status).toBe(403);
  expect((await ask(handler, "/join/complete", request)).status).toBe(200);
});

test("two completions at once make one user", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const [first, second] = [await completion(handler, person), await completion(handler, person)];
  const answers = await Promise.all(
    [first, second].map((request) => ask<BackendError>(handler, "/join/complete", request)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await person.network.call(getUser, {})).length).toBe(1);
});

test("what a stopped server left unfinished, its successor finishes from the same folder", async () => {
  const { fetch, faults } = faultyFetch();
  const folder = mkdtempSync(path(tmpdir(), "idos-joins-"));
  try {
    const handler = backend({ fetch, store: fileStore(folder) });
    const person = newPerson(world.url);
    const request = await completion(handler, person);
    faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
    expect((await ask(handler, "/join/complete", request)).status).toBe(503);
    await handler.stop();
    expect(await person.network.call(getUser, {})).toEqual([]);
    const store = fileStore(folder);
    const successor = backend({ store });
    await successor.ready;
    await until(async () => (await person.network.call(getUser, {})).length === 1, "the wallet was written");
    await until(async () => (await store.list("join/")).length === 0, "nothing is pending");
    await successor.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("answers that get lost after a commit do no harm", async () => {
  const { fetch, faults } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  for (const action of [addUserAsInserter, upsertWalletAsInserter]) {
    faults.after = (body) => broadcasts(body, action);
    expect((await ask(handler, "/join/complete", request)).status).toBe(503);
  }
  faults.after = () => false;
  expect((await ask(handler, "/join/complete", request)).body).toEqual({ userId: request.userId });
  expect((await person.network.call(getUser, {})).length).toBe(1);
});

test("a join that was lost with its store is made anew, under an id of its own", async () => {
  const { fetch, faults } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  await ask(handler, "/join/complete", request);
  await handler.stop();
  const later = { ...person, ...newKey() };
  const userId = await join(backend({ store: memoryStore() }), later);
  expect(userId).not.toBe(request.userId);
  expect(await person.network.call(getUser, {})).toEqual([
    { id: userId, recipient_encryption_public_key: later.encryptionPublicKey, encryption_password_store: "mpc" },
  ]);
});
const newKey = () => {
  const { encryptionKey, encryptionPublicKey } = newPerson(world.url);
  return { encryptionKey, encryptionPublicKey };
};

test("a person joins with only the issuer key permitted, by which all that an inserter does is signed", async () => {
  const { fetch, requests } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  await startCheck(handler, person, userId);
  const { issuerPublicKey } = world.inserterPublic;
  const sent = requests.filter((body) => body.includes('"user.broadcast"'));
  expect(sent.map((body) => [addUserAsInserter, upsertWalletAsInserter].map((one) => broadcasts(body, one)))).toEqual([
    [true, false],
    [false, true],
  ]);
  for (const body of sent) {
    const { tx } = (JSON.parse(body) as { params: { tx: { sender: string; signature: { type: string } } } }).params;
    expect(tx).toMatchObject({ sender: issuerPublicKey, signature: { type: "ed25519" } });
  }
  // The person's key is an inserter's to read, too.
  const views = requests
    .filter((body) => body.includes('"user.call"'))
    .map((body) => (JSON.parse(body) as { params: { sender: string; body: { payload: string } } }).params);
  const reads = views.filter(({ body }) =>
    Buffer.from(fromBase64(body.payload)).toString("latin1").includes(getUserAsInserter.name),
  );
  expect(new Set(reads.map(({ sender }) => sender))).toEqual(new Set([issuerPublicKey]));
});

test("keys without an issuer's create no profiles, which is told before the first request", () => {
  expect(() => backend({ keys: createKeys(), joins: true, verify: undefined, credential: undefined })).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message: "joins: expected keys with an issuer's" }),
  );
});

test("an app without an inserter's keys says that it creates no profiles", async () => {
  const handler = backend({ keys: createKeys(), verify: undefined, credential: undefined });
  expect((await ask<BackendDescription>(handler, "/description")).body.joins).toBe(false);
  const { status, body } = await ask<BackendError>(handler, "/join", {
    wallet: { type: "EVM", address: newPerson(world.url).address },
  });
  expect([status, body.error.code]).toEqual([501, "UNSUPPORTED"]);
});

test("a server that the network's owner did not permit is told so, and leaves no user", async () => {
  const handler = backend({ keys: createKeys({ issuer: true }) });
  const person = newPerson(world.url);
  const { status, body } = await ask<BackendError>(handler, "/join/complete", await completion(handler, person));
  expect([status, body.error.code]).toEqual([403, "NETWORK_DENIED"]);
});
