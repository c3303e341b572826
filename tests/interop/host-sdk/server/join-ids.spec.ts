/** A user id is a challenge's own: nobody knows whose it will be before its wallet has proved itself. */
import { expect, test } from "playwright/test";
import { startMpcNode } from "../../../../demo/network/mpc-node/server.ts";
import { LOCAL_CONTRACT } from "../../../../demo/network/network.ts";
import { Wallet } from "ethers";
import { randomBytes, toHex } from "../../../../enclave/crypto/bytes.ts";
import { signPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import { blind, commitment } from "../../../../enclave/crypto/shares.ts";
import { isUuidV4 } from "../../../../enclave/crypto/uuid.ts";
import { getUser, upsertWalletAsInserter } from "../../../../enclave/kwil/actions.ts";
import { uploadMessage } from "../../../../enclave/mpc/messages.ts";
import { putShare } from "../../../../enclave/mpc/node-client.ts";
import { authorization } from "../../../../enclave/mpc/wallets.ts";
import type { BackendError, JoinChallenge, JoinCompletion } from "../../../../host-sdk/shared/backend-types.ts";
import { createJoinChallenges } from "../../../../host-sdk/server/joining/join-challenges.ts";
import { memoryStore, type IdosHandler } from "../../../../host-sdk/server/index.ts";
import { useScene } from "./scene.ts";
import { ask, broadcasts, completion, faultyFetch, newPerson, type Person } from "./world.ts";

const { world, backend } = useScene();

const challenge = async (handler: IdosHandler, address: string): Promise<JoinChallenge> =>
  (await ask<JoinChallenge>(handler, "/join", { wallet: { type: "EVM", address } })).body;
const complete = (handler: IdosHandler, request: JoinCompletion) =>
  ask<BackendError & { userId?: string }>(handler, "/join/complete", request);
const profiles = async (person: Person) => (await person.network.call(getUser, {})).map(({ id }) => id);

test("threat 31: every challenge has a user id of its own: for whoever asks, in any case of the address, after a restart", async () => {
  const store = memoryStore();
  const handlers = [backend({ store }), backend({ store }), backend()];
  const { address } = newPerson(world.url);
  const told: string[] = [];
  for (const handler of handlers)
    for (const written of [address, address.toLowerCase(), address])
      told.push((await challenge(handler, written)).userId);
  expect(told.every(isUuidV4)).toBe(true);
  expect(new Set(told).size).toBe(told.length);
});

test("threat 31: a stranger who takes the shares of every id that is told for a wallet keeps nobody from making a key", async () => {
  const handler = backend();
  const node = await startMpcNode({
    port: 0,
    hostname: "mpc.localhost",
    contract: LOCAL_CONTRACT,
    index: 0,
    enclaveOrigins: () => [],
  });
  try {
    /** Stores a share under a user id, as the enclave does. */
    const store = async (userId: string, secret: Uint8Array): Promise<void> => {
      const wallet = new Wallet(`0x${toHex(secret)}`);
      const blinded = blind(randomBytes(20));
      const message = uploadMessage(LOCAL_CONTRACT, [commitment(blinded)], [`eip712:${wallet.address}`]);
      const signature = await wallet.signTypedData(message.domain, message.types, message.message);
      const header = authorization({ type: "EVM", address: wallet.address }, signature);
      const place = { node: node.localUrl, contract: LOCAL_CONTRACT, userId };
      await putShare(fetch, place, message, header, blinded, AbortSignal.timeout(10_000));
    };
    const [victim, stranger] = [newPerson(world.url), newPerson(world.url)];
    for (let i = 0; i < 5; i++) await store((await challenge(handler, victim.address)).userId, stranger.secret);
    const request = await completion(handler, victim);
    await store(request.userId, victim.secret);
    // Whoever took it is refused now, as the person would have been.
    await expect(store(request.userId, stranger.secret)).rejects.toBeDefined();
    for (let i = 0; i < 5; i++) expect((await challenge(handler, victim.address)).userId).not.toBe(request.userId);
    expect((await complete(handler, request)).status).toBe(200);
  } finally {
    await node.stop();
  }
});

test("threat 31: challenges that nobody answers leave nothing behind", async () => {
  const store = memoryStore();
  const handler = backend({ store });
  await handler.ready;
  const { address } = newPerson(world.url);
  for (let i = 0; i < 200; i++) await challenge(handler, address);
  expect(await store.list("")).toEqual([]);
});

for (const order of ["in their order", "in the other order", "at once"])
  test(`threat 31: of two challenges of one wallet, answered ${order}, the first answer stands, and the other is told its id`, async () => {
    const handler = backend();
    const person = newPerson(world.url);
    const requests = [await completion(handler, person), await completion(handler, person)];
    if (order === "in the other order") requests.reverse();
    const answers: Awaited<ReturnType<typeof complete>>[] = [];
    if (order === "at once") answers.push(...(await Promise.all(requests.map((one) => complete(handler, one)))));
    else for (const one of requests) answers.push(await complete(handler, one));
    const [standing] = await profiles(person);
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect(answers[0]?.body.userId).toBe(standing);
    expect(requests[0]?.userId).toBe(standing);
    expect(answers[1]?.body.error).toMatchObject({ code: "NETWORK_CONFLICT", data: { userId: standing } });
  });

test("threat 31: who asks for a wallet's challenge takes nothing from its join that waits, and does not learn its id", async () => {
  const { fetch, faults } = faultyFetch();
  const store = memoryStore();
  const handler = backend({ fetch, store });
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  faults.before = (body) => broadcasts(body, upsertWalletAsInserter);
  expect((await complete(handler, request)).status).toBe(503);
  for (let i = 0; i < 3; i++) {
    const stranger = await ask(handler, "/join", { wallet: { type: "EVM", address: person.address.toLowerCase() } });
    expect(JSON.stringify(stranger.body)).not.toContain(request.userId);
  }
  await handler.stop();
  // It is taken up after a restart, with the key that the person made.
  faults.before = () => false;
  const successor = backend({ store });
  await successor.ready;
  await expect.poll(() => profiles(person).catch(() => [])).toEqual([request.userId]);
  expect((await complete(successor, request)).body).toEqual({ userId: request.userId });
});

test("threat 31: a challenge of another wallet, with another id or by another server is no proof", async () => {
  const handler = backend();
  const [ada, eve] = [newPerson(world.url), newPerson(world.url)];
  const [hers, another, theirs] = [
    await completion(handler, ada),
    await completion(handler, ada),
    await completion(handler, eve),
  ];
  const signed = (message: string) => ({ message, signature: signPersonalMessage(message, eve.secret) });
  for (const request of [
    { ...theirs, userId: hers.userId },
    { ...theirs, ...signed(hers.message), userId: hers.userId },
    { ...theirs, ...signed(hers.message) },
    { ...theirs, ...signed(theirs.message.replace(theirs.userId, hers.userId)), userId: hers.userId },
    { ...hers, userId: another.userId },
  ])
    expect((await complete(handler, request)).status).toBe(400);
  expect(
    (await complete(handler, { ...hers, wallet: { ...hers.wallet, address: ada.address.toLowerCase() } })).body,
  ).toEqual({
    userId: hers.userId,
  });
  expect((await complete(handler, hers)).body).toEqual({ userId: hers.userId });
});

test("a challenge is good for an hour, at the server that made it, also after its restart", () => {
  const secret = randomBytes(32);
  const [made, restarted] = [createJoinChallenges("a.example", secret), createJoinChallenges("a.example", secret)];
  const { address } = newPerson(world.url);
  const now = new Date();
  const { userId, message } = made.draw(address, now);
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(restarted.check({ userId, address }, message, after(3599))).toMatch(/^[0-9a-f]{64}$/);
  expect(restarted.check({ userId, address: address.toLowerCase() }, message, after(1))).toMatch(/^[0-9a-f]{64}$/);
  expect(() => restarted.check({ userId, address }, message, after(3602))).toThrow(/too old/);
  for (const other of [createJoinChallenges("a.example", randomBytes(32)), createJoinChallenges("b.example", secret)])
    expect(() => other.check({ userId, address }, message, now)).toThrow(/expected the challenge/);
  expect(() => made.check({ userId: userId.toUpperCase(), address }, message, now)).toThrow(/expected the challenge/);
});

test("what has joined once brings its wallet back at no later time", async () => {
  const store = memoryStore();
  const handler = backend({ store });
  const person = newPerson(world.url);
  const request = await completion(handler, person);
  expect((await complete(handler, request)).status).toBe(200);
  // As if the wallet had joined anew since.
  await store.delete(`joined/EVM:${person.address.toLowerCase()}`);
  expect((await complete(handler, request)).body.error.code).toBe("NETWORK_CONFLICT");
});
