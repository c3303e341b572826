/** `npx idos-isle`, run as a person runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import type { RunningDev } from "../../../../demo/local/dev.ts";
import { findPorts } from "../../../../demo/start/ports.ts";
import type { SeededPerson } from "../../../../demo/local/testing.ts";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { randomBytes, toBase64 } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { createConsumer, createIssuer, type KeyFile, memoryStore } from "../../../../host-sdk/server/index.ts";
import { startPostgres } from "../../../harness/postgres.ts";
import { EvmPerson } from "./people.ts";
import { rpc } from "./raw.ts";

/** The built one, as it is published: it also starts in a third of the time of its sources. */
const CLI = fileURLToPath(new URL("../../../../dist/cli/index.js", import.meta.url));

let folder: string;
let running: ChildProcess[] = [];
test.beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "cli-"))));
test.afterEach(async () => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Starts the program; `line` is the first that it prints. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DATABASE_URL: undefined, ...env },
    cwd: folder,
  });
  running.push(child);
  let [out, err] = ["", ""];
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, out, err })));
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
      if (out.includes("\n")) resolve(out);
    });
    void ended.then(() => reject(new Error(`it ended: ${err}`)));
  });
  line.catch(() => {});
  return { child, ended, line };
}

const run = (args: readonly string[]): Promise<Ended> => start(args).ended;

type Ready = RunningDev & { ready: true; pid: number; dataDir: string };

async function dev(args: readonly string[], env?: Record<string, string>) {
  const { child, ended, line } = start(["dev", "--port", "0", "--json", ...args], env);
  const ready = JSON.parse(await line) as Ready;
  const stop = async (): Promise<Ended> => {
    child.kill("SIGINT");
    return ended;
  };
  return { ready, stop };
}

const readJson = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, "utf8")) as T;

test("dev --seed demo runs a network that is the same after a restart and empty after --reset @network", async () => {
  const data = join(folder, "state");
  const first = await dev(["--data", data, "--seed", "demo", "--nodes", "2"]);
  expect(first.ready).toMatchObject({ ready: true, dataDir: data, chainId: "idos-local", mpc: { threshold: 3 } });
  expect(first.ready.nodes).toHaveLength(2);
  const { keys, nodeLocal, enclave = "" } = first.ready;
  const person = await readJson<SeededPerson>(keys.person ?? "");
  expect(await new EvmPerson(nodeLocal, person.privateKey).call(idos.getUser, {})).toMatchObject([
    { id: person.userId },
  ]);
  const consumers = await fetch(`${enclave.replace("enclave.localhost", "127.0.0.1")}/consumers.json`);
  expect(await consumers.json()).toMatchObject([
    { name: "Demo consumer", origins: expect.arrayContaining(["http://localhost:3000"]) as unknown },
  ]);
  // The issuer is permitted, and what it issued is readable with its own keys.
  const issuer = createConsumer({ keys: keys.issuer ?? "", node: nodeLocal, issuers: [] });
  const grants = [];
  for await (const grant of issuer.grants({ userId: person.userId })) grants.push(grant);
  expect(grants).toHaveLength(1);
  const ended = await first.stop();
  expect(ended.code).toBe(0);
  expect(ended.out.trim().split("\n")).toHaveLength(1);

  const second = await dev(["--data", data, "--seed", "demo", "--no-enclave"]);
  expect(second.ready.enclave).toBeUndefined();
  expect(await readJson(keys.person ?? "")).toEqual(person);
  const again = new EvmPerson(second.ready.nodeLocal, person.privateKey);
  expect(await again.call(idos.getCredentials, {})).toHaveLength(2);
  await second.stop();

  const third = await dev(["--data", data, "--reset", "--no-enclave"]);
  const { address } = person;
  expect(await new EvmPerson(third.ready.nodeLocal).call(idos.hasProfile, { address })).toEqual([
    { has_profile: false },
  ]);
  await third.stop();
});

test("a server's keys are made once, and permitted by dev --permit they create profiles @network", async () => {
  const file = join(folder, "server-keys.json");
  const made = await run(["keys", file, "--issuer"]);
  expect(made.code).toBe(0);
  const keys = await readJson<KeyFile>(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  for (const secret of [keys.signer, keys.encryption, keys.issuer ?? "none"]) expect(made.out).not.toContain(secret);

  const shown = await run(["keys", file, "--public", "--json"]);
  const parts = JSON.parse(shown.out) as Record<string, string>;
  expect(Object.keys(parts)).toEqual(["file", "walletIdentifier", "encryptionPublicKey", "issuerPublicKey"]);
  for (const part of Object.values(parts)) expect(made.out).toContain(part);
  expect(made.out).toMatch(/idOS permits the issuer public key/);

  const overwriting = await run(["keys", file]);
  expect(overwriting).toMatchObject({ code: 1, out: "", err: expect.stringContaining("it was not touched") });
  expect(await readJson(file)).toEqual(keys);

  const { ready, stop } = await dev(["--data", join(folder, "state"), "--permit", file, "--no-enclave"]);
  const issuer = createIssuer({
    keys: file,
    node: ready.nodeLocal,
    url: "http://bank.localhost",
    store: memoryStore(),
  });
  const person = new EvmPerson(ready.nodeLocal);
  await issuer.createUser({
    profile: {
      userId: crypto.randomUUID(),
      recipientEncryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
      encryptionPasswordStore: "user",
    },
    wallet: {
      type: "EVM",
      address: person.identifier,
      message: "mine",
      signature: await person.wallet.signMessage("mine"),
    },
  });
  expect(await person.call(idos.getUser, {})).toHaveLength(1);
  await stop();

  // A wallet is nobody's delegate on idOS.
  const reader = join(folder, "reader-keys.json");
  await run(["keys", reader]);
  expect(
    await run(["dev", "--port", "0", "--data", join(folder, "other"), "--permit", reader, "--no-enclave"]),
  ).toMatchObject({ code: 1, out: "", err: expect.stringContaining("keys.issuer: missing") });
});

test("keys without an issuer have none, and go into a file of the default name @network", async () => {
  expect((await run(["keys"])).out).toContain("idos-keys.json");
  expect(Object.keys(await readJson<KeyFile>(join(folder, "idos-keys.json")))).toEqual(["signer", "encryption"]);
  expect(await run(["keys", join(folder, "none.json"), "--public"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^keys: .*ENOENT/),
  });
});

test("a taken port, a foreign folder and an unknown extension end with 1 and say what to do @network", async () => {
  // A stretch of ports that is free, below those that systems hand out by themselves, and one of them taken.
  let base = 22_000;
  while ((await findPorts(base)).moved.length) base += 100;
  const port = base + 7;
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
  const foreign = join(folder, "mine.txt");
  await writeFile(foreign, "mine");
  try {
    const [onPort, enclavePort, inFolder, reset, extension] = await Promise.all([
      run(["dev", "--port", String(port), "--data", join(folder, "a"), "--no-enclave"]),
      // The enclave's port is the eighth.
      run(["dev", "--port", String(base), "--data", join(folder, "c")]),
      run(["dev", "--port", "0", "--data", folder]),
      run(["dev", "--port", "0", "--data", folder, "--reset"]),
      run(["dev", "--port", "0", "--data", join(folder, "b"), "--extension", "magic", "--no-enclave"]),
    ]);
    for (const ended of [onPort, enclavePort]) {
      expect(ended).toMatchObject({ code: 1, out: "", err: expect.stringContaining(`Port ${port} is taken`) });
      expect(ended.err).toMatch(/choose another with --port\n$/);
    }
    expect(inFolder).toMatchObject({ code: 1, err: expect.stringContaining("--data") });
    expect(reset).toMatchObject({ code: 1, err: expect.stringContaining("nothing was deleted") });
    expect(extension).toMatchObject({ code: 1, err: expect.stringContaining("extensions: expected") });
    expect(await readFile(foreign, "utf8")).toBe("mine");
  } finally {
    taken.close();
  }
});

test("wrong use ends with 2 and names the option, help with 0 @network", async () => {
  const wrong: [string[], RegExp][] = [
    [["dev", "--port", "x"], /--port/],
    [["dev", "--nodes", "10"], /--nodes/],
    [["dev", "--seed", "all"], /--seed/],
    [["dance"], /dance/],
    [["mpc-node"], /--index/],
    [["configure"], /--out/],
    [["check"], /url/],
    [[], /Usage/],
  ];
  const ends = await Promise.all(wrong.map(([args]) => run(args)));
  for (const [i, [args, words]] of wrong.entries())
    expect(ends[i], args.join(" ")).toMatchObject({ code: 2, err: expect.stringMatching(words) });
  expect(await run(["check", "http://enclave.localhost:1"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("does not answer"),
  });
  expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("dev") });
  const { version } = await readJson<{ version: string }>("package.json");
  expect(await run(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
});

test("dev keeps the node's state in PostgreSQL, and --reset empties it @network", async () => {
  const postgres = await startPostgres();
  try {
    const data = join(folder, "state");
    const first = await dev(["--data", data, "--seed", "demo", "--no-enclave"], { DATABASE_URL: postgres.url });
    const person = await readJson<SeededPerson>(first.ready.keys.person ?? "");
    await first.stop();
    const second = await dev(["--data", data, "--database-url", postgres.url, "--no-enclave"]);
    expect(await new EvmPerson(second.ready.nodeLocal, person.privateKey).call(idos.getUser, {})).toHaveLength(1);
    await second.stop();
    const third = await dev(["--data", data, "--database-url", postgres.url, "--reset", "--no-enclave"]);
    expect((await rpc(third.ready.nodeLocal, "user.chain_info")).result).toMatchObject({ block_height: 0 });
    await third.stop();
  } finally {
    await postgres.stop();
  }
});

test("an MPC node runs in a process of its own @network", async () => {
  const { child, line, ended } = start(["mpc-node", "--index", "4", "--enclave", "https://enclave.example", "--json"]);
  const { localUrl } = JSON.parse(await line) as { localUrl: string };
  const preflight = (origin: string) => fetch(localUrl, { method: "OPTIONS", headers: { origin } });
  expect((await preflight("https://enclave.example")).status).toBe(204);
  expect((await preflight("https://dapp.example")).status).toBe(403);
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});
