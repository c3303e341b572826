/** The demo from outside: how it starts and ends, what it keeps, and whom its servers answer. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Hono } from "hono";
import { expect, test } from "playwright/test";
import { openDataFolder } from "../../demo/process/data-folder.ts";
import { operatorOnly } from "../../demo/dapp/operator-token.ts";
import { findPorts, SERVICES } from "../../demo/start/ports.ts";
import { readPrivateFile, writePrivateFile } from "../../demo/process/private-file.ts";
import { accountFile } from "../../demo/wallet/account-routes.ts";

let folder = "";
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "idos-demo-spec-"));
});
test.afterEach(async () => rm(folder, { recursive: true, force: true }));

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

interface Ready {
  pid: number;
  dataDir: string;
  neobank: { url: string; localUrl: string };
  acme: { url: string; localUrl: string };
  enclave: { url: string; localUrl: string };
  node: { url: string; localUrl: string };
  mpc: { url: string }[];
  operatorTokens: { neobank: string; acme: string };
}

/** Everything that a process prints, and how it ends. */
function watch(child: ChildProcess) {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const closed = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const line = async (): Promise<Ready> => {
    const until = Date.now() + 60_000;
    while (!out.includes("\n")) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`The demo did not become ready: ${err}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return JSON.parse(out) as Ready;
  };
  return { line, closed, output: () => ({ out, err }) };
}

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ["dist/demo/start.js", "--port", "0", "--data", join(folder, "data"), "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });

/** A request with headers that `fetch` would not let through. */
function ask(
  url: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.once("error", reject);
    asked.end();
  });
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test("starts, serves its pages under a strict policy, and keeps keys for this user alone", async () => {
  const child = start();
  const { line, closed } = watch(child);
  try {
    const demo = await line();
    expect(demo.mpc).toHaveLength(5);
    for (const place of [demo.neobank, demo.acme]) {
      const page = await fetch(`${place.localUrl}/back-office.html`);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(page.status).toBe(200);
      expect(policy).toContain(`frame-src ${demo.enclave.url};`);
      expect(policy).toContain(`connect-src 'self' ${demo.node.url};`);
      expect(policy).not.toContain("unsafe");
      expect(await (await fetch(`${place.localUrl}/config.json`)).json()).toEqual({
        enclave: demo.enclave.url,
        node: demo.node.url,
        backend: "/idos",
      });
      expect((await fetch(`${place.localUrl}/idos/description`)).status).toBe(200);
    }
    const keys = join(demo.dataDir, "keys");
    const files = await readdir(keys);
    expect(files.sort()).toEqual(["acme.json", "neobank.json", "network.json", "operators.json"]);
    for (const file of files) expect(await mode(join(keys, file))).toBe(0o600);
    expect(await mode(demo.dataDir)).toBe(0o700);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
});

test("SIGTERM and Ctrl-C end everything within two seconds, and the next start reuses keys and permissions", async () => {
  const tokens: Ready["operatorTokens"][] = [];
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const child = start();
    const { line, closed, output } = watch(child);
    const demo = await line();
    tokens.push(demo.operatorTokens);
    const told = performance.now();
    // Twice, as where a terminal and npm both tell it.
    child.kill(signal);
    child.kill(signal);
    expect(await closed, output().err).toBe(0);
    expect(performance.now() - told).toBeLessThan(2_000);
    for (const { localUrl } of [demo.neobank, demo.acme, demo.enclave, demo.node])
      await expect(fetch(localUrl, { signal: AbortSignal.timeout(2_000) })).rejects.toThrow();
    expect(output().out.trim().split("\n")).toHaveLength(1);
  }
  expect(tokens[1]).toEqual(tokens[0]);
});

test("ends when the process that started it is killed", async () => {
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["dist/demo/start.js", "--port", "0", "--data", ${JSON.stringify(join(folder, "data"))}, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.pipe(process.stdout);`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "pipe"] });
  const { line } = watch(parent);
  const { pid } = await line();
  expect(pid).not.toBe(parent.pid);
  parent.kill("SIGKILL");
  expect(await isGone(pid, 3_000)).toBe(true);
});

test("a second demo in the same folder is refused with the reason, and the first goes on", async () => {
  const first = start();
  const watched = watch(first);
  try {
    const demo = await watched.line();
    const second = watch(start());
    expect(await second.closed).toBe(1);
    expect(second.output().err).toContain(`${demo.dataDir} is in use by process ${first.pid}. Stop it`);
    expect((await fetch(`${demo.neobank.localUrl}/config.json`)).status).toBe(200);
  } finally {
    first.kill("SIGTERM");
    await watched.closed;
  }
});

test("the burner wallet's accounts are for the site's own pages: other sites, other names and frames get nothing", async () => {
  const child = start();
  const { line, closed } = watch(child);
  try {
    const { neobank, acme } = await line();
    const at = `${neobank.localUrl}/burner/accounts`;
    const host = new URL(neobank.url).host;
    const made = await ask(at, { host, origin: neobank.url, "sec-fetch-site": "same-origin" }, "POST");
    expect(made.status).toBe(201);
    const { address } = JSON.parse(made.body) as { address: string };

    const shared = await ask(`${acme.localUrl}/burner/accounts`, {
      host: new URL(acme.url).host,
      "sec-fetch-site": "same-origin",
    });
    expect(shared.body).toContain(address);
    expect(shared.headers["cache-control"]).toBe("no-store");

    const hostile: Record<string, string>[] = [
      { host, "sec-fetch-site": "cross-site" },
      { host, "sec-fetch-site": "same-site" },
      { host, "sec-fetch-site": "none" },
      { host, origin: "http://evil.localhost:9" },
      { host, origin: "null" },
      { host, origin: acme.url, "sec-fetch-site": "cross-site" },
      { host: `rebound.example:${new URL(neobank.url).port}` },
      { host: `evil.${host}` },
    ];
    for (const headers of hostile)
      for (const method of ["GET", "POST"]) {
        const refused = await ask(at, headers, method);
        expect(refused.status, JSON.stringify(headers)).toBe(403);
        expect(refused.body).not.toContain("secretKey");
      }
    const list = JSON.parse((await ask(at, { host, "sec-fetch-site": "same-origin" })).body) as { accounts: unknown[] };
    expect(list.accounts).toHaveLength(1);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
});

test("back offices and forms refuse strangers, unknown checks and other sites", async () => {
  const child = start();
  const { line, closed } = watch(child);
  try {
    const { neobank, acme, operatorTokens } = await line();
    const authorization = `Bearer ${operatorTokens.neobank}`;
    for (const url of [`${neobank.localUrl}/api/back-office/checks`, `${acme.localUrl}/api/back-office/grants`]) {
      expect((await fetch(url)).status).toBe(401);
      expect((await fetch(url, { headers: { authorization: `Bearer ${"0".repeat(32)}` } })).status).toBe(401);
    }
    // One dApp's token is not the other's.
    expect((await fetch(`${acme.localUrl}/api/back-office/grants`, { headers: { authorization } })).status).toBe(401);
    expect((await fetch(`${neobank.localUrl}/api/back-office/checks`, { headers: { authorization } })).status).toBe(
      200,
    );
    const crossSite = { host: new URL(neobank.url).host, authorization, "sec-fetch-site": "cross-site" };
    expect((await ask(`${neobank.localUrl}/api/back-office/checks`, crossSite)).status).toBe(403);
    for (const id of [crypto.randomUUID(), "x", "..%2F..%2Fkeys"]) {
      expect((await fetch(`${neobank.localUrl}/api/checks/${id}`)).status).toBe(404);
      expect((await fetch(`${neobank.localUrl}/api/checks/${id}/form`, { method: "POST", body: "{}" })).status).toBe(
        404,
      );
      expect(await (await fetch(`${acme.localUrl}/api/orders/${id}`)).json()).toEqual({
        status: "waiting",
        reasons: [],
      });
    }
    const large = await fetch(`${neobank.localUrl}/api/checks/x/form`, { method: "POST", body: "x".repeat(2_100_000) });
    expect(large.status).toBe(413);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
});

test("--reset wipes what the demo made, and refuses a folder that it did not make", async () => {
  const own = join(folder, "own");
  await (await openDataFolder(own, { reset: false })).release();
  await writeFile(join(own, "something"), "x");
  await (await openDataFolder(own, { reset: true })).release();
  expect(await readdir(own)).toEqual([".idos-isle-demo"]);

  const foreign = join(folder, "foreign");
  await mkdir(foreign);
  await writeFile(join(foreign, "thesis.txt"), "x");
  await expect(openDataFolder(foreign, { reset: true })).rejects.toThrow("nothing was deleted");
  await expect(openDataFolder(foreign, { reset: false })).rejects.toThrow("holds other things");
  expect(await readdir(foreign)).toEqual(["thesis.txt"]);
});

test("a lock that a killed demo left behind holds nobody up", async () => {
  const killed = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => killed.once("close", resolve));
  const data = await openDataFolder(join(folder, "data"), { reset: false });
  await data.release();
  await writeFile(join(data.path, "running.pid"), `${killed.pid}\n`);
  await (await openDataFolder(data.path, { reset: false })).release();
  await writeFile(join(data.path, "running.pid"), `${process.ppid}\n`);
  await expect(openDataFolder(data.path, { reset: false })).rejects.toThrow(
    `${data.path} is in use by process ${process.ppid}. Stop it, or choose another folder with --data`,
  );
});

test("a taken port gives way to the next free one that no other service wants", async () => {
  const { of } = await findPorts(0);
  expect(new Set(SERVICES.map((service) => of[service])).size).toBe(SERVICES.length);

  const listen = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve(server));
    });
  // A stretch of ports that is free now.
  let base = 21_000;
  while ((await findPorts(base)).moved.length) base += 100;
  const taken = await Promise.all([listen(base), listen(base + 7)]);
  try {
    const { of: found, moved } = await findPorts(base);
    expect(moved.map(({ service, wanted }) => [service, wanted])).toEqual([
      ["neobank", base],
      ["node", base + 7],
    ]);
    expect([found.enclave, found.acme, found.mpc1]).toEqual([base + 1, base + 2, base + 8]);
    expect(found.neobank).toBe(base + 3);
    expect(found.node).toBe(base + 13);
  } finally {
    await Promise.all(taken.map((server) => new Promise((resolve) => server.close(resolve))));
  }
});

test("accounts that are asked for at once are all kept, in a file for this user alone", async () => {
  const file = join(folder, "keys", "burner-accounts.json");
  const accounts = accountFile(file);
  const made = await Promise.all(Array.from({ length: 8 }, () => accounts.create()));
  expect(new Set(made.map(({ secretKey }) => secretKey)).size).toBe(8);
  expect(await accountFile(file).list()).toEqual(made);
  expect(made.map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, i) => `Account ${i + 1}`));
  expect(await mode(file)).toBe(0o600);
});

test("a private file that cannot be read names itself and none of its content", async () => {
  const file = join(folder, "keys.json");
  expect(await readPrivateFile(file)).toBe(undefined);
  await writePrivateFile(file, { a: 1 });
  expect(await readPrivateFile(file)).toEqual({ a: 1 });
  await writeFile(file, '{"secret":"abcdef0123');
  const error = await readPrivateFile(file).catch((e: Error) => e.message);
  expect(error).toContain(file);
  expect(error).not.toContain("abcdef");
  expect(await readFile(file, "utf8")).toContain("abcdef");
});

test("an operator's token is compared whole", async () => {
  const app = new Hono().use(operatorOnly("s3cret")).get("/", (c) => c.text("in"));
  const status = async (authorization?: string): Promise<number> =>
    (await app.request("/", authorization === undefined ? {} : { headers: { authorization } })).status;
  expect(await status("Bearer s3cret")).toBe(200);
  for (const wrong of [undefined, "", "s3cret", "Bearer", "Bearer s3cre", "Bearer s3cretx", "bearer s3cret"])
    expect(await status(wrong)).toBe(401);
});
