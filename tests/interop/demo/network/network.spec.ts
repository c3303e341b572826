/** The network as a whole: start, stop, restart, taken ports and folders. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { fileURLToPath } from "node:url";
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { type NetworkOptions, startNetwork } from "../../../../demo/network/network.ts";
import { lockFolder } from "../../../../demo/process/folder-lock.ts";
import { startNode } from "../../../../demo/network/node/server.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { EvmPerson, join, KeyPerson } from "./people.ts";
import { rpc } from "./raw.ts";

const ownerKey = Wallet.createRandom().privateKey;
const options = { ownerAddress: new Wallet(ownerKey).address, enclaveOrigins: () => [] } satisfies NetworkOptions;

let folder: string;
test.beforeEach(async () => void (folder = await mkdtemp(joinPath(tmpdir(), "network-"))));
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test("one node and five MPC nodes answer on names of their own @network", async () => {
  const network = await startNetwork(options);
  expect(network.mpcNodes).toHaveLength(5);
  expect(network.node.url).toMatch(/^http:\/\/node\.localhost:\d+$/);
  for (const { url } of network.mpcNodes) expect(url).toMatch(/^http:\/\/mpc\.localhost:\d+$/);
  expect(new Set([network.node, ...network.mpcNodes].map(({ url }) => new URL(url).port)).size).toBe(6);
  expect((await rpc(network.node.localUrl, "user.chain_info")).result).toMatchObject({ chain_id: network.chainId });
  await network.stop();
  await expect(rpc(network.node.localUrl, "user.ping")).rejects.toThrow(/ECONNREFUSED/);
});

test("what was written is there after a restart, and old transactions stay used @network", async () => {
  const first = await startNetwork({ ...options, dataDir: folder });
  const owner = new EvmPerson(first.node.localUrl, ownerKey);
  const [inserter, alice] = [new KeyPerson(first.node.localUrl), new EvmPerson(first.node.localUrl)];
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await owner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  const { userId } = await join(inserter, alice);
  const before = (await rpc(first.node.localUrl, "user.chain_info")).result;
  await first.stop();

  const second = await startNetwork({ ...options, dataDir: folder });
  const again = new EvmPerson(second.node.localUrl, alice.wallet.privateKey);
  expect(await again.call(idos.getUser, {})).toMatchObject([{ id: userId }]);
  expect((await rpc(second.node.localUrl, "user.chain_info")).result).toEqual(before);
  const account = { id: { identifier: owner.identifier.slice(2), key_type: "secp256k1" }, status: 0 };
  expect((await rpc(second.node.localUrl, "user.account", account)).result).toMatchObject({ nonce: 2 });
  await second.stop();
});

test("a taken port is a clear error, and what had started is stopped @network", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  try {
    await expect(startNetwork({ ...options, dataDir: folder, nodePort: port })).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      message: expect.stringContaining(`Port ${port} is taken`),
      data: { port },
    });
    // Everything was given back: the same folder starts on free ports.
    await (await startNetwork({ ...options, dataDir: folder })).stop();
  } finally {
    taken.close();
  }
});

test("a folder serves one process at a time, and is free again after a crash @network", async () => {
  const dataDir = joinPath(folder, "node");
  const start = () => startNode({ port: 0, hostname: "node.localhost", ownerAddress: options.ownerAddress, dataDir });
  const script = `
    import { startNode } from ${JSON.stringify(fileURLToPath(new URL("../../../../demo/network/node/server.ts", import.meta.url)))};
    await startNode(${JSON.stringify({ port: 0, hostname: "node.localhost", ownerAddress: options.ownerAddress, dataDir })});
    console.log("ready");`;
  const other = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    other.stdout.on("data", (data: Buffer) => data.includes("ready") && resolve());
    other.on("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
  await expect(start()).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
    message: expect.stringContaining(String(other.pid)),
  });
  const ended = new Promise((resolve) => other.on("exit", resolve));
  other.kill("SIGKILL");
  await ended;
  const node = await start();
  expect((await rpc(node.localUrl, "user.ping")).result).toEqual({ message: "pong" });
  await node.stop();
});

test("a lock of a killed process holds nobody up, also where the process ids begin anew, as in a container @network", async () => {
  const dataDir = joinPath(folder, "locked");
  const lock = joinPath(dataDir, "lock");
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.once("close", resolve));
  await mkdir(dataDir);
  for (const left of [String(gone.pid), String(process.pid)]) {
    await writeFile(lock, left);
    lockFolder(dataDir)();
  }
  // A crash in the middle of writing leaves nothing in it; one that was made just now is being written.
  await writeFile(lock, "");
  expect(() => lockFolder(dataDir)).toThrow(/in use by another process/);
  await utimes(lock, new Date(0), new Date(0));
  const release = lockFolder(dataDir);
  expect(() => lockFolder(dataDir)).toThrow(new RegExp(`in use by process ${process.pid}`));
  release();
  await writeFile(lock, String(process.ppid));
  expect(() => lockFolder(dataDir)).toThrow(new RegExp(`in use by process ${process.ppid}`));
  // Giving back twice takes nobody else's lock away.
  release();
  expect(await readdir(dataDir)).toEqual(["lock"]);
});

test("an owner that is no address is refused @network", async () => {
  await expect(startNetwork({ ...options, ownerAddress: "me" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
