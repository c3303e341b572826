/** What the network offers beyond idOS's schema: only where it says so, and enforced where it does. */
import { expect, test } from "playwright/test";
import type { Extension } from "../../../../demo/network/node/extensions.ts";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { getAccessGrantLimits, setAccessGrantLimits } from "../../../../enclave/kwil/extension-actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { credentialRow, EvmPerson, join, KeyPerson, notes, shareArguments } from "./people.ts";
import { rpc } from "./raw.ts";

let node: RunningNode | undefined;
let now: number;
let alice: EvmPerson, bob: EvmPerson, consumer: EvmPerson, issuer: KeyPerson;

async function start(extensions?: readonly Extension[]): Promise<RunningNode> {
  const owner = new EvmPerson("http://127.0.0.1");
  now = 1_800_000_000;
  const started = await startNode({
    port: 0,
    hostname: "node.localhost",
    ownerAddress: owner.identifier,
    now: () => now * 1000,
    extensions,
  });
  node = started;
  const url = started.localUrl;
  const networkOwner = new EvmPerson(url, owner.wallet.privateKey);
  const inserter = new KeyPerson(url);
  [alice, bob, consumer, issuer] = [new EvmPerson(url), new EvmPerson(url), new EvmPerson(url), new KeyPerson(url)];
  const id = crypto.randomUUID();
  await networkOwner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await networkOwner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  await join(inserter, alice);
  await join(inserter, bob);
  return started;
}

test.afterEach(async () => {
  await node?.stop();
  node = undefined;
});

async function original(): Promise<string> {
  const id = crypto.randomUUID();
  const { content_hash: _, ...row } = credentialRow("credential", notes(), issuer.seed);
  await alice.execute(idos.addCredential, { ...row, id });
  return id;
}

/** Arguments of a copy for the consumer, and the id that its grant will have. */
async function copy(lockedUntil = 0, originalId?: string) {
  const args = shareArguments(originalId ?? (await original()), consumer.identifier, lockedUntil);
  return { args, id: args.id, grantId: accessGrantId(consumer.identifier, args.id, lockedUntil) };
}

const read = (id: string) => consumer.call(idos.getCredentialShared, { id });
const limit = (id: string, expires_at: number | null, max_reads: number | null, by = alice) =>
  by.execute(setAccessGrantLimits, { id, expires_at, max_reads });

test.describe("what the network has @network", () => {
  test("clients are told by asking, and that deployed idOS has nothing", async () => {
    const running = await start(["guarded_originals"]);
    expect(await createNetwork({ node: running.localUrl }).extensions()).toEqual({ guarded_originals: 1 });
    const deployed: typeof fetch = async (_, init) => {
      const { id } = JSON.parse(String(init?.body)) as { id: number };
      return Response.json({ jsonrpc: "2.0", id, error: { code: -32601, message: "unknown method" } });
    };
    expect(await createNetwork({ node: "http://node.example", fetch: deployed }).extensions()).toEqual({});
  });

  const extensionsOf = async (url: string) => (await rpc(url, "idos.extensions")).result?.["extensions"];

  test("is answered by idos.extensions: limits, unless told otherwise", async () => {
    expect(await extensionsOf((await start()).localUrl)).toEqual({ access_grant_limits: 1 });
    await node?.stop();
    expect(await extensionsOf((await start(["guarded_originals"])).localUrl)).toEqual({ guarded_originals: 1 });
    await expect(start(["nonsense" as Extension])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("without an extension its actions do not exist", async () => {
    await start([]);
    const { grantId } = await copy();
    await expect(limit(grantId, now + 10, null)).rejects.toThrow("NOT_FOUND: no such action");
    await expect(alice.call(getAccessGrantLimits, { id: grantId })).rejects.toThrow("NOT_FOUND: no such action");
    const actions = await alice.kwil.getActions("main");
    expect(JSON.stringify(actions.data)).toContain("share_credential");
    expect(JSON.stringify(actions.data)).not.toContain("set_access_grant_limits");
  });
});

test.describe("access_grant_limits @network", () => {
  test.beforeEach(() => start());

  test("a grant ends at its second", async () => {
    const { args, id, grantId } = await copy();
    await alice.execute(idos.shareCredential, args);
    await limit(grantId, now + 100, null);
    now += 99;
    expect(await read(id)).toHaveLength(1);
    const shared = {
      user_id: String((await alice.call(idos.getUser, {}))[0]?.["id"]),
      original_issuer_auth_public_key: null,
    };
    expect(await consumer.call(idos.getCredentialsSharedByUser, shared)).toHaveLength(1);
    now += 1;
    await expect(read(id)).rejects.toThrow("DENIED: the access grant has expired");
    expect(await consumer.call(idos.getCredentialsSharedByUser, shared)).toEqual([]);
    expect(await consumer.call(idos.getSiblingCredentialId, { content_hash: args.content_hash })).toEqual([]);
    // The grant itself is still listed to both, and the owner may give it a later end.
    expect(await consumer.call(idos.getAccessGrantsForCredential, { credential_id: id })).toHaveLength(1);
    await limit(grantId, now + 1, null);
    expect(await read(id)).toHaveLength(1);
  });

  test("a grant with a number of reads has exactly that many, also at once", async () => {
    const { args, id, grantId } = await copy();
    await alice.execute(idos.shareCredential, args);
    await limit(grantId, null, 3);
    await read(id); // Signs in, so that the others need not.
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => read(id)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    for (const answer of answers)
      if (answer.status === "rejected")
        expect(String(answer.reason)).toContain("DENIED: the access grant's reads are used up");
    for (const side of [alice, consumer])
      expect(await side.call(getAccessGrantLimits, { id: grantId })).toEqual([
        { expires_at: null, max_reads: 3, reads: 3 },
      ]);
    expect(await bob.call(getAccessGrantLimits, { id: grantId })).toEqual([]);
    await limit(grantId, null, 1);
    expect(await read(id)).toHaveLength(1);
    await expect(read(id)).rejects.toThrow(/^DENIED: /);
    await limit(grantId, null, null);
    for (let i = 0; i < 3; i++) expect(await read(id)).toHaveLength(1);
  });

  test("limits may be there before the grant: there is no moment without", async () => {
    const { args, id, grantId } = await copy(1_800_000_500);
    await limit(grantId, now + 600, 1);
    await alice.execute(idos.shareCredential, args);
    expect(await read(id)).toHaveLength(1);
    await expect(read(id)).rejects.toThrow(/reads are used up/);
  });

  test("another grant of the same grantee on the same copy keeps its own limits", async () => {
    const { args, id, grantId } = await copy();
    await alice.execute(idos.shareCredential, args);
    await limit(grantId, null, 1);
    const dag = {
      dag_owner_wallet_identifier: alice.identifier,
      dag_grantee_wallet_identifier: consumer.identifier,
      dag_data_id: id,
      dag_locked_until: 5,
      dag_content_hash: args.content_hash,
    };
    const [text] = await alice.call(idos.dagMessage, dag);
    const dag_signature = await alice.wallet.signMessage(String(text?.["message"]));
    await bob.execute(idos.createAgByDagForCopy, { ...dag, dag_signature });
    for (let i = 0; i < 3; i++) expect(await read(id)).toHaveLength(1);
    await alice.execute(idos.revokeAccessGrant, { id: accessGrantId(consumer.identifier, id, 5) });
    expect(await read(id)).toHaveLength(1);
    await expect(read(id)).rejects.toThrow(/reads are used up/);
  });

  test("on a locked grant nothing is taken away before its lock has passed", async () => {
    const until = now + 1000;
    const { args, id, grantId } = await copy(until);
    await alice.execute(idos.shareCredential, args);
    await expect(limit(grantId, until - 1, null)).rejects.toThrow(`TIMELOCKED until=${until}: `);
    await expect(limit(grantId, null, 5)).rejects.toThrow(`TIMELOCKED until=${until}: `);
    await limit(grantId, until, null);
    now = until;
    await expect(read(id)).rejects.toThrow(/^DENIED: the access grant has expired/);
    now = until + 1;
    await limit(grantId, null, 5);
    expect(await read(id)).toHaveLength(1);
  });

  test("are the owner's alone to set, and say what is wrong", async () => {
    const { args, id, grantId } = await copy();
    await alice.execute(idos.shareCredential, args);
    await expect(limit(grantId, now + 10, null, bob)).rejects.toThrow(/^NOT_FOUND: /);
    await expect(limit(grantId, now + 10, null, consumer)).rejects.toThrow(/^DENIED: /);
    await expect(limit(grantId, now, null)).rejects.toThrow(/^INVALID: expires_at/);
    await expect(limit(grantId, null, 0)).rejects.toThrow(/^INVALID: max_reads/);
    // A limit that another one sets for an id of the future does not bind the owner's grant.
    const next = await copy();
    await limit(next.grantId, null, 1, bob);
    await alice.execute(idos.shareCredential, next.args);
    for (let i = 0; i < 2; i++) expect(await read(next.id)).toHaveLength(1);
    expect(await read(id)).toHaveLength(1);
  });
});

test.describe("guarded_originals @network", () => {
  test("an original whose copies are locked stays, and goes with its copies afterwards", async () => {
    await start(["guarded_originals"]);
    const originalId = await original();
    const until = now + 100;
    const [locked, free] = [await copy(until, originalId), await copy(0, originalId)];
    for (const { args } of [locked, free]) await alice.execute(idos.shareCredential, args);
    await expect(alice.execute(idos.removeCredential, { id: originalId })).rejects.toThrow(
      `TIMELOCKED until=${until}: `,
    );
    expect(await read(locked.id)).toHaveLength(1);
    expect(await read(free.id)).toHaveLength(1);
    now = until + 1;
    await alice.execute(idos.removeCredential, { id: originalId });
    for (const { id } of [locked, free]) await expect(read(id)).rejects.toThrow(/^NOT_FOUND: /);
    expect(await alice.call(idos.getCredentials, {})).toEqual([]);
    expect(await alice.call(idos.getAccessGrantsOwned, {})).toEqual([]);
  });
});
