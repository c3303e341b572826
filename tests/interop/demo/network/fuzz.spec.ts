/** Bad input: each request gets an error, none a crash, and the database stays as it was. `SEED=<n>` repeats a run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Wallet } from "ethers";
import fc from "fast-check";
import { expect, test } from "playwright/test";
import { startNode } from "../../../../demo/network/node/server.ts";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../../enclave/kwil/payload.ts";
import { transactionText } from "../../../../enclave/kwil/texts.ts";
import { dumpDatabase } from "./dump.ts";
import { type HostileRequest, hostileRequests, shownBody } from "./hostile-requests.ts";
import { EvmPerson, join, KeyPerson } from "./people.ts";
import type { RpcAnswer } from "./raw.ts";

const REQUESTS = 2000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
const INTERNAL = -32603;

let folder: string;
test.beforeAll(async () => void (folder = await mkdtemp(joinPath(tmpdir(), "fuzz-"))));
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong with the answer to a request; undefined when nothing is. */
async function problem(url: string, { body }: HostileRequest): Promise<string | undefined> {
  const response = await fetch(`${url}/rpc/v1`, { method: "POST", body: body.slice() });
  const text = await response.text();
  if (response.status !== 200) return `HTTP ${response.status}: ${text}`;
  const answers = [JSON.parse(text) as RpcAnswer | RpcAnswer[]].flat();
  const bad = answers.find(({ error }) => !error || error.code === INTERNAL || !error.message);
  return bad || !answers.length ? text : undefined;
}

test(`${REQUESTS} hostile requests get an error each and change nothing @network`, async () => {
  console.log(`fuzz: SEED=${SEED}`);
  const ownerKey = Wallet.createRandom().privateKey;
  const options = {
    port: 0,
    hostname: "node.localhost",
    ownerAddress: new Wallet(ownerKey).address,
    dataDir: folder,
  };
  let node = await startNode(options);
  const [owner, inserter, alice] = [
    new EvmPerson(node.localUrl, ownerKey),
    new KeyPerson(node.localUrl),
    new EvmPerson(node.localUrl),
  ];
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await owner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  await join(inserter, alice);
  await node.stop();
  const before = await dumpDatabase(folder);
  expect(before["users"]).toHaveLength(1);

  const payload = encodeExecute(idos.addInserterAsOwner, { id: crypto.randomUUID(), name: "Mallory" });
  const text = transactionText({ description: "", payload, fee: "0", nonce: 3, chainId: "idos-local" });
  const requests = fc.sample(
    hostileRequests({
      victim: owner.identifier.slice(2).toLowerCase(),
      payload,
      nonce: 3,
      signature: fromHex(await Wallet.createRandom().signMessage(text)),
    }),
    { numRuns: REQUESTS, seed: SEED },
  );
  expect(new Set(requests.map(({ kind }) => kind)).size).toBeGreaterThan(15);

  node = await startNode(options);
  const problems: string[] = [];
  for (const request of requests) {
    const found = await problem(node.localUrl, request);
    if (found) problems.push(`${request.kind}: ${shownBody(request.body)} → ${found.slice(0, 300)}`);
  }
  expect(problems.slice(0, 10), `${problems.length} wrong answers`).toEqual([]);
  await node.stop();
  expect(await dumpDatabase(folder)).toEqual(before);

  // By its real owner the forged transaction works: it was refused for its signature.
  node = await startNode(options);
  const again = new EvmPerson(node.localUrl, ownerKey);
  await again.execute(idos.addInserterAsOwner, { id: crypto.randomUUID(), name: "Mallory" });
  expect((await again.kwil.getAccount(again.wallet.address)).data?.nonce).toBe(3);
  await node.stop();
});
