/** The MPC share node's protocol, with the frozen vectors of idOS's own implementation. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { type RunningMpcNode, startMpcNode } from "../../../../demo/network/mpc-node/server.ts";
import { open } from "../../../../enclave/crypto/box.ts";
import { fromHex, toHex } from "../../../../enclave/crypto/bytes.ts";
import { mpcTypedData, type MpcVector } from "../../vector-checks.ts";
import { raw } from "./raw.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../vectors/mpc.json", import.meta.url), "utf8")) as MpcVector[];
const vector = vectors[0] as MpcVector;
const AT = Number(vector.download.value["timestamp"]);
const ENCLAVE = "http://enclave.localhost:5174";

let nodes: RunningMpcNode[] = [];
let now = AT;

async function start(options: { index?: number; dataDir?: string; contract?: string } = {}): Promise<RunningMpcNode> {
  const node = await startMpcNode({
    port: 0,
    hostname: "mpc.localhost",
    contract: vector.contract,
    index: 0,
    enclaveOrigins: () => [ENCLAVE],
    now: () => now,
    ...options,
  });
  nodes.push(node);
  return node;
}

test.beforeEach(() => void (now = AT));
test.afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
});

type Kind = "upload" | "download" | "addAddress" | "removeAddress";
const METHOD = {
  upload: ["PUT", ""],
  download: ["POST", ""],
  addAddress: ["PATCH", "/add_address"],
  removeAddress: ["PATCH", "/remove_address"],
};

async function send(
  node: RunningMpcNode,
  kind: Kind,
  body: unknown,
  signature: string,
  change: { contract?: string; userId?: string; scheme?: string } = {},
) {
  const { contract = vector.contract, userId = vector.userId, scheme = "eip712" } = change;
  const [method = "", path] = METHOD[kind];
  const answer = await raw(`${node.localUrl}/offchain/${contract}/shares/${userId}${path}`, {
    method,
    headers: { authorization: `${scheme} ${signature}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, string> };
}

const upload = (node: RunningMpcNode, index = 0, v = vector) =>
  send(node, "upload", { ...v.upload.value, share_data: `0x${v.blindedHex[index]}` }, v.upload.signature, {
    contract: v.contract,
    userId: v.userId,
  });

/** Signs a message as another wallet, or the vector's wallet with other values. */
function sign(kind: Kind, message: MpcVector["upload"]["value"], key = vector.walletPrivateKey): Promise<string> {
  const { domain, types, message: value } = mpcTypedData(kind, vector, message);
  return new Wallet(key).signTypedData(domain, types, value);
}

const download = async (node: RunningMpcNode, timestamp: number, key = vector.walletPrivateKey) => {
  const value = { ...vector.download.value, recovering_address: `eip712:${new Wallet(key).address}`, timestamp };
  return send(node, "download", value, await sign("download", value, key));
};

for (const [i, v] of vectors.entries())
  test(`vector ${i}: every node stores its share and hands it back sealed to the ephemeral key @network`, async () => {
    for (let index = 0; index < v.nodes; index++) {
      const node = await start({ index, contract: v.contract });
      expect(await upload(node, index, v)).toEqual({ status: 201, body: {} });
      const { status, body } = await send(node, "download", v.download.value, v.download.signature, {
        contract: v.contract,
        userId: v.userId,
      });
      expect(status).toBe(200);
      const { encrypted_share = "", public_key = "", nonce = "" } = body;
      const opened = open(
        fromHex(nonce + encrypted_share.slice(2)),
        fromHex(public_key),
        fromHex(v.download.ephemeralSecretKey),
      );
      expect(toHex(opened)).toBe(v.blindedHex[index]);
      expect(Object.keys(body).sort()).toEqual(["encrypted_share", "nonce", "public_key"]);
    }
  });

test("the vector's wallet adds and removes another recovering address @network", async () => {
  const node = await start();
  await upload(node);
  expect((await send(node, "addAddress", vector.addAddress.value, vector.addAddress.signature)).status).toBe(200);
  expect((await send(node, "removeAddress", vector.removeAddress.value, vector.removeAddress.signature)).status).toBe(
    200,
  );
});

test("an added wallet recovers, a removed one no longer does @network", async () => {
  const node = await start();
  await upload(node);
  const other = Wallet.createRandom();
  const link = async (kind: "addAddress" | "removeAddress", timestamp: number) => {
    const field = kind === "addAddress" ? "address_to_add" : "address_to_remove";
    const value = {
      recovering_address: `eip712:${vector.walletAddress}`,
      [field]: `eip712:${other.address}`,
      timestamp,
    };
    return (await send(node, kind, value, await sign(kind, value))).status;
  };
  expect((await download(node, AT, other.privateKey)).status).toBe(403);
  expect(await link("addAddress", AT + 1)).toBe(200);
  expect(await link("addAddress", AT + 2)).toBe(200);
  expect((await download(node, AT + 3, other.privateKey)).status).toBe(200);
  expect(await link("removeAddress", AT + 4)).toBe(200);
  expect((await download(node, AT + 5, other.privateKey)).status).toBe(403);
});

test("the last recovering address stays @network", async () => {
  const node = await start();
  await upload(node);
  const own = `eip712:${vector.walletAddress}`;
  const value = { recovering_address: own, address_to_remove: own.toLowerCase(), timestamp: AT };
  expect((await send(node, "removeAddress", value, await sign("removeAddress", value))).status).toBe(409);
  expect((await download(node, AT + 1)).status).toBe(200);
});

test("a share that is not its commitment's is refused @network", async () => {
  const node = await start();
  for (const share of [vector.blindedHex[1], `00${vector.blindedHex[0]?.slice(2)}`, "00".repeat(32), "00"]) {
    const answer = await send(
      node,
      "upload",
      { ...vector.upload.value, share_data: `0x${share}` },
      vector.upload.signature,
    );
    expect(answer.status).toBe(400);
  }
  expect((await upload(await start({ index: 1 }), 0)).status).toBe(400);
  expect((await upload(await start({ index: 5 }), 0)).status).toBe(400);
  expect((await download(node, AT)).status).toBe(404);
});

test("an upload that no listed address signed is refused @network", async () => {
  const node = await start();
  const body = { ...vector.upload.value, share_data: `0x${vector.blindedHex[0]}` };
  const stranger = Wallet.createRandom();
  expect(
    (await send(node, "upload", body, await sign("upload", vector.upload.value, stranger.privateKey))).status,
  ).toBe(401);
  expect((await send(node, "upload", body, vector.download.signature)).status).toBe(401);
  expect((await send(node, "upload", body, "0x00")).status).toBe(401);
  expect((await send(node, "upload", body, vector.upload.signature, { scheme: "NEAR" })).status).toBe(401);
  // The list is part of what was signed.
  const grown = [...(vector.upload.value["recovering_addresses"] as string[]), `eip712:${stranger.address}`];
  expect((await send(node, "upload", { ...body, recovering_addresses: grown }, vector.upload.signature)).status).toBe(
    401,
  );
  expect((await download(node, AT)).status).toBe(404);
});

test("a stranger cannot overwrite a share, a recovering address can, and what it replaced does not come back @network", async () => {
  const node = await start();
  await upload(node);
  const stranger = Wallet.createRandom();
  const replacement = async (key: string) => {
    const other = vectors[1] as MpcVector;
    const value = {
      share_commitments: other.upload.value["share_commitments"] as string[],
      recovering_addresses: [`eip712:${new Wallet(key).address}`],
    };
    return send(node, "upload", { ...value, share_data: `0x${other.blindedHex[0]}` }, await sign("upload", value, key));
  };
  expect((await replacement(stranger.privateKey)).status).toBe(403);
  expect((await download(node, AT)).status).toBe(200);
  expect((await download(node, AT, stranger.privateKey)).status).toBe(403);
  expect((await upload(node)).status).toBe(201);
  expect((await replacement(vector.walletPrivateKey)).status).toBe(201);
  expect((await upload(node)).status).toBe(409);
});

test("an upload that is sent again changes nothing, so that it takes no wallet away that was added since @network", async () => {
  const node = await start();
  await upload(node);
  const other = Wallet.createRandom();
  const added = {
    recovering_address: `eip712:${vector.walletAddress}`,
    address_to_add: `eip712:${other.address}`,
    timestamp: AT,
  };
  expect((await send(node, "addAddress", added, await sign("addAddress", added))).status).toBe(200);
  expect((await upload(node)).status).toBe(201);
  expect((await download(node, AT, other.privateKey)).status).toBe(200);
});

test("a wallet that signs without end is told to wait, and its share stays readable @network", async () => {
  const node = await start();
  await upload(node);
  const add = async (timestamp: number) => {
    const message = {
      recovering_address: `eip712:${vector.walletAddress}`,
      address_to_add: `eip712:${vector.walletAddress}`,
      timestamp,
    };
    return (await send(node, "addAddress", message, await sign("addAddress", message))).status;
  };
  for (let i = 0; i < 500; i++) expect(await add(AT + i)).toBe(200);
  expect(await add(AT + 500)).toBe(429);
  now = AT + 5 * 60_000 + 1_000;
  expect((await download(node, now)).status).toBe(200);
});

test("a signature of another wallet, another message or another contract does not recover @network", async () => {
  const node = await start();
  await upload(node);
  const stranger = Wallet.createRandom().privateKey;
  const value = vector.download.value;
  expect((await send(node, "download", value, await sign("download", value, stranger))).status).toBe(401);
  expect(
    (await send(node, "download", { ...value, public_key: `0x${"11".repeat(32)}` }, vector.download.signature)).status,
  ).toBe(401);
  expect((await send(node, "download", { ...value, timestamp: AT + 1 }, vector.download.signature)).status).toBe(401);
  const { message, types } = mpcTypedData("download", vector, value);
  const domain = { ...vector.domain, verifyingContract: `0x${"33".repeat(20)}` };
  const elsewhere = await new Wallet(vector.walletPrivateKey).signTypedData(domain, types, message);
  expect((await send(node, "download", value, elsewhere)).status).toBe(401);
  expect(
    (await send(node, "download", value, vector.download.signature, { contract: `02${"33".repeat(20)}` })).status,
  ).toBe(404);
  expect((await send(node, "download", value, vector.download.signature)).status).toBe(200);
});

test("a timestamp works once, within five minutes of the node's clock @network", async () => {
  const node = await start();
  await upload(node);
  const window = 5 * 60_000;
  expect((await download(node, AT - window - 1)).status).toBe(401);
  expect((await download(node, AT + window + 1)).status).toBe(401);
  expect((await download(node, AT - window)).status).toBe(200);
  expect((await download(node, AT + window)).status).toBe(200);
  expect((await download(node, AT + window)).status).toBe(401);
  // Still refused when the clock has moved, as long as it is inside the window.
  now = AT + 2 * window;
  expect((await download(node, AT + window)).status).toBe(401);
});

test("the same request twice at once is answered once @network", async () => {
  const node = await start();
  await upload(node);
  const statuses = (await Promise.all(Array.from({ length: 6 }, () => download(node, AT)))).map(
    (answer) => answer.status,
  );
  expect(statuses.sort()).toEqual([200, 401, 401, 401, 401, 401]);
});

test("malformed requests are 400, never 500 @network", async () => {
  const node = await start();
  await upload(node);
  const value = vector.download.value;
  const bad: [Kind, unknown][] = [
    ["download", {}],
    ["download", null],
    ["download", { ...value, timestamp: "now" }],
    ["download", { ...value, timestamp: 1e300 }],
    ["download", { ...value, timestamp: -1 }],
    ["download", { ...value, public_key: "0x00" }],
    ["upload", { ...vector.upload.value, share_data: "zz" }],
    ["upload", { ...vector.upload.value, share_data: "0x" }],
    ["upload", { share_commitments: "x", recovering_addresses: [], share_data: "00" }],
    [
      "upload",
      { ...vector.upload.value, recovering_addresses: ["bitcoin:1"], share_data: `0x${vector.blindedHex[0]}` },
    ],
    ["addAddress", { recovering_address: "x" }],
    ["addAddress", { ...vector.addAddress.value, address_to_add: "bitcoin:1" }],
  ];
  for (const [kind, body] of bad)
    expect((await send(node, kind, body, vector.download.signature)).status, JSON.stringify(body)).toBe(400);
  expect((await send(node, "download", value, vector.download.signature, { userId: "..%2f..%2fetc" })).status).toBe(
    400,
  );
  expect((await send(node, "download", value, vector.download.signature, { userId: "not-a-uuid" })).status).toBe(400);
  const low = { ...value, public_key: `0x${"00".repeat(32)}` };
  expect((await send(node, "download", low, await sign("download", low))).status).toBe(400);
  const big = await send(
    node,
    "upload",
    { ...vector.upload.value, share_data: "00".repeat(40_000) },
    vector.upload.signature,
  );
  expect(big.status).toBe(413);
});

test("only configured enclave origins may use it from a page @network", async () => {
  const node = await start();
  const url = `${node.localUrl}/offchain/${vector.contract}/shares/${vector.userId}`;
  const body = JSON.stringify({ ...vector.upload.value, share_data: `0x${vector.blindedHex[0]}` });
  const ask = (origin: string, method: string) =>
    raw(url, {
      method,
      headers: { origin, authorization: `eip712 ${vector.upload.signature}`, "content-type": "application/json" },
      ...(method === "PUT" && { body }),
    });
  for (const origin of ["http://neobank.localhost:5173", "null", `${ENCLAVE}.evil.example`])
    for (const method of ["OPTIONS", "PUT"]) {
      const { status, headers } = await ask(origin, method);
      expect([status, headers["access-control-allow-origin"]], `${method} ${origin}`).toEqual([403, undefined]);
    }
  expect((await download(node, AT)).status).toBe(404);
  const preflight = await ask(ENCLAVE, "OPTIONS");
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": ENCLAVE,
    "access-control-allow-methods": "PUT, POST, PATCH",
    "access-control-allow-headers": expect.stringMatching(/authorization/i),
  });
  expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
  expect(await ask(ENCLAVE, "PUT")).toMatchObject({ status: 201, headers: { "access-control-allow-origin": ENCLAVE } });
});

test("shares, addresses and used timestamps outlive a restart, and no half-written file is left @network", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "mpc-node-"));
  try {
    const first = await start({ dataDir });
    await upload(first);
    expect((await download(first, AT)).status).toBe(200);
    await first.stop();
    nodes = [];
    await writeFile(join(dataDir, "shares", `${vector.userId}.json.half.tmp`), "{");
    const second = await start({ dataDir });
    expect((await download(second, AT)).status).toBe(401);
    expect((await download(second, AT + 1)).status).toBe(200);
    expect(await readdir(join(dataDir, "shares"))).toEqual([`${vector.userId}.json`]);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
