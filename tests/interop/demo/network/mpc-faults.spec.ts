/** What MPC nodes do on command, what they limit, and where clients find them. */
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { LOCAL_CONTRACT, startNetwork } from "../../../../demo/network/network.ts";
import type { MpcFault } from "../../../../demo/network/mpc-node/faults.ts";
import { type MpcNodeOptions, type RunningMpcNode, startMpcNode } from "../../../../demo/network/mpc-node/server.ts";
import { startReader } from "../../../../demo/network/mpc-node/reader.ts";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, fromUtf8, randomBytes, toHex } from "../../../../enclave/crypto/bytes.ts";
import { blind, commitment } from "../../../../enclave/crypto/shares.ts";
import { downloadMessage, uploadMessage } from "../../../../enclave/mpc/messages.ts";
import { getShare, putShare } from "../../../../enclave/mpc/node-client.ts";
import { authorization } from "../../../../enclave/mpc/wallets.ts";
import type { TypedData } from "../../../../enclave/crypto/eip712.ts";
import { raw } from "./raw.ts";

const wallet = Wallet.createRandom();
const recovering = `eip712:${wallet.address}`;
let now = Date.now();
let node: RunningMpcNode;
const running: RunningMpcNode[] = [];

async function start(options: Partial<MpcNodeOptions> = {}): Promise<void> {
  const fixed = { port: 0, hostname: "mpc.localhost", contract: LOCAL_CONTRACT, index: 0, enclaveOrigins: () => [] };
  node = await startMpcNode({ ...fixed, now: () => now, ...options });
  running.push(node);
}
test.afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

/** What the wallet's signature makes of a message: the `Authorization` header. */
const authorize = async ({ domain, types, message }: TypedData) =>
  authorization({ type: "EVM", address: wallet.address }, await wallet.signTypedData(domain, types, message));
const place = (userId: string) => ({ node: node.localUrl, contract: LOCAL_CONTRACT, userId });

/** Stores a share as the enclave does; returns the share without its blind. */
async function store(userId: string): Promise<string> {
  const share = randomBytes(20);
  const blinded = blind(share);
  const message = uploadMessage(LOCAL_CONTRACT, [commitment(blinded)], [recovering]);
  await putShare(fetch, place(userId), message, await authorize(message), blinded, AbortSignal.timeout(10_000));
  return toHex(share);
}

/** Retrieves it as the enclave does; its code if that fails. */
async function retrieve(userId: string): Promise<string> {
  const secretKey = randomBytes(32);
  const message = downloadMessage(LOCAL_CONTRACT, recovering, now++, boxPublicKey(secretKey));
  const signal = AbortSignal.timeout(10_000);
  return getShare(fetch, place(userId), message, await authorize(message), secretKey, signal).then(
    ({ share }) => toHex(share),
    (error: { code: string }) => error.code,
  );
}

test("each fault is what the client sees, and is over when it is taken back @network", async () => {
  await start({ faults: true });
  const userId = crypto.randomUUID();
  const old = await store(userId);
  expect(await retrieve(userId)).toBe(old);
  const current = await store(userId);
  const seen = async (fault: MpcFault | undefined) => {
    node.setFault(fault);
    return retrieve(userId);
  };
  expect(await seen({ kind: "down" })).toBe("NETWORK_UNREACHABLE");
  expect(await seen({ kind: "error" })).toBe("MPC_UNAVAILABLE");
  expect(await seen({ kind: "garbage" })).toBe("MPC_CORRUPT_SHARE");
  expect(await seen({ kind: "old-share" })).toBe(old);
  const lie = await seen({ kind: "lying" });
  expect(lie).toMatch(/^[0-9a-f]{40}$/);
  expect([old, current]).not.toContain(lie);
  const began = performance.now();
  expect(await seen({ kind: "slow", ms: 400 })).toBe(current);
  expect(performance.now() - began).toBeGreaterThan(390);
  // What was stored is unharmed.
  expect(await seen(undefined)).toBe(current);
});

test("a node has no fault switch unless it is asked for @network", async () => {
  await start();
  expect(() => node.setFault({ kind: "down" })).toThrow(/without faults/);
  const userId = crypto.randomUUID();
  expect(await retrieve(userId)).toBe("NOT_FOUND");
});

test("a user's share is retrieved so often and no more, until time has passed @network", async () => {
  await start({ retrievalLimit: { most: 3, within: 60_000 } });
  const [userId, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const share = await store(userId);
  await store(other);
  for (let i = 0; i < 3; i++) expect(await retrieve(userId)).toBe(share);
  expect(await retrieve(userId)).toBe("RATE_LIMITED");
  expect(await retrieve(other)).toMatch(/^[0-9a-f]{40}$/);
  now += 59_000;
  expect(await retrieve(userId)).toBe("RATE_LIMITED");
  now += 1_000;
  expect(await retrieve(userId)).toBe(share);
});

test("a refusal says when to come again, and strangers do not use a user's retrievals up @network", async () => {
  await start({ retrievalLimit: { most: 2, within: 60_000 } });
  const userId = crypto.randomUUID();
  const share = await store(userId);
  const ask = async (signer: { signTypedData: Wallet["signTypedData"] }) => {
    const message = downloadMessage(LOCAL_CONTRACT, recovering, now++, boxPublicKey(randomBytes(32)));
    const signature = await signer.signTypedData(message.domain, message.types, message.message);
    return raw(`${node.localUrl}/offchain/${LOCAL_CONTRACT}/shares/${userId}`, {
      headers: { authorization: `eip712 ${signature}`, "content-type": "application/json" },
      body: JSON.stringify(message.message),
    });
  };
  for (let i = 0; i < 5; i++) expect((await ask(Wallet.createRandom())).status).toBe(401);
  expect(await retrieve(userId)).toBe(share);
  expect((await ask(wallet)).status).toBe(200);
  const refused = await ask(wallet);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
});

test("a person who unlocks twice a minute is never limited @network", async () => {
  await start();
  const userId = crypto.randomUUID();
  const share = await store(userId);
  for (let i = 0; i < 40; i++, now += 30_000) expect(await retrieve(userId)).toBe(share);
});

/** The contract's state as a deployed client reads it. */
function readState(base64: string): { address: string; endpoint: string }[] {
  const bytes = fromBase64(base64);
  const view = new DataView(bytes.buffer);
  let at = 4;
  const nodes = Array.from({ length: view.getInt32(0, true) }, () => {
    const address = toHex(bytes.subarray(at, at + 21));
    const length = view.getUint32(at + 21, true);
    const endpoint = fromUtf8(bytes.subarray(at + 25, at + 25 + length));
    at += 25 + length;
    return { address, endpoint };
  });
  expect(at).toBe(bytes.length);
  return nodes;
}

test("the reader answers the contract's state with every node in order @network", async () => {
  const network = await startNetwork({ ownerAddress: wallet.address, enclaveOrigins: () => [] });
  try {
    const answer = await fetch(`${network.reader.localUrl}/chain/contracts/${network.contract.toUpperCase()}`);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const { address, serializedContract } = (await answer.json()) as { address: string; serializedContract: string };
    expect(address).toBe(network.contract);
    const nodes = readState(serializedContract);
    expect(nodes.map(({ endpoint }) => endpoint)).toEqual(network.mpcNodes.map(({ url }) => url));
    expect(new Set(nodes.map((one) => one.address)).size).toBe(5);
    const other = `${network.reader.localUrl}/chain/contracts/${"02".repeat(21)}`;
    expect((await fetch(other)).status).toBe(404);
  } finally {
    await network.stop();
  }
});

test("a reader's state has the exact bytes of the format @network", async () => {
  const reader = await startReader({
    port: 0,
    hostname: "reader.localhost",
    contract: LOCAL_CONTRACT,
    endpoints: ["http://ä"],
  });
  try {
    const answer = await fetch(`${reader.localUrl}/chain/contracts/${LOCAL_CONTRACT}`);
    const { serializedContract } = (await answer.json()) as { serializedContract: string };
    const hex = toHex(fromBase64(serializedContract));
    expect(hex).toMatch(/^0100000000[0-9a-f]{40}09000000687474703a2f2fc3a4$/);
    expect(fromHex(hex).length).toBe(4 + 21 + 4 + 9);
  } finally {
    await reader.stop();
  }
});
