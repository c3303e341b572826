/** Grants against a local node: how a server learns of them, and what it must not believe. */
import { expect, test } from "playwright/test";
import { createHash } from "node:crypto";
import { removeCredential } from "../../../../enclave/kwil/actions.ts";
import {
  createConsumer,
  createIssuer,
  createKeys,
  memoryStore,
  publicKeys,
  type IdosHandlerOptions,
  type ReceivedGrant,
  type RefusedGrant,
} from "../../../../host-sdk/server/index.ts";
import { form, useScene } from "./scene.ts";
import { addOwn, ask, newPerson, originals, share, until } from "./world.ts";

const scene = useScene();
const { world, backend, verified } = scene;

const acmeKeys = createKeys();
const acme = publicKeys(acmeKeys);

function consumerBackend(options: Partial<IdosHandlerOptions> = {}) {
  const received: ReceivedGrant[] = [];
  const refused: RefusedGrant[] = [];
  const handler = backend({
    keys: acmeKeys,
    name: "Acme",
    domain: "acme.example",
    issuers: [scene.neobank],
    verify: undefined,
    credential: undefined,
    sweepEvery: 0,
    onGrant: (grant) => void received.push(grant),
    onRefused: (grant) => void refused.push(grant),
    ...options,
  });
  return { handler, received, refused };
}

test("a hint makes the server look, and the app is told once per grant, also after a restart", async () => {
  const ada = await verified(backend());
  const store = memoryStore();
  const { handler, received } = consumerBackend({ store });
  await handler.ready;
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  // What the hint says is not believed: any id makes it look.
  expect((await ask(handler, "/grants", { grantId: crypto.randomUUID() })).status).toBe(202);
  await until(() => received.length > 0, "the grant was received");
  for (let i = 0; i < 3; i++) await ask(handler, "/grants", { grantId });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(received.map((grant) => grant.grantId)).toEqual([grantId]);
  expect(received[0]).toMatchObject({ userId: ada.userId, lockedUntil: 0, credential: { credentialSubject: form } });
  await handler.stop();

  const { grantId: second } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const successor = consumerBackend({ store });
  await until(() => successor.received.length > 0, "the second grant was received");
  expect(successor.received.map((grant) => grant.grantId)).toEqual([second]);
});

test("a person's grant with a lock beyond all dates does not hold up what others share", async () => {
  const [mallory, ada] = [await verified(backend()), await verified(backend())];
  const locks = { lockedUntil: Number.MAX_SAFE_INTEGER };
  const odd = await share(mallory.person, mallory.originalId, mallory.plaintext, acme, locks);
  const { handler, received } = consumerBackend();
  await handler.ready;
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  await ask(handler, "/grants", { grantId });
  await until(() => received.some((grant) => grant.grantId === grantId), "the grant was received");
  expect(received.find((grant) => grant.grantId === odd.grantId)?.lockedUntil).toBe(253_402_300_799);
});

test("a grant whose hint was lost is found by the sweep", async () => {
  const ada = await verified(backend());
  const { handler, received } = consumerBackend({ sweepEvery: 300 });
  await handler.ready;
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  await until(() => received.some((grant) => grant.grantId === grantId), "the grant was received");
});

test("an app that fails is told again, and one bad grant does not hold up the next", async () => {
  const [ada, bob] = [await verified(backend()), await verified(backend())];
  let failures = 2;
  const got: string[] = [];
  const { handler } = consumerBackend({
    sweepEvery: 300,
    onGrant: ({ grantId, userId }) => {
      if (userId === ada.userId && failures-- > 0) throw new Error("database is down");
      got.push(grantId);
    },
  });
  const first = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const second = await share(bob.person, bob.originalId, bob.plaintext, acme);
  await until(() => got.includes(first.grantId) && got.includes(second.grantId), "both were received");
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(got.filter((id) => id === first.grantId).length).toBe(1);
  expect(handler.description.consumer?.walletIdentifier).toBe(acme.walletIdentifier);
});

test("nothing that fails a check reaches onGrant", async () => {
  const ada = await verified(backend());
  const { received, refused, handler } = consumerBackend();
  await handler.ready;
  const text = new TextDecoder().decode(ada.plaintext);
  const utf8 = (value: string) => new TextEncoder().encode(value);
  const wrongs: [string, Parameters<typeof share>[2], Parameters<typeof share>[4]][] = [
    ["hash", ada.plaintext, { hash: createHash("sha256").update("other").digest("hex") }],
    ["proof", utf8(text.replace("Ada", "Eve")), {}],
    ["form", utf8("not a credential"), {}],
    ["depth", utf8(text.replace('"Ada"', `${"[".repeat(100_000)}${"]".repeat(100_000)}`)), {}],
    ["key", ada.plaintext, { sealFor: newPerson(world.url).encryptionPublicKey }],
  ];
  const grants: Record<string, string> = {};
  for (const [what, plaintext, options] of wrongs)
    grants[what] = (await share(ada.person, ada.originalId, plaintext, acme, options)).grantId;
  await ask(handler, "/grants", { grantId: grants["hash"] });
  await until(
    () => Object.values(grants).every((id) => refused.some(({ grantId }) => grantId === id)),
    "all were refused",
  );
  expect(received.filter(({ userId }) => userId === ada.userId)).toEqual([]);
  const of = (what: string) => refused.find(({ grantId }) => grantId === grants[what]);
  expect(of("hash")?.checks).toMatchObject({
    proof: { ok: true },
    issuer: { ok: true },
    status: { ok: true },
    expiry: { ok: true },
    hash: { ok: false },
  });
  expect(of("proof")?.checks).toMatchObject({
    proof: { ok: false },
    issuer: { ok: true },
    status: { ok: true },
    hash: { ok: true },
  });
  expect(of("form")?.why).toMatch(/^credential: expected JSON/);
  expect(of("depth")?.why).toMatch(/^credential\.credentialSubject\.firstName: /);
  expect(of("key")?.why).toMatch(/does not open/);
});

test("threat 21: a revoked credential that its owner adds again under a key of their own is refused @network", async () => {
  const bank = backend();
  const ada = await verified(bank);
  const consumer = createConsumer({ node: world.url, keys: acmeKeys, issuers: [scene.neobank] });
  const issuer = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store: memoryStore(),
  });
  const honest = await share(ada.person, ada.originalId, ada.plaintext, acme);
  expect(Object.values((await consumer.read(honest.grantId)).checks).every(({ ok }) => ok)).toBe(true);

  await issuer.setStatus(ada.notesId, "revoked");
  expect((await consumer.read(honest.grantId)).checks).toMatchObject({
    proof: { ok: true },
    issuer: { ok: true },
    status: { ok: false, why: 'The issuer\'s status is "revoked"' },
    hash: { ok: true },
  });

  const notes = JSON.stringify({
    id: ada.notesId,
    type: "kyc",
    level: "basic+liveness",
    status: "approved",
    issuer: "Neobank",
  });
  await ada.person.network.execute(removeCredential, { id: ada.originalId });
  const again = await addOwn(ada.person, ada.plaintext, notes);
  const forged = await share(ada.person, again, ada.plaintext, acme);
  const { checks } = await consumer.read(forged.grantId);
  expect(checks).toMatchObject({
    proof: { ok: true },
    issuer: { ok: false },
    status: { ok: false },
    expiry: { ok: true },
    hash: { ok: true },
  });
  // The first copy lost its original: unknown is refused.
  expect((await consumer.read(honest.grantId)).checks.status).toMatchObject({
    ok: false,
    why: expect.stringContaining("Unknown"),
  });
});

test("a genuine credential behind the row of another one, or of another profile, is refused", async () => {
  const bank = backend();
  const [ada, bob] = [await verified(bank), await verified(bank)];
  const consumer = createConsumer({ node: world.url, keys: acmeKeys, issuers: [scene.neobank] });
  const { grantId } = await share(bob.person, bob.originalId, ada.plaintext, acme);
  const { checks } = await consumer.read(grantId);
  expect(checks.proof).toEqual({ ok: true });
  expect(checks.issuer).toEqual({ ok: false, why: "The credential was issued to another idOS profile" });
  expect(checks.status).toEqual({ ok: false, why: "The row behind this copy is another credential's" });
});

/** A storage node that changes rows before it answers, or drops those for which `change` says false. */
function changingRows(change: (row: Record<string, unknown>) => unknown): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const answer = (await response.json()) as {
      result?: { query_result?: { column_names: string[]; values: unknown[][] } };
    };
    const found = answer.result?.query_result;
    if (found)
      found.values = found.values.flatMap((values) => {
        const row = Object.fromEntries(found.column_names.map((name, i) => [name, values[i]]));
        return change(row) === false ? [] : [found.column_names.map((name) => row[name])];
      });
    return new Response(JSON.stringify(answer), response);
  };
}

test("threat 11: of a storage node that answers with wrong rows, a consumer believes none @network", async () => {
  const bank = backend();
  const [ada, bob] = [await verified(bank), await verified(bank)];
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const bobs = await share(bob.person, bob.originalId, bob.plaintext, acme);
  const reading = (change: (row: Record<string, unknown>) => unknown = () => {}) =>
    createConsumer({
      node: world.url,
      keys: acmeKeys,
      issuers: [scene.neobank],
      fetch: changingRows(change),
    }).read(grantId);
  const failing = async (change: (row: Record<string, unknown>) => unknown): Promise<string[]> =>
    Object.entries((await reading(change)).checks).flatMap(([name, { ok }]) => (ok ? [] : [name]));
  expect(await failing(() => {})).toEqual([]);

  // Somebody else's copy in place of Ada's, sealed for the same consumer and genuine.
  const copies = new Map<string, Record<string, unknown>>();
  const all = createConsumer({
    node: world.url,
    keys: acmeKeys,
    issuers: [scene.neobank],
    fetch: changingRows((row) => void (row["content"] && copies.set(String(row["id"]), { ...row }))),
  });
  await all.read(bobs.grantId);
  const [bobsCopy] = [...copies.values()];
  expect(
    await failing((row) => {
      if (!row["content"]) return;
      row["content"] = bobsCopy?.["content"];
      row["encryptor_public_key"] = bobsCopy?.["encryptor_public_key"];
    }),
  ).toEqual(["issuer", "status", "hash"]);
  // What the user was said to have shared.
  expect(await failing((row) => void (row["content_hash"] &&= "ab".repeat(32)))).toEqual(["hash"]);
  // The issuer's row behind it is kept back, or says something else.
  expect(await failing((row) => !("original_id" in row))).toEqual(["issuer", "status"]);
  expect(await failing((row) => void (row["original_id"] && (row["public_notes"] = "{}")))).toEqual(["status"]);
  // Whose copy it is, and a copy that was cut.
  await expect(reading((row) => void (row["content"] && (row["user_id"] = crypto.randomUUID())))).rejects.toMatchObject(
    { code: "NETWORK_CONFLICT" },
  );
  await expect(reading((row) => void (row["content"] &&= String(row["content"]).slice(0, -8)))).rejects.toMatchObject({
    code: "DECRYPT_FAILED",
  });
});

test("an issuer that is not trusted, or only by another key, is refused", async () => {
  const ada = await verified(backend());
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const stranger = { id: "other", name: "Other", authPublicKeys: ["ab".repeat(32)] };
  const distrusting = createConsumer({ node: world.url, keys: acmeKeys, issuers: [stranger] });
  expect((await distrusting.read(grantId)).checks).toMatchObject({
    proof: { ok: false },
    issuer: { ok: false },
    status: { ok: false },
    hash: { ok: true },
  });
  const mixed = createConsumer({
    node: world.url,
    keys: acmeKeys,
    issuers: [
      { ...scene.neobank, proofKeys: ["ab".repeat(32)] },
      { ...stranger, proofKeys: scene.neobank.authPublicKeys },
    ],
  });
  expect((await mixed.read(grantId)).checks).toMatchObject({
    proof: { ok: true },
    issuer: { ok: false, why: expect.stringContaining("different issuers") },
  });
  const renamed = createConsumer({
    node: world.url,
    keys: acmeKeys,
    issuers: [{ ...scene.neobank, credentialIssuer: "https://bank.example/issuers/1" }],
  });
  expect((await renamed.read(grantId)).checks.issuer.ok).toBe(false);
});

test("an expired credential fails expiry alone", async () => {
  const bank = backend({
    credential: ({ form: given }) => ({ subject: given as typeof form, expiresAt: new Date(Date.now() + 2_500) }),
  });
  const ada = await verified(bank);
  const { grantId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  const consumer = createConsumer({ node: world.url, keys: acmeKeys, issuers: [scene.neobank] });
  await expect.poll(async () => (await consumer.read(grantId)).checks.expiry.ok).toBe(false);
  const { checks } = await consumer.read(grantId);
  expect(
    Object.entries(checks)
      .filter(([, { ok }]) => !ok)
      .map(([name]) => name),
  ).toEqual(["expiry"]);
});

test("after revocation the next read is refused", async () => {
  const ada = await verified(backend());
  const consumer = createConsumer({ node: world.url, keys: acmeKeys, issuers: [scene.neobank] });
  const { grantId, copyId } = await share(ada.person, ada.originalId, ada.plaintext, acme);
  let listed;
  for await (const grant of consumer.grants({ userId: ada.userId })) listed = grant;
  expect(listed?.id).toBe(grantId);
  await ada.person.network.execute(removeCredential, { id: copyId });
  await expect(consumer.read(grantId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  if (listed) await expect(consumer.read(listed)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a consumer gives a grant back, and finds every grant over several pages", async () => {
  const ada = await verified(backend());
  const keys = createKeys();
  const consumer = createConsumer({ node: world.url, keys, issuers: [scene.neobank] });
  const given: string[] = [];
  for (let i = 0; i < 103; i++)
    given.push((await share(ada.person, ada.originalId, ada.plaintext, consumer.publicKeys)).grantId);
  const found: string[] = [];
  for await (const grant of consumer.grants()) found.push(grant.id);
  expect(found.sort()).toEqual([...given].sort());
  const last = given.at(-1) ?? "";
  await consumer.rescind(last);
  await expect(consumer.read(last)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(consumer.rescind(last)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("an issuer edits a status without having kept the notes, and only its own", async () => {
  const ada = await verified(backend());
  const forgetful = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store: memoryStore(),
  });
  await forgetful.setStatus(ada.notesId, "suspended");
  const [row] = await originals(ada.person);
  expect(JSON.parse(String(row?.["public_notes"]))).toMatchObject({
    id: ada.notesId,
    status: "suspended",
    level: "basic+liveness",
  });
  const stranger = createIssuer({
    node: world.url,
    keys: createKeys({ issuer: true }),
    url: "https://other.example",
    store: memoryStore(),
  });
  await expect(stranger.setStatus(ada.notesId, "approved")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
