import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { expect, test } from "playwright/test";
import { headersFor } from "../../../../demo/operator/operator-files.ts";
import { startLocalNetwork } from "../../../../demo/local/testing.ts";
import { startReader } from "../../../../demo/network/mpc-node/reader.ts";
import { makeManifest } from "../../../../demo/operator/manifest.ts";

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "idos-hosting-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

function run(
  command: string,
  args: string[],
  cwd = process.cwd(),
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(command, args, { cwd });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((done) => child.once("close", (code) => done({ code, out, err })));
}
/** Runs one of the two commands of the built CLI. */
const cli = (...args: string[]) => run(process.execPath, [resolve("dist/cli/index.js"), ...args]);

const NODES = ["https://mpc1.example", "https://mpc2.example", "https://mpc3.example"];
const CONTRACT = "01".padEnd(42, "a");

/** A static host that honours `_headers`; one that leaves out `.html` redirects to the page's name without it. */
async function host(
  root: string,
  alter: (headers: Record<string, string>) => void = () => {},
  { leavesOutHtml = false } = {},
): Promise<{ url: string; server: Server }> {
  const rules = await readFile(join(root, "_headers"), "utf8");
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const headers = headersFor(rules, path);
    alter(headers);
    if (leavesOutHtml && path.endsWith(".html")) {
      response.writeHead(308, { location: path.replace(/index\.html$|\.html$/, "") }).end();
      return;
    }
    const name = path.endsWith("/") ? `${path}index.html` : leavesOutHtml && !/\./.test(path) ? `${path}.html` : path;
    readFile(join(root, name)).then(
      (body) => {
        const type = /\.(\w+)$/.exec(path)?.[1];
        const types: Record<string, string> = { js: "text/javascript", css: "text/css", json: "application/json" };
        response.writeHead(200, { ...headers, "content-type": types[type ?? ""] ?? "text/html" }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://enclave.localhost:${(server.address() as AddressInfo).port}`, server };
}

test("configure writes an enclave whose policy names the nodes and whose manifest names every file; check finds it whole", async () => {
  const out = join(folder, "out");
  const consumers = join(folder, "consumers.json");
  await writeFile(
    consumers,
    JSON.stringify([
      {
        name: "Acme",
        origins: ["https://acme.example"],
        walletIdentifier: "0xab",
        encryptionPublicKey: `${"A".repeat(43)}=`,
      },
    ]),
  );
  const made = await cli(
    "configure",
    "--out",
    out,
    "--node",
    ...NODES,
    "--contract",
    CONTRACT,
    "--threshold",
    "2",
    "--consumers",
    consumers,
  );
  expect(made.code, made.err).toBe(0);
  expect(JSON.parse(await readFile(join(out, "config.json"), "utf8"))).toEqual({
    mpc: { contract: CONTRACT, threshold: 2, nodes: NODES },
  });
  const headers = await readFile(join(out, "_headers"), "utf8");
  for (const node of NODES) expect(headers).toContain(node);
  const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as { files: Record<string, string> };
  expect(manifest.files).toEqual((await makeManifest(out)).files);
  expect(Object.keys(manifest.files)).toEqual(
    expect.arrayContaining(["index.html", "window.html", "_headers", "config.json", "consumers.json"]),
  );

  const { url, server } = await host(out);
  const good = await cli("check", url, "--manifest", join(out, "manifest.json"));
  expect(good.out).toContain("handshake: the frame says ready");
  expect(good.out).not.toContain("FAIL");
  expect(good.code, good.out + good.err).toBe(0);
  server.close();

  const short = await host(out, undefined, { leavesOutHtml: true });
  const same = await cli("check", short.url, "--manifest", join(out, "manifest.json"));
  expect(same.out).not.toContain("FAIL");
  expect(same.code, same.out + same.err).toBe(0);
  short.server.close();
});

test("threat 26: configure --node-url writes the storage nodes into configuration and policy alike, and check asks them", async () => {
  const net = await startLocalNetwork({ enclave: false });
  const out = join(folder, "out");
  const made = await cli("configure", "--out", out, "--node-url", net.node, "--node-url", "https://node2.example/kwil");
  expect(made.code, made.err).toBe(0);
  expect(JSON.parse(await readFile(join(out, "config.json"), "utf8"))).toEqual({
    storageNodes: [net.node, "https://node2.example/kwil"],
  });
  const policy = headersFor(await readFile(join(out, "_headers"), "utf8"), "/")["content-security-policy"];
  expect(policy).toContain(`connect-src 'self' ${net.node} https://node2.example;`);

  const one = join(folder, "one");
  expect((await cli("configure", "--out", one, "--node-url", net.node)).code).toBe(0);
  const good = await host(one);
  const whole = await cli("check", good.url);
  expect(whole.out).toContain(`ok   storage node ${net.node}`);
  expect(whole.code, whole.out + whole.err).toBe(0);
  good.server.close();

  // A policy that does not name the node keeps the enclave from asking it.
  const shut = await host(one, (headers) => {
    headers["content-security-policy"] = headers["content-security-policy"]?.replace(` ${net.node}`, "") ?? "";
  });
  expect((await cli("check", shut.url)).out).toContain(`FAIL header content-security-policy of /: lacks "connect-src`);
  shut.server.close();

  await net.stop();
  const silent = await host(one);
  const gone = await cli("check", silent.url);
  expect(gone.out).toContain(`FAIL storage node ${net.node}: does not say whether a wallet has a profile`);
  expect(gone.code).toBe(1);
  silent.server.close();

  const bad = await cli("configure", "--out", join(folder, "bad"), "--node-url", "http://node.example");
  expect(bad.code).toBe(1);
  expect(bad.err).toContain("storageNodes[0]: expected an https or loopback URL");
});

test("configure takes the nodes from a reader of their contract, and says what it cannot take", async () => {
  const reader = await startReader({ port: 0, hostname: "reader.localhost", contract: CONTRACT, endpoints: NODES });
  const out = join(folder, "out");
  const by = ["--reader", reader.localUrl, "--contract", CONTRACT, "--threshold", "2"];
  const kept = [
    "--new-password-kdf",
    "argon2id-v1",
    "--password-kdf",
    "argon2id-v1",
    "scrypt-v0.1",
    "--idle-lock",
    "300",
  ];
  const made = await cli("configure", "--out", out, ...by, ...kept);
  expect(made.code, made.err).toBe(0);
  expect(JSON.parse(await readFile(join(out, "config.json"), "utf8"))).toEqual({
    mpc: { contract: CONTRACT, threshold: 2, nodes: NODES },
    newPasswordKdf: "argon2id-v1",
    passwordKdfs: ["argon2id-v1", "scrypt-v0.1"],
    idleLock: 300,
  });
  expect(await readFile(join(out, "_headers"), "utf8")).toContain(`connect-src 'self' ${NODES.join(" ")};`);
  await reader.stop();

  for (const [args, says] of [
    [by, /reader|reach/i],
    [[...by, "--node", ...NODES], /--reader: not together with --node/],
    [["--node", ...NODES], /--contract: required/],
    [["--new-password-kdf", "scrypt-v0"], /newPasswordKdf/],
    [["--password-kdf", "scrypt-v0"], /passwordKdfs/],
    [["--idle-lock", "1"], /idleLock/],
  ] as const) {
    const failed = await cli("configure", "--out", out, ...args);
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(says);
  }
});

test("check finds a changed file, a missing header, a wider policy and a COOP header, and says which", async () => {
  const out = join(folder, "out");
  expect((await cli("configure", "--out", out)).code).toBe(0);
  const kept = join(folder, "manifest.json");
  await cp(join(out, "manifest.json"), kept);
  const { files } = JSON.parse(await readFile(kept, "utf8")) as { files: Record<string, string> };
  const script = Object.keys(files).find((name) => name.endsWith(".js")) ?? "";
  await writeFile(join(out, script), `${await readFile(join(out, script), "utf8")}\n//`);
  const { url, server } = await host(out, (headers) => {
    delete headers["referrer-policy"];
    headers["cross-origin-opener-policy"] = "same-origin";
    headers["content-security-policy"] =
      headers["content-security-policy"]?.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") ?? "";
  });
  const { code, out: text } = await cli("check", url, "--manifest", kept);
  expect(code).toBe(1);
  expect(text).toContain(`FAIL file ${script}: is not what the manifest says`);
  expect(text).toContain("FAIL header referrer-policy of /: is missing");
  expect(text).toContain("FAIL header content-security-policy of /: lacks");
  expect(text).toContain("FAIL no cross-origin-opener-policy of /");
  server.close();
});

test("both name what is wrong with their arguments", async () => {
  expect(await cli("configure", "--out", join(folder, "x"), "--node", NODES[0] ?? "")).toMatchObject({
    code: 1,
    err: expect.stringContaining("--contract"),
  });
  expect(
    (await cli("configure", "--out", join(folder, "x"), "--node", "http://evil.example", "--contract", CONTRACT)).err,
  ).toContain("config.json.mpc.nodes[0]");
  expect((await cli("check", "http://evil.example")).err).toContain("url: expected an https URL");
  expect((await cli("check", "http://enclave.localhost:1")).err).toContain("does not answer");
  const moved = createServer((_, response) => response.writeHead(308, { location: "/elsewhere" }).end());
  await new Promise<void>((done) => moved.listen(0, "127.0.0.1", done));
  const redirected = await cli("check", `http://enclave.localhost:${(moved.address() as AddressInfo).port}`);
  expect(redirected).toMatchObject({ code: 1, err: expect.stringContaining("redirects to /elsewhere") });
  moved.close();
});

test("configure into the folder of an earlier one leaves no file of that one behind, and touches nothing else", async () => {
  const place = join(folder, "twice");
  expect((await cli("configure", "--out", place)).code).toBe(0);
  await writeFile(join(place, "assets/window-OLD.js"), "earlier");
  await writeFile(join(place, "manifest.json"), JSON.stringify(await makeManifest(place)));
  await writeFile(join(place, "CNAME"), "enclave.example");
  expect((await cli("configure", "--out", place)).code).toBe(0);
  const { files } = await makeManifest(place);
  expect(Object.keys(files)).not.toContain("assets/window-OLD.js");
  expect(Object.keys(files)).toContain("CNAME");
  // A manifest that somebody else wrote names files elsewhere: none of them is touched.
  const outside = join(folder, "outside.txt");
  await writeFile(outside, "mine");
  const evil = { version: 1, files: { "../outside.txt": "0".repeat(64) } };
  await writeFile(join(place, "manifest.json"), JSON.stringify(evil));
  expect((await cli("configure", "--out", place)).code).toBe(0);
  expect(await readFile(outside, "utf8")).toBe("mine");
});

test("files that cannot be read or written are named in one line, without a stack", async () => {
  const file = join(folder, "a-file");
  await writeFile(file, "");
  const missing = join(folder, "missing");
  for (const [args, said] of [
    [["configure", "--out", join(file, "x")], "--out: the enclave cannot be written there (ENOTDIR)"],
    [["configure", "--out", join(folder, "x"), "--enclave", missing], "--enclave: no built enclave is there (ENOENT)"],
    [["configure", "--out", join(folder, "x"), "--consumers", missing], "--consumers: no JSON file can be read there"],
    [["check", "http://enclave.localhost:1", "--manifest", missing], `--manifest: ${missing} cannot be read (ENOENT)`],
  ] as const)
    expect(await cli(...args)).toEqual({ code: 1, out: "", err: `${said}\n` });
});

test("threat 28: configure and check name a consumer that no site can be shown as, and refuse what is no origin", async () => {
  const out = join(folder, "consumers");
  const file = join(folder, "consumers-28.json");
  const made = async (more: Record<string, unknown>) => {
    const acme = { name: "Acme", walletIdentifier: "0xab", encryptionPublicKey: `${"A".repeat(43)}=`, ...more };
    await writeFile(file, JSON.stringify([acme]));
    return cli("configure", "--out", out, "--consumers", file);
  };
  for (const [more, field] of [
    [{ origins: ["https://acme.example/"] }, "origins[0]"],
    [{ origins: ["https://acme.example", "https://ACME.example"] }, "origins[1]"],
    [{ origins: ["http://acme.example"] }, "origins[0]"],
    [{ origins: ["acme.example"] }, "origins[0]"],
    [{ origins: ["https://*.acme.example"] }, "origins[0]"],
    [{ origins: "https://acme.example" }, "origins"],
    [{ url: "http://acme.example" }, "url"],
    [{ walletIdentifier: "0xаb" }, "walletIdentifier"],
    [{ name: " " }, "name"],
  ] as const) {
    const { code, err } = await made(more);
    expect([code, err.split(":")[0]], JSON.stringify(more)).toEqual([1, `consumers.json[0].${field}`]);
  }
  for (const more of [{}, { origins: [] }]) {
    const { code, err } = await made(more);
    expect([code, err]).toEqual([0, 'consumers.json: "Acme" has no origins, so no site is shown by its name\n']);
    const { url, server } = await host(out);
    const checked = await cli("check", url);
    expect(checked.out).toContain('FAIL consumers.json: no origins of "Acme": no site is shown by its name');
    expect(checked.code).toBe(1);
    server.close();
  }
  expect(
    await made({ origins: ["https://acme.example", "https://acme.example:8443", "http://acme.localhost:5175"] }),
  ).toMatchObject({
    code: 0,
    err: "",
  });
});

test("two builds of the enclave in different folders are equal, byte for byte", async () => {
  test.setTimeout(180_000);
  const manifests = [];
  for (const name of ["one", "a folder with another/longer name"]) {
    const root = join(folder, name);
    for (const part of ["enclave", "tests/tools", "vite.config.ts", "package.json", "tsconfig.json"])
      await cp(resolve(part), join(root, part), { recursive: true });
    await symlink(resolve("node_modules"), join(root, "node_modules"));
    const built = await run("npx", ["--no-install", "tsx", "tests/tools/build.ts", "--only", "enclave"], root);
    expect(built.code, built.err).toBe(0);
    manifests.push(await makeManifest(join(root, "dist/enclave")));
  }
  expect(Object.keys(manifests[0]?.files ?? {}).length).toBeGreaterThan(8);
  expect(manifests[1]).toEqual(manifests[0]);
  expect(manifests[0]).toEqual(await makeManifest(resolve("dist/enclave")));
});
