/** Identity checks against a local node: write grants, issuing in the background, failures and restarts. */
import { expect, test } from "playwright/test";
import { createCredentialsByDwg } from "../../../../enclave/kwil/actions.ts";
import { dwgTime } from "../../../../enclave/kwil/grants-messages.ts";
import type { BackendError, Check } from "../../../../host-sdk/shared/backend-types.ts";
import { createConsumer, createKeys, memoryStore } from "../../../../host-sdk/server/index.ts";
import { form, useScene } from "./scene.ts";
import {
  ask,
  broadcasts,
  decided,
  faultyFetch,
  join,
  newDwg,
  newPerson,
  originals,
  plaintextOf,
  signDwg,
  startCheck,
  type Person,
} from "./world.ts";

const scene = useScene();
const { world, backend } = scene;

test("a credential is issued after the person left, and only they and the issuer can open it", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const { id, status, url } = await startCheck(handler, person, userId);
  expect([status, url]).toEqual(["open", `https://neobank.example/verify?check=${id}`]);
  expect((await handler.checks.attach(id, form)).status).toBe("pending");
  const pending = (await ask<Check>(handler, `/checks/${id}`)).body;
  expect(pending).toEqual({ id, status: "pending", updatedAt: pending.updatedAt });
  await handler.checks.approve(id);
  await decided(handler, id);
  const check = (await ask<Check>(handler, `/checks/${id}`)).body;
  expect(check.status).toBe("issued");

  const [row] = await originals(person);
  const notes = JSON.parse(String(row?.["public_notes"])) as Record<string, string>;
  expect(notes).toEqual({
    id: notes["id"],
    type: "kyc",
    level: "basic+liveness",
    status: "approved",
    issuer: "Neobank",
  });
  const credential = JSON.parse(new TextDecoder().decode(await plaintextOf(person, String(row?.["id"])))) as Record<
    string,
    unknown
  >;
  expect(credential["id"]).toBe(`https://neobank.example/credentials/${notes["id"]}`);
  expect(credential["credentialSubject"]).toMatchObject({
    id: `urn:idos:user:${userId}`,
    ...form,
    nationality: "GB",
  });
  expect(JSON.stringify(row)).not.toContain("Lovelace");

  // The issuer's own copy passes every check at the issuer.
  const consumer = createConsumer({ node: world.url, keys: world.inserter, issuers: [scene.neobank] });
  for await (const grant of consumer.grants({ userId }))
    expect((await consumer.read(grant)).checks).toEqual({
      proof: { ok: true },
      issuer: { ok: true },
      status: { ok: true, basis: "credential" },
      expiry: { ok: true },
      hash: { ok: true },
    });
});

test("decided checks keep no form and no write grant", async () => {
  const store = memoryStore();
  const handler = backend({ store });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const issued = await startCheck(handler, person, userId);
  await handler.checks.attach(issued.id, form);
  expect(JSON.stringify(await store.get(`check/${issued.id}`))).toContain("Lovelace");
  await handler.checks.approve(issued.id);
  await decided(handler, issued.id);
  const rejected = await startCheck(handler, person, userId);
  await handler.checks.attach(rejected.id, form);
  await handler.checks.reject(rejected.id, "The photo cannot be read");
  expect((await ask<Check>(handler, `/checks/${rejected.id}`)).body).toMatchObject({
    status: "rejected",
    reason: "The photo cannot be read",
  });
  for (const { id } of [issued, rejected]) {
    const kept = JSON.stringify(await store.get(`check/${id}`));
    expect(kept).not.toContain("Lovelace");
    expect(kept).not.toContain("signature");
  }
  for (const { id } of [issued, rejected])
    await expect(handler.checks.approve(id)).rejects.toMatchObject({ code: "NETWORK_CONFLICT" });
});

test("the back office sees what was handed in, newest first, and a failing credential function decides nothing", async () => {
  let broken = true;
  const handler = backend({
    credential: ({ form: given }) => {
      if (broken) throw new Error("no such country");
      return { subject: given as typeof form };
    },
  });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const { id } = await startCheck(handler, person, userId);
  await handler.checks.attach(id, form);
  expect(await handler.checks.list()).toMatchObject([
    { id, userId, owner: person.address, status: "pending", form, approved: false },
  ]);
  await expect(handler.checks.approve(id)).rejects.toThrow("no such country");
  broken = false;
  await handler.checks.approve(id);
  await expect(handler.checks.approve(id)).rejects.toMatchObject({ code: "NETWORK_CONFLICT" });
  await decided(handler, id);
  expect((await handler.checks.get(id)).status).toBe("issued");
});

const wrong: [string, (p: Person) => Parameters<typeof newDwg>[2], RegExp][] = [
  ["another grantee", () => ({ grantee: newPerson(world.url).address }), /dwg\.grantee/],
  ["another issuer key", () => ({ issuerPublicKey: "ab".repeat(32) }), /dwg\.issuerPublicKey/],
  [
    "a time that has passed",
    () => ({ notUsableBefore: dwgTime(1), notUsableAfter: dwgTime(2), accessGrantTimelock: dwgTime(1) }),
    /dwg\.notUsableAfter: it has passed/,
  ],
  ["a time to come", () => ({ notUsableBefore: dwgTime(Date.now() / 1000 + 3600) }), /dwg\.notUsableBefore/],
  [
    "a longer use than was asked",
    () => ({ notUsableAfter: "2099-01-01T00:00:00Z" }),
    /dwg\.notUsableAfter: it is later/,
  ],
  [
    "a timelock that was not asked for",
    () => ({ accessGrantTimelock: "2099-01-01T00:00:00Z" }),
    /dwg\.accessGrantTimelock/,
  ],
  ["a time with milliseconds", () => ({ notUsableAfter: "2026-01-01T00:00:00.000Z" }), /dwg\.notUsableAfter: expected/],
  ["an owner that is no wallet", () => ({ owner: "ada.near" }), /dwg\.owner/],
  ["lines in a field", () => ({ owner: "0x\nconsumer: me" }), /body\.dwg\.owner/],
];
for (const [what, changes, message] of wrong)
  test(`a write grant with ${what} is refused and not stored`, async () => {
    const store = memoryStore();
    const handler = backend({ store });
    const person = newPerson(world.url);
    const userId = await join(handler, person);
    const dwg = await newDwg(handler, person, changes(person));
    const { status, body } = await ask<BackendError>(handler, "/checks", {
      userId,
      dwg,
      signature: signDwg(dwg, person),
    });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
    expect([...(await store.list("check/")), ...(await store.list("dwg/"))]).toEqual([]);
  });

test("a timelock that was asked for has to be in the write grant, and is then on the copy", async () => {
  const handler = backend({ writeGrant: { timelock: 3600 } });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const without = await newDwg(handler, person, { accessGrantTimelock: dwgTime(Date.now() / 1000 - 1) });
  const refused = await ask<BackendError>(handler, "/checks", {
    userId,
    dwg: without,
    signature: signDwg(without, person),
  });
  expect(refused.body.error.message).toMatch(/dwg\.accessGrantTimelock: it is earlier/);
  const dwg = await newDwg(handler, person);
  const { body } = await ask<Check>(handler, "/checks", { userId, dwg, signature: signDwg(dwg, person) });
  await handler.checks.attach(body.id, form);
  await handler.checks.approve(body.id);
  await decided(handler, body.id);
  const consumer = createConsumer({ node: world.url, keys: world.inserter, issuers: [scene.neobank] });
  for await (const grant of consumer.grants({ userId }))
    expect(dwgTime(grant.lockedUntil)).toBe(dwg.accessGrantTimelock);
});

test("a write grant that somebody else signed, or of a wallet without this profile, is refused", async () => {
  const handler = backend();
  const [ada, eve] = [newPerson(world.url), newPerson(world.url)];
  const userId = await join(handler, ada);
  await join(handler, eve);
  const forged = await newDwg(handler, ada);
  expect(
    (await ask<BackendError>(handler, "/checks", { userId, dwg: forged, signature: signDwg(forged, eve) })).body.error
      .code,
  ).toBe("NETWORK_DENIED");
  const others = await newDwg(handler, eve);
  expect(
    (await ask<BackendError>(handler, "/checks", { userId, dwg: others, signature: signDwg(others, eve) })).body.error
      .message,
  ).toMatch(/dwg\.owner/);
  const stranger = newPerson(world.url);
  const unknown = await newDwg(handler, stranger);
  expect(
    (await ask<BackendError>(handler, "/checks", { userId, dwg: unknown, signature: signDwg(unknown, stranger) })).body
      .error.message,
  ).toMatch(/dwg\.owner/);
  expect(await handler.checks.list()).toEqual([]);
});

test("a wallet of another profile that this server does not know is found out when it is written", async () => {
  const people = backend();
  const [ada, eve] = [newPerson(world.url), newPerson(world.url)];
  const adasId = await join(people, ada);
  await join(people, eve);
  // A server with an empty store cannot know which profile Eve's wallet belongs to; the node's row tells.
  const handler = backend();
  const dwg = await newDwg(handler, eve);
  const { body } = await ask<Check>(handler, "/checks", { userId: adasId, dwg, signature: signDwg(dwg, eve) });
  await handler.checks.attach(body.id, form);
  await handler.checks.approve(body.id);
  await decided(handler, body.id);
  expect(await handler.checks.get(body.id)).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("another idOS profile"),
  });
  const [row] = await originals(eve);
  expect(JSON.parse(String(row?.["public_notes"]))).toMatchObject({ status: "revoked" });
  expect(await originals(ada)).toEqual([]);
});

test("threat 11: a node that returns another text is noticed before anything is stored", async () => {
  const lying: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const text = await response.text();
    return new Response(text.replaceAll("operation: delegatedWriteGrant", "operation: everything"), response);
  };
  const store = memoryStore();
  const handler = backend({ fetch: lying, store });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const dwg = await newDwg(handler, person);
  const { status, body } = await ask<BackendError>(handler, "/checks", {
    userId,
    dwg,
    signature: signDwg(dwg, person),
  });
  expect([status, body.error.code]).toEqual([409, "NETWORK_CONFLICT"]);
  expect(await store.list("check/")).toEqual([]);
});

test("a write grant is used once: the same request is the same check, another one is refused", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const dwg = await newDwg(handler, person);
  const request = { userId, dwg, signature: signDwg(dwg, person) };
  const first = (await ask<Check>(handler, "/checks", request)).body;
  expect((await ask<Check>(handler, "/checks", request)).body.id).toBe(first.id);
  const changed = { ...dwg, notUsableAfter: dwgTime(Date.now() / 1000 + 600) };
  const { status, body } = await ask<BackendError>(handler, "/checks", {
    userId,
    dwg: changed,
    signature: signDwg(changed, person),
  });
  expect([status, body.error.code]).toEqual([409, "NETWORK_CONFLICT"]);
  expect((await handler.checks.list()).length).toBe(1);
});

test("one wallet cannot fill the back office", async () => {
  const handler = backend();
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => startCheck(handler, person, userId)));
  expect(results.filter(({ status }) => status === "fulfilled").length).toBe(5);
  expect((await handler.checks.list()).length).toBe(5);
});

test("a commit whose answer was lost is one credential, not two", async () => {
  const { fetch, faults } = faultyFetch();
  const handler = backend({ fetch });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const { id } = await startCheck(handler, person, userId);
  await handler.checks.attach(id, form);
  let lost = 0;
  faults.after = (body) => broadcasts(body, createCredentialsByDwg) && lost++ === 0;
  await handler.checks.approve(id);
  await decided(handler, id);
  expect(lost).toBeGreaterThan(1);
  expect((await handler.checks.get(id)).status).toBe("issued");
  expect((await originals(person)).length).toBe(1);
});

test("an approved credential survives a restart of the server", async () => {
  const { fetch, faults } = faultyFetch();
  const store = memoryStore();
  const handler = backend({ fetch, store });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const { id } = await startCheck(handler, person, userId);
  await handler.checks.attach(id, form);
  faults.before = (body) => broadcasts(body, createCredentialsByDwg);
  await handler.checks.approve(id);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await handler.checks.get(id)).status).toBe("pending");
  await handler.stop();
  const successor = backend({ store });
  await decided(successor, id);
  expect((await successor.checks.get(id)).status).toBe("issued");
  expect((await originals(person)).length).toBe(1);
});

test("what the node refuses for good is failed, with the cause", async () => {
  const handler = backend({ keys: createKeys({ issuer: true }), joins: false });
  const person = newPerson(world.url);
  const userId = await join(backend(), person);
  const { status, body } = await (async () => {
    const dwg = await newDwg(handler, person);
    return ask<BackendError>(handler, "/checks", { userId, dwg, signature: signDwg(dwg, person) });
  })();
  // A server that is no inserter cannot read the profile's key, and says so at the first step.
  expect([status, body.error.code]).toEqual([403, "NETWORK_DENIED"]);
});

test("an unknown check is not found, and an app that verifies nobody says so", async () => {
  const handler = backend();
  expect((await ask<BackendError>(handler, `/checks/${crypto.randomUUID()}`)).status).toBe(404);
  expect((await ask<BackendError>(handler, "/checks/..%2f..%2fjoined")).status).toBe(400);
  const plain = backend({ verify: undefined, credential: undefined });
  expect((await ask<BackendError>(plain, "/checks", {})).status).toBe(501);
  await expect(plain.checks.list()).rejects.toMatchObject({ code: "UNSUPPORTED" });
});
