/** Several servers with one signer, and several handlers on one store: nothing of theirs is lost or done twice. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import {
  addUserAsInserter,
  getUser,
  getUserAsInserter,
  upsertWalletAsInserter,
} from "../../../../enclave/kwil/actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import {
  createIssuer,
  createKeys,
  fileStore,
  IdosError,
  memoryStore,
  publicKeys,
  type IdosHandler,
  type Store,
} from "../../../../host-sdk/server/index.ts";
import { ed25519Signer } from "../../../../host-sdk/server/shared/signers.ts";
import { form, useScene } from "./scene.ts";
import {
  ask,
  broadcasts,
  completion,
  decided,
  faultyFetch,
  join,
  newDwg,
  newPerson,
  originals,
  share,
  signDwg,
  startCheck,
  until,
} from "./world.ts";

const scene = useScene();
const { world, backend, verified } = scene;

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(path(tmpdir(), "idos-signers-"));
  folders.push(folder);
  return folder;
};
test.afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const JOINS = 40;

/** A server in a process and a folder of its own; how its people fared. */
function serverProcess(): Promise<string[]> {
  const tsx = fileURLToPath(import.meta.resolve("tsx"));
  const program = fileURLToPath(new URL("signer-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", tsx, program, world.url, String(JOINS)], {
    cwd: newFolder(),
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, KEYS: JSON.stringify(world.inserter) },
  });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  return new Promise((resolve, reject) =>
    child.once("close", (code) =>
      code === 0 ? resolve(JSON.parse(text) as string[]) : reject(new Error(`the server ended with ${code}`)),
    ),
  );
}

test(`threat 36: two servers with one signer, each with two handlers on its default folder, take ${JOINS} joins each, and none fails`, async () => {
  const statuses = (await Promise.all([serverProcess(), serverProcess()])).flat();
  expect(statuses).toEqual(Array.from({ length: 2 * JOINS }, () => "200"));
});

/** Has a server approve some checks at once. */
async function approveSome(handler: IdosHandler): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    const person = newPerson(world.url);
    const { id } = await startCheck(handler, person, await join(handler, person));
    await handler.checks.attach(id, form);
    ids.push(id);
  }
  await Promise.all(ids.map((id) => handler.checks.approve(id)));
  await Promise.all(ids.map((id) => decided(handler, id)));
  return Promise.all(ids.map(async (id) => (await handler.checks.get(id)).status));
}

test("threat 36: approvals of several servers with one signer are all issued", async () => {
  const statuses = await Promise.all([backend(), backend(), backend()].map(approveSome));
  expect(statuses.flat()).toEqual(Array.from({ length: 15 }, () => "issued"));
});

const inserter = (fetch?: typeof globalThis.fetch) =>
  createNetwork({ node: world.url, signer: ed25519Signer(fromHex(world.inserter.issuer ?? "")), fetch });
const newUser = () => ({
  id: crypto.randomUUID(),
  recipient_encryption_public_key: newPerson(world.url).encryptionPublicKey,
  encryption_password_store: "mpc",
});

test("threat 36: a transaction that arrives twice, its first answer lost, is the one that was sent", async () => {
  let twice = 0;
  const proxy: typeof fetch = async (input, init) => {
    if (String(init?.body).includes('"user.broadcast"')) {
      twice++;
      await (await fetch(input, init)).arrayBuffer();
    }
    return fetch(input, init);
  };
  const network = inserter(proxy);
  const user = newUser();
  const { txHash } = await network.execute(addUserAsInserter, user);
  expect(twice).toBe(1);
  expect(txHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await inserter().call(getUserAsInserter, { id: user.id })).toHaveLength(1);
  // What was refused in its block is that as well, and is not sent again.
  await expect(network.execute(addUserAsInserter, user)).rejects.toMatchObject({ code: "NETWORK_CONFLICT" });
  expect(twice).toBe(2);
});

test("threat 36: a commit that outlasts the node's patience is found by its hash", async () => {
  const slow: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(init?.body).includes('"user.broadcast"')) return response;
    const { id, result } = (await response.json()) as { id: number; result: { tx_hash: string } };
    const error = {
      code: -201,
      message: "broadcast error",
      data: { code: 10, hash: result.tx_hash, message: "timed out" },
    };
    return new Response(JSON.stringify({ jsonrpc: "2.0", id, error }));
  };
  const user = newUser();
  expect((await inserter(slow).execute(addUserAsInserter, user)).txHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await inserter().call(getUserAsInserter, { id: user.id })).toHaveLength(1);
});

test("threat 36: two handlers on one folder in one process finish what waits, and tell each grant once", async () => {
  const folder = newFolder();
  const told: string[] = [];
  const onGrant = ({ grantId }: { grantId: string }) => void told.push(grantId);
  const { fetch, faults } = faultyFetch();
  const options = { issuers: [scene.neobank], onGrant, sweepEvery: 300 };
  const old = backend({ ...options, store: fileStore(folder), fetch });
  const reloaded = backend({ ...options, store: fileStore(folder) });

  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  const person = newPerson(world.url);
  const request = await completion(old, person);
  expect((await ask(old, "/join/complete", request)).status).toBe(503);
  expect((await ask(reloaded, "/join/complete", request)).body).toEqual({ userId: request.userId });
  faults.before = () => false;

  // Each check is the same one at both, and is decided once.
  const { id } = await startCheck(old, person, request.userId);
  await reloaded.checks.attach(id, form);
  const approvals = await Promise.allSettled([old.checks.approve(id), reloaded.checks.approve(id)]);
  expect(approvals.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await decided(reloaded, id);
  expect(await originals(person)).toHaveLength(1);
  const more = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => startCheck(i % 2 ? old : reloaded, person, request.userId)),
  );
  expect(more.filter(({ status }) => status === "fulfilled")).toHaveLength(5);

  const ada = await verified(old);
  const grants = [];
  for (let i = 0; i < 4; i++) grants.push(await share(ada.person, ada.originalId, ada.plaintext, world.inserterPublic));
  const all = grants.map(({ grantId }) => grantId);
  await until(() => all.every((grant) => told.includes(grant)), "every grant is told");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  for (const grant of all) expect(told.filter((one) => one === grant)).toHaveLength(1);
});

test("threat 36: another app's handler on the same store leaves what waits for the first one alone", async () => {
  const { fetch, faults } = faultyFetch();
  const store = memoryStore();
  const bank = backend({ fetch, store });
  const person = newPerson(world.url);
  const request = await completion(bank, person);
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  expect((await ask(bank, "/join/complete", request)).status).toBe(503);
  const member = newPerson(world.url);
  const userId = await join(backend(), member);
  const { id } = await startCheck(bank, member, userId);
  await bank.checks.attach(id, form);
  faults.before = (body) => body.includes('"user.broadcast"');
  await bank.checks.approve(id);
  await bank.stop();

  const keys = createKeys({ issuer: true });
  const shop = backend({ keys, store, name: "Shop" });
  await shop.ready;
  expect(publicKeys(keys).walletIdentifier).not.toBe(world.inserterPublic.walletIdentifier);
  expect(await shop.checks.list()).toEqual([]);
  await expect(shop.checks.reject(id, "not ours")).rejects.toMatchObject({ code: "NOT_FOUND" });
  // It has gone through all that it found when it has answered its own people.
  expect((await ask(shop, "/join", { wallet: request.wallet })).status).toBe(200);
  await shop.stop();

  const again = backend({ store });
  await decided(again, id);
  expect((await again.checks.get(id)).status).toBe("issued");
  await until(
    async () => (await person.network.call(getUser, {}).catch(() => [])).length === 1,
    "the wallet was written",
  );
});

test("threat 36: a handler whose store another process still has takes up its work when that ends", async () => {
  const { fetch, faults } = faultyFetch();
  const store = memoryStore();
  const bank = backend({ fetch, store });
  const person = newPerson(world.url);
  const request = await completion(bank, person);
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  expect((await ask(bank, "/join/complete", request)).status).toBe(503);
  await bank.stop();

  let inUse = true;
  const told: unknown[] = [];
  /** As the folder of another process: it says so until that has ended. */
  const free = (): void => {
    if (inUse) throw new IdosError("STORAGE_UNAVAILABLE", "store: the folder /srv/bank is in use by process 77");
  };
  const shared: Store = {
    get: async (key) => (free(), store.get(key)),
    put: async (key, value) => (free(), store.put(key, value)),
    delete: async (key) => (free(), store.delete(key)),
    list: async (prefix) => (free(), store.list(prefix)),
  };
  const successor = backend({ store: shared, onError: (error) => void told.push(error) });
  await expect(successor.ready).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  const { status, body } = await ask<{ error: { message: string } }>(successor, "/join", { wallet: request.wallet });
  expect([status, body.error.message]).toEqual([503, "The backend's store cannot be used"]);
  expect(told.length).toBeGreaterThan(1);
  inUse = false;
  await until(
    async () => (await person.network.call(getUser, {}).catch(() => [])).length === 1,
    "the wallet was written",
  );
});

test("threat 36: a check that a crash cut off is started again as the same one", async () => {
  const store = memoryStore();
  let crash = true;
  const cut: typeof store = {
    ...store,
    put: async (key, value) => {
      // The process ends after the app was asked and before anything of the check is kept.
      if (crash && key.startsWith("check/")) throw new Error("killed");
      return store.put(key, value);
    },
  };
  const asked: string[] = [];
  const handler = backend({ store: cut, verify: ({ checkId }) => void asked.push(checkId) });
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const dwg = await newDwg(handler, person);
  const request = { userId, dwg, signature: signDwg(dwg, person) };
  expect((await ask(handler, "/checks", request)).status).toBe(500);
  crash = false;
  const { status, body } = await ask<{ id: string }>(
    backend({ store, verify: ({ checkId }) => void asked.push(checkId) }),
    "/checks",
    request,
  );
  expect(status).toBe(201);
  expect(asked).toEqual([body.id, body.id]);
});

test("threat 36: an issuer whose store another process has writes nothing that it could not remember", async () => {
  const { fetch, requests } = faultyFetch();
  const handler = backend();
  const person = newPerson(world.url);
  const userId = await join(handler, person);
  const inUse = async (): Promise<never> => {
    throw new IdosError("STORAGE_UNAVAILABLE", "store: the folder /srv/bank is in use by process 77");
  };
  const issuer = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store: { get: inUse, put: inUse, delete: inUse, list: inUse },
    fetch,
  });
  const dwg = await newDwg(handler, person);
  const credential = { subject: form, level: "basic" };
  await expect(issuer.issue({ userId, dwg, dwgSignature: signDwg(dwg, person), credential })).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
  });
  expect(requests.some((sent) => sent.includes('"user.broadcast"'))).toBe(false);
  expect(await originals(person)).toEqual([]);
});
