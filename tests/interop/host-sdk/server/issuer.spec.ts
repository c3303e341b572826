/** An issuer without a handler, against a local node. */
import { expect, test } from "playwright/test";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import { createCredentialsByDwg, getUserAsInserter } from "../../../../enclave/kwil/actions.ts";
import { signPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { ed25519Signer } from "../../../../host-sdk/server/shared/signers.ts";
import { createIssuer, memoryStore } from "../../../../host-sdk/server/index.ts";
import { form, useScene } from "./scene.ts";
import { broadcasts, join, newDwg, newPerson, originals, signDwg } from "./world.ts";

const { world, backend } = useScene();

test("creates a user and issues by write grant without a handler", async () => {
  const store = memoryStore();
  const issuer = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example/",
    name: "Neobank",
    store,
  });
  const person = newPerson(world.url);
  const userId = crypto.randomUUID();
  const message = `I take part: ${userId}`;
  const wallet = {
    type: "EVM" as const,
    address: person.address,
    message,
    signature: signPersonalMessage(message, person.secret),
  };
  const profile = {
    userId,
    recipientEncryptionPublicKey: person.encryptionPublicKey,
    encryptionPasswordStore: "user" as const,
  };
  const asInserter = createNetwork({ node: world.url, signer: ed25519Signer(fromHex(world.inserter.issuer ?? "")) });
  const user = (id: string) => asInserter.call(getUserAsInserter, { id });
  await expect(issuer.createUser({ profile, wallet: { ...wallet, message: "another" } })).rejects.toMatchObject({
    code: "NETWORK_DENIED",
  });
  expect(await user(userId)).toEqual([]);
  await issuer.createUser({ profile, wallet });
  await issuer.createUser({ profile, wallet });
  expect((await user(userId)).length).toBe(1);
  const second = crypto.randomUUID();
  await expect(issuer.createUser({ profile: { ...profile, userId: second }, wallet })).rejects.toMatchObject({
    code: "NETWORK_CONFLICT",
  });
  expect(await user(second)).toEqual([]);

  const dwg = await newDwg(backend(), person);
  const issued = await issuer.issue({
    userId,
    dwg,
    dwgSignature: signDwg(dwg, person),
    credential: { subject: form, level: "plus" },
    publicNotes: { type: "kyb" },
  });
  const [row] = await originals(person);
  expect(row?.["id"]).toBe(issued.credentialId);
  expect(JSON.parse(String(row?.["public_notes"]))).toEqual({
    type: "kyb",
    status: "approved",
    issuer: "Neobank",
    level: "plus",
    id: issued.publicNotesId,
  });
  await issuer.setStatus(issued.publicNotesId, "revoked");
  expect(JSON.parse(String((await originals(person))[0]?.["public_notes"]))).toMatchObject({ status: "revoked" });
  await expect(
    issuer.issue({ userId, dwg, dwgSignature: signDwg(dwg, person), credential: { subject: form, level: "plus" } }),
  ).rejects.toMatchObject({ code: "NETWORK_CONFLICT" });
});

test("notes that nobody could read are not issued", async () => {
  const person = newPerson(world.url);
  const handler = backend();
  const userId = await join(handler, person);
  const issuer = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store: memoryStore(),
  });
  const dwg = await newDwg(handler, person);
  const issue = (length: number) =>
    issuer.issue({
      userId,
      dwg,
      dwgSignature: signDwg(dwg, person),
      credential: { subject: form, level: "basic" },
      publicNotes: { type: "x".repeat(length) },
    });
  await expect(issue(20_000)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining("publicNotes: "),
  });
  expect(await originals(person)).toEqual([]);
  await issue(19_000);
  expect((await originals(person)).length).toBe(1);
});

test("threat 11: a node that drops a write is found out by reading back", async () => {
  const pretending: typeof fetch = async (input, init) => {
    const body = typeof init?.body === "string" ? init.body : "";
    if (!broadcasts(body, createCredentialsByDwg)) return fetch(input, init);
    const { id } = JSON.parse(body) as { id: number };
    return new Response(
      JSON.stringify({
        jsonrpc: "2.0",
        id,
        result: { tx_hash: Buffer.alloc(32).toString("base64"), result: { code: 0 } },
      }),
    );
  };
  const person = newPerson(world.url);
  const handler = backend();
  const userId = await join(handler, person);
  const issuer = createIssuer({
    node: world.url,
    keys: world.inserter,
    url: "https://neobank.example",
    store: memoryStore(),
    fetch: pretending,
  });
  const dwg = await newDwg(handler, person);
  await expect(
    issuer.issue({ userId, dwg, dwgSignature: signDwg(dwg, person), credential: { subject: form, level: "basic" } }),
  ).rejects.toMatchObject({
    code: "NETWORK_CONFLICT",
    message: expect.stringContaining("does not have it"),
  });
});
