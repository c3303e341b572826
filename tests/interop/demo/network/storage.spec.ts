/** The node's two databases: the same SQL on both, and what a killed process leaves in each. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Wallet } from "ethers";
import { Client } from "pg";
import { expect, test } from "playwright/test";
import { type DatabaseOptions, openDatabase } from "../../../../demo/network/node/database.ts";
import { snapshotFile } from "../../../../demo/network/node/pglite-snapshot.ts";
import { resetPostgres } from "../../../../demo/network/node/postgres.ts";
import { startNode } from "../../../../demo/network/node/server.ts";
import { sql } from "../../../../demo/network/node/sql.ts";
import { type RunningPostgres, startPostgres } from "../../../harness/postgres.ts";
import { CASES } from "./conformance-cases.ts";
import { kinds, outcome } from "./conformance-outcome.ts";
import { CALLERS, startWorld } from "./conformance-world.ts";
import { rpc } from "./raw.ts";
import { permitWriters, sendWrites, signWrites, spawnNode } from "./signed-writes.ts";

const owner = Wallet.createRandom();
const nodeOptions = { port: 0, hostname: "node.localhost", ownerAddress: owner.address };

let postgres: RunningPostgres;
let folder: string;
test.beforeAll(async () => void (postgres = await startPostgres()));
test.afterAll(() => postgres.stop());
test.beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "storage-"))));
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** The cells of docs/network-conformance.md, which the embedded database made, by the row's first two columns. */
async function documented(): Promise<Map<string, string[]>> {
  const text = await readFile(new URL("../../../../docs/network-conformance.md", import.meta.url), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  return new Map(
    rows.map((line) => {
      const [name = "", , ...cells] = line.slice(2, -2).split(" | ");
      return [name, cells];
    }),
  );
}

test("PostgreSQL allows and refuses what the embedded database does, for every action @network", async () => {
  const world = await startWorld({ databaseUrl: await postgres.createDatabase() });
  const table = await documented();
  const compared = ["network owner", "inserter", "issuer", "owner", "grantee"] as const;
  try {
    for (const one of CASES) {
      world.renew();
      const extension = kinds.get(one.action.name)?.extension;
      const name = `\`${one.action.name}\`${extension ? " (extension)" : ""}${one.when && `, ${one.when}`}`;
      const cells = table.get(name);
      for (const caller of compared)
        expect(`${caller}: ${await outcome(world, one, caller)}`, name).toBe(
          `${caller}: ${cells?.[CALLERS.indexOf(caller)]}`,
        );
    }
  } finally {
    await world.node.stop();
  }
});

test("two nodes of two processes on one PostgreSQL database write one chain @network", async () => {
  const databaseUrl = await postgres.createDatabase();
  const writers = signWrites(4, 15);
  const other = await spawnNode(owner.address, { databaseUrl });
  const here = await startNode({ ...nodeOptions, databaseUrl });
  try {
    await permitWriters(here.localUrl, owner.privateKey, writers);
    const [first, second] = await Promise.all([
      sendWrites(here.localUrl, writers.slice(0, 2), () => {}),
      sendWrites(other.url, writers.slice(2), () => {}),
    ]);
    expect([first.size, second.size]).toEqual([30, 30]);
    const heads = await Promise.all([here.localUrl, other.url].map((url) => rpc(url, "user.chain_info")));
    expect(heads[0]?.result).toEqual(heads[1]?.result);
    expect(heads[0]?.result).toMatchObject({ block_height: 60 + writers.length + 1 });
  } finally {
    await here.stop();
    await other.end("SIGKILL");
  }
});

/** Kills a node with signal 9 under 1 000 writes and looks at what its database has. */
async function killedUnderLoad(options: DatabaseOptions): Promise<void> {
  const writers = signWrites(8, 125);
  const node = await spawnNode(owner.address, options);
  await permitWriters(node.url, owner.privateKey, writers);
  let killed: Promise<void> | undefined;
  const acknowledged = await sendWrites(node.url, writers, (count) => {
    if (count === 400) killed = node.end("SIGKILL");
  });
  await killed;
  expect(acknowledged.size).toBeGreaterThanOrEqual(400);
  expect(acknowledged.size).toBeLessThan(1000);

  const database = await openDatabase(options);
  try {
    const users = new Set((await database.rows(sql`SELECT id FROM users`)).map(({ id }) => String(id)));
    const blocks = await database.rows(sql`SELECT height, tx_hash, code FROM blocks ORDER BY height`);
    const hashes = new Set(blocks.map(({ tx_hash }) => String(tx_hash)));
    // Nothing that was acknowledged is lost.
    expect([...acknowledged].filter(([user, hash]) => !users.has(user) || !hashes.has(hash))).toEqual([]);
    // No transaction is there by half: a block for each user, a nonce for each block, no gap.
    const setup = writers.length + 1;
    expect(blocks.length).toBe(users.size + setup);
    expect(blocks.every(({ height, code }, i) => height === i + 1 && code === 0)).toBe(true);
    const [nonces] = await database.rows(sql`SELECT sum(nonce)::int AS all FROM accounts`);
    expect(nonces?.["all"]).toBe(blocks.length);
  } finally {
    await database.close();
  }

  // It goes on from there.
  const again = await startNode({ ...nodeOptions, ...options });
  try {
    const [more] = signWrites(1, 1);
    const { block_height } = (await rpc(again.localUrl, "user.chain_info")).result ?? {};
    const answer = await rpc(again.localUrl, "user.broadcast", more?.writes[0]?.params);
    // This writer is not permitted: a block with a refusal.
    expect(answer.result).toMatchObject({ result: { code: 65535, log: expect.stringMatching(/^DENIED/) } });
    expect((await rpc(again.localUrl, "user.chain_info")).result).toMatchObject({
      block_height: Number(block_height) + 1,
    });
  } finally {
    await again.stop();
  }
}

test("PostgreSQL: kill -9 under 1 000 writes loses nothing acknowledged and leaves no half transaction @network", async () => {
  await killedUnderLoad({ databaseUrl: await postgres.createDatabase() });
});

test("embedded: kill -9 under 1 000 writes loses nothing acknowledged and leaves no half transaction @network", async () => {
  await killedUnderLoad({ dataDir: join(folder, "node") });
});

test("a damaged folder is refused with what to do, a half-made one is made again @network", async () => {
  const dataDir = join(folder, "node");
  await (await startNode({ ...nodeOptions, dataDir })).stop();
  await writeFile(join(dataDir, "pg", "global", "pg_control"), "");
  await expect(openDatabase({ dataDir })).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
    message: expect.stringContaining("empty folder"),
  });
  // As a crash in the middle of the first start leaves it.
  await writeFile(join(dataDir, "pg.unfinished"), "");
  await (await startNode({ ...nodeOptions, dataDir })).stop();
  expect((await readdir(dataDir)).sort()).toEqual(["pg"]);
});

test("a database is made without a snapshot, and in place of one that is none @network", async () => {
  const bare = gzipSync("this is no archive");
  await writeFile(snapshotFile(), bare);
  for (const dataDir of [join(folder, "first"), join(folder, "second")]) {
    const node = await startNode({ ...nodeOptions, dataDir });
    expect((await rpc(node.localUrl, "user.chain_info")).result).toMatchObject({ block_height: 0 });
    await node.stop();
    // The first start left a snapshot that the second one loads.
    expect((await stat(snapshotFile())).size).toBeGreaterThan(1_000_000);
  }
});

test("a PostgreSQL server that refuses or is not there is a clear error without the URL's password @network", async () => {
  const gone = "postgres://user:s3cret-word@127.0.0.1:1/none";
  for (const databaseUrl of [gone, postgres.url.replace(/[^/]+$/, "no_such_database")]) {
    const error: Error = await startNode({ ...nodeOptions, databaseUrl }).then(
      () => new Error("it started"),
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(error.message).not.toContain("s3cret-word");
  }
  await expect(startNode({ ...nodeOptions, databaseUrl: "mysql://x" })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  await expect(startNode({ ...nodeOptions, databaseUrl: gone, dataDir: folder })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});

test("connections that break in the middle of a transaction fail it whole, and the node goes on @network", async () => {
  const databaseUrl = await postgres.createDatabase();
  const database = await openDatabase({ databaseUrl });
  try {
    const cut = database.write(async (transaction) => {
      await transaction.run(sql`INSERT INTO accounts (identifier, nonce) VALUES ('half', 1)`);
      await postgres.cutConnections(databaseUrl);
      await transaction.run(sql`INSERT INTO accounts (identifier, nonce) VALUES ('other half', 1)`);
    });
    await expect(cut).rejects.toThrow();
    await database.write((transaction) =>
      transaction.run(sql`INSERT INTO accounts (identifier, nonce) VALUES ('whole', 1)`),
    );
    expect(await database.rows(sql`SELECT identifier FROM accounts`)).toEqual([{ identifier: "whole" }]);
  } finally {
    await database.close();
  }
});

test("a database of a newer version is refused and left alone @network", async () => {
  const databaseUrl = await postgres.createDatabase();
  const database = await openDatabase({ databaseUrl });
  await database.run(sql`INSERT INTO migrations VALUES (999), (1000)`);
  await database.close();
  await expect(openDatabase({ databaseUrl })).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
    message: expect.stringContaining("newer version"),
  });
});

test("an app's own tables in the database are left alone, also by a reset @network", async () => {
  const databaseUrl = await postgres.createDatabase();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("CREATE TABLE users (mine TEXT); INSERT INTO users VALUES ('kept')");
    await (await startNode({ ...nodeOptions, databaseUrl })).stop();
    const schemas = "SELECT table_schema FROM information_schema.tables WHERE table_name = 'users' ORDER BY 1";
    expect((await client.query(schemas)).rows).toEqual([{ table_schema: "idos_network" }, { table_schema: "public" }]);
    await resetPostgres(databaseUrl);
    expect((await client.query(schemas)).rows).toEqual([{ table_schema: "public" }]);
    expect((await client.query("SELECT mine FROM users")).rows).toEqual([{ mine: "kept" }]);
    await (await startNode({ ...nodeOptions, databaseUrl })).stop();
  } finally {
    await client.end();
  }
});
