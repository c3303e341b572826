/** The node's RPC: sign-in, sessions, transactions, limits, what the network sees; as kwil-js sends it and worse. */
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { fromBase64, fromHex, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519Sign } from "../../../../enclave/crypto/ed25519.ts";
import { sha256 } from "../../../../enclave/crypto/hash.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { encodeCall, encodeExecute } from "../../../../enclave/kwil/payload.ts";
import { type AuthnParams, signInText, transactionText } from "../../../../enclave/kwil/texts.ts";
import { type Caller, encryptionKey, EvmPerson, join, KeyPerson } from "./people.ts";
import { raw, rpc, type RpcAnswer } from "./raw.ts";

let node: RunningNode;
/** The node's clock, ms. */
let now = 1_800_000_000_000;
let owner: EvmPerson, inserter: KeyPerson, alice: EvmPerson;

test.beforeAll(async () => {
  const key = Wallet.createRandom().privateKey;
  node = await startNode({
    port: 0,
    hostname: "node.localhost",
    ownerAddress: new Wallet(key).address,
    now: () => now,
  });
  owner = new EvmPerson(node.localUrl, key);
  [inserter, alice] = [new KeyPerson(node.localUrl), new EvmPerson(node.localUrl)];
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await owner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  await join(inserter, alice);
});

test.afterAll(() => node.stop());

const senderOf = (person: Caller): string => person.identifier.replace(/^0x/, "").toLowerCase();

/** Answers a challenge; the cookie that came back. */
async function signIn(person: EvmPerson, url = node.localUrl, headers: Record<string, string> = {}) {
  const params = (await rpc(url, "kgw.authn_param", {}, headers)).result as unknown as AuthnParams;
  const sig = toBase64(fromHex(await person.wallet.signMessage(signInText(params))));
  const body = { nonce: params.nonce, sender: senderOf(person), signature: { sig, type: "secp256k1_ep" } };
  const answer = await rpc(url, "kgw.authn", body, headers);
  const cookie = String(answer.http.headers["set-cookie"]?.[0] ?? "");
  return { params, body, answer, cookie, pair: cookie.split(";")[0] ?? "" };
}

const getUser = (sender: string, headers: Record<string, string> = {}) =>
  rpc(
    node.localUrl,
    "user.call",
    { body: { payload: toBase64(encodeCall(idos.getUser, {})) }, auth_type: "secp256k1_ep", sender, signature: "" },
    headers,
  );

interface Change {
  nonce?: number;
  chainId?: string;
  description?: string;
  signer?: KeyPerson;
  payload?: Uint8Array;
  /** Payload that is signed, if it is another one than is sent. */
  signed?: Uint8Array;
  type?: string;
}

/** A transaction of the inserter's, signed by hand. */
async function transaction(change: Change = {}) {
  const { nonce = 0, chainId = "idos-local", description = "", signer = inserter } = change;
  const payload =
    change.payload ??
    encodeExecute(idos.addUserAsInserter, {
      id: crypto.randomUUID(),
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    });
  const text = transactionText({ description, payload: change.signed ?? payload, fee: "0", nonce, chainId });
  return {
    signature: { sig: toBase64(ed25519Sign(utf8(text), signer.seed)), type: "ed25519" },
    body: {
      desc: description,
      payload: toBase64(payload),
      type: change.type ?? "execute",
      fee: "0",
      nonce,
      chain_id: chainId,
    },
    sender: senderOf(inserter),
    serialization: "concat",
  };
}

async function nextNonce(): Promise<number> {
  const { result } = await rpc(node.localUrl, "user.account", {
    id: { identifier: senderOf(inserter), key_type: "ed25519" },
    status: 0,
  });
  return Number(result?.["nonce"]) + 1;
}

const broadcast = (tx: unknown, sync: 0 | 1 = 1) => rpc(node.localUrl, "user.broadcast", { tx, sync });
const head = async () => (await rpc(node.localUrl, "user.chain_info")).result;

test.describe("kwil-js, unmodified @network", () => {
  test("reads chain, health and ping", async () => {
    const info = await alice.kwil.chainInfo();
    expect(info.data).toMatchObject({ chain_id: "idos-local", hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await alice.kwil.ping()).data).toBe("pong");
    expect((await rpc(node.localUrl, "user.health")).result).toMatchObject({ healthy: true, mode: "open" });
  });

  test("signs in by itself on the way to a view, and signs out", async () => {
    const person = new EvmPerson(node.localUrl, alice.wallet.privateKey);
    expect(await person.call(idos.getUser, {})).toHaveLength(1);
    const kwil = person.kwil as unknown as { cookie?: string };
    expect(kwil.cookie).toMatch(/^kgw_session=[0-9a-f]{64};/);
    await person.kwil.auth.logoutKGW(person.signer);
    expect(kwil.cookie).toBeUndefined();
  });

  test("takes named inputs, which it checks against the list of actions", async () => {
    const body = { name: "has_profile", namespace: "main", inputs: { $address: alice.identifier } };
    expect((await alice.kwil.call(body)).data?.result).toEqual([{ has_profile: true }]);
    await expect(alice.kwil.call({ ...body, inputs: { $nonsense: "x" } })).rejects.toThrow(/Incorrect parameters/);
    await expect(alice.kwil.call({ ...body, name: "add_wallet", inputs: { $id: "x" } })).rejects.toThrow(/not a view/);
    await expect(alice.kwil.selectQuery("SELECT * FROM users", {})).rejects.toThrow(/ad-hoc queries are not allowed/);
  });

  test("a failed action throws with code and log, and uses its nonce up", async () => {
    const args = { id: crypto.randomUUID(), name: "x" };
    const before = await nextNonce();
    await expect(inserter.execute(idos.addInserterAsOwner, args)).rejects.toThrow(
      "DENIED: only the network's owner may do this",
    );
    expect(await nextNonce()).toBe(before + 1);
  });

  test("without a description signs a text that starts with two empty lines", async () => {
    const { data } = await inserter.kwil.execute(
      { name: "add_user_as_inserter", namespace: "main", inputs: [[crypto.randomUUID(), encryptionKey(), "user"]] },
      inserter.signer,
      true,
    );
    expect(data?.tx_hash).toBeTruthy();
  });

  test("runs a transaction with several sets of inputs as a whole", async () => {
    const run = (ids: string[]) =>
      inserter.kwil.execute(
        { name: "add_user_as_inserter", namespace: "main", inputs: ids.map((id) => [id, encryptionKey(), "user"]) },
        inserter.signer,
        true,
      );
    const [a, b, c] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await run([a, b]);
    await expect(run([c, a])).rejects.toThrow(/DUPLICATE/);
    const exists = async (id: string) => (await inserter.call(idos.getUserAsInserter, { id })).length;
    expect([await exists(a), await exists(b), await exists(c)]).toEqual([1, 1, 0]);
  });

  test("finds its transaction again", async () => {
    const payloadOf = {
      id: crypto.randomUUID(),
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    };
    const hash = await inserter.execute(idos.addUserAsInserter, payloadOf);
    const { data } = await inserter.kwil.txInfo(hash);
    expect(data?.tx_result).toMatchObject({ code: 0, log: "" });
    expect(toBase64(new Uint8Array(data?.tx.body.payload ?? []))).toBe(
      toBase64(encodeExecute(idos.addUserAsInserter, payloadOf)),
    );
    await expect(inserter.kwil.txInfo("00".repeat(48))).rejects.toThrow(/-202/);
  });

  test("an Ed25519 key signs in and sends", async () => {
    const key = new KeyPerson(node.localUrl);
    expect(await key.call(idos.getUser, {})).toEqual([]);
    await expect(
      key.execute(idos.editPublicNotesAsIssuer, { public_notes_id: "x", public_notes: "{}" }),
    ).rejects.toThrow(/^NOT_FOUND: /);
  });
});

test.describe("sign-in @network", () => {
  test("names the URL by which the node was reached, for browsers and for servers", async () => {
    const port = new URL(node.url).port;
    for (const host of [`node.localhost:${port}`, `127.0.0.1:${port}`, `localhost:${port}`]) {
      const { answer, params } = await signIn(alice, node.localUrl, { host });
      expect(params).toMatchObject({
        domain: `http://${host}`,
        uri: `http://${host}/rpc/v1`,
        version: "1",
        chain_id: "idos-local",
      });
      expect(answer.result).toEqual({ result: "signed in" });
    }
    expect((await rpc(node.localUrl, "kgw.authn_param", {}, { host: "evil.example" })).http.status).toBe(421);
    expect(
      (await rpc(node.localUrl, "kgw.authn_param", {}, { host: `node.localhost.evil.example:${port}` })).http.status,
    ).toBe(421);
  });

  test("sets a cookie that browsers keep for a third party", async () => {
    const { cookie } = await signIn(alice);
    for (const part of ["SameSite=None", "Secure", "HttpOnly", "Partitioned", "Path=/"])
      expect(cookie.split("; ")).toContain(part);
  });

  test("views of one's own need a session, and the session must be the sender's", async () => {
    const { pair } = await signIn(alice);
    expect((await getUser(senderOf(alice))).error?.code).toBe(-901);
    expect((await getUser(senderOf(alice), { cookie: "kgw_session=" + "00".repeat(32) })).error?.code).toBe(-901);
    expect((await getUser(senderOf(inserter), { cookie: pair })).error?.code).toBe(-901);
    expect((await getUser("", { cookie: pair })).error?.code).toBe(-901);
    expect((await getUser(senderOf(alice), { cookie: `a=b; ${pair}; c=d` })).result).toMatchObject({
      query_result: {
        column_names: ["id", "recipient_encryption_public_key", "encryption_password_store"],
        column_types: [{ name: "uuid", is_array: false }, { name: "text" }, { name: "text" }],
        values: [[expect.any(String), expect.any(String), "mpc"]],
      },
    });
  });

  test("a nonce works once, whether it succeeded or not", async () => {
    const { body } = await signIn(alice);
    expect((await rpc(node.localUrl, "kgw.authn", body)).error?.code).toBe(-902);
    const params = (await rpc(node.localUrl, "kgw.authn_param")).result as unknown as AuthnParams;
    const good = toBase64(fromHex(await alice.wallet.signMessage(signInText(params))));
    const send = (sig: string) =>
      rpc(node.localUrl, "kgw.authn", {
        nonce: params.nonce,
        sender: senderOf(alice),
        signature: { sig, type: "secp256k1_ep" },
      });
    const stranger = Wallet.createRandom();
    const wrong = await send(toBase64(fromHex(await stranger.signMessage(signInText(params)))));
    expect(wrong.error?.code).toBe(-903);
    expect(wrong.http.headers["set-cookie"]).toBeUndefined();
    expect((await send(good)).error?.code).toBe(-902);
  });

  test("a text for another URL, or an older text, does not sign in", async () => {
    const params = (await rpc(node.localUrl, "kgw.authn_param")).result as unknown as AuthnParams;
    const text = signInText({ ...params, domain: "http://evil.example" });
    const sig = toBase64(fromHex(await alice.wallet.signMessage(text)));
    const answer = await rpc(node.localUrl, "kgw.authn", {
      nonce: params.nonce,
      sender: senderOf(alice),
      signature: { sig, type: "secp256k1_ep" },
    });
    expect(answer.error?.code).toBe(-903);
  });

  test("a page's origin stands in its text, between URI and version, and a text without it does not sign in", async () => {
    const origin = "https://dapp.example";
    const { params, answer } = await signIn(alice, node.localUrl, { origin });
    expect(params.origin).toBe(origin);
    expect(signInText(params)).toContain(`\nURI: ${params.uri}\nOrigin: ${origin}\nVersion: 1\n`);
    expect(answer.error).toBeUndefined();
    const again = (await rpc(node.localUrl, "kgw.authn_param", {}, { origin })).result as unknown as AuthnParams;
    const { origin: _, ...without } = again;
    const sig = toBase64(fromHex(await alice.wallet.signMessage(signInText(without))));
    const body = { nonce: again.nonce, sender: senderOf(alice), signature: { sig, type: "secp256k1_ep" } };
    expect((await rpc(node.localUrl, "kgw.authn", body, { origin })).error?.code).toBe(-903);
    expect((await rpc(node.localUrl, "kgw.authn_param")).result).not.toHaveProperty("origin");
  });

  test("a node that leaves the origin out says nothing of it", async () => {
    const plain = await startNode({
      port: 0,
      hostname: "node.localhost",
      ownerAddress: owner.wallet.address,
      originInSignIn: false,
    });
    const { params, answer } = await signIn(alice, plain.localUrl, { origin: "https://dapp.example" });
    expect([params.origin, answer.error]).toEqual([undefined, undefined]);
    await plain.stop();
  });

  test("nonces and sessions expire", async () => {
    const params = (await rpc(node.localUrl, "kgw.authn_param")).result as unknown as AuthnParams;
    expect(Date.parse(params.expiration_time) - now).toBe(10 * 60_000);
    const sig = toBase64(fromHex(await alice.wallet.signMessage(signInText(params))));
    const { pair } = await signIn(alice);
    now += 10 * 60_000;
    const late = { nonce: params.nonce, sender: senderOf(alice), signature: { sig, type: "secp256k1_ep" } };
    expect((await rpc(node.localUrl, "kgw.authn", late)).error?.code).toBe(-902);
    expect((await getUser(senderOf(alice), { cookie: pair })).result).toBeDefined();
    now += 8 * 3_600_000;
    expect((await getUser(senderOf(alice), { cookie: pair })).error?.code).toBe(-901);
  });

  test("signing out ends the session, and only one's own", async () => {
    const { pair } = await signIn(alice);
    await rpc(node.localUrl, "kgw.logout", { account: senderOf(inserter) }, { cookie: pair });
    expect((await getUser(senderOf(alice), { cookie: pair })).result).toBeDefined();
    const { http } = await rpc(node.localUrl, "kgw.logout", { account: senderOf(alice) }, { cookie: pair });
    expect(http.headers["set-cookie"]?.[0]).toMatch(/^kgw_session=; Max-Age=0/);
    expect((await getUser(senderOf(alice), { cookie: pair })).error?.code).toBe(-901);
  });
});

test.describe("transactions @network", () => {
  test("make one block each, and a replay makes none", async () => {
    const before = await head();
    const tx = await transaction({ nonce: await nextNonce() });
    const first = await broadcast(tx);
    expect(first.result).toMatchObject({
      tx_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      result: { code: 0, log: "" },
    });
    const after = await head();
    expect(after).toMatchObject({ block_height: Number(before?.["block_height"]) + 1 });
    expect(after?.["block_hash"]).not.toBe(before?.["block_hash"]);
    expect((await broadcast(tx)).error).toMatchObject({
      code: -201,
      data: { tx_code: 4, hash: first.result?.["tx_hash"] },
    });
    expect(await head()).toEqual(after);
  });

  test("without sync give the hash alone", async () => {
    const { result } = await broadcast(await transaction({ nonce: await nextNonce() }), 0);
    expect(Object.keys(result ?? {})).toEqual(["tx_hash"]);
  });

  test("are refused with another nonce, chain, signer, payload, description or type", async () => {
    const nonce = await nextNonce();
    const before = await head();
    const other = encodeExecute(idos.addInserterAsOwner, { id: crypto.randomUUID(), name: "x" });
    const cases: [Change, number][] = [
      [{ nonce: nonce + 1 }, 4],
      [{ nonce: Math.max(1, nonce - 1) }, 4],
      [{ nonce, chainId: "other" }, 5],
      [{ nonce, signer: new KeyPerson(node.localUrl) }, 3],
      [{ nonce, signed: other }, 3],
      [{ nonce, type: "transfer" }, 2],
    ];
    for (const [change, code] of cases)
      expect((await broadcast(await transaction(change))).error, Object.keys(change).join()).toMatchObject({
        code: -201,
        data: { tx_code: code },
      });
    const tx = await transaction({ nonce, description: "Pay 1 EUR" });
    expect((await broadcast({ ...tx, body: { ...tx.body, desc: "Pay 2 EUR" } })).error).toMatchObject({
      data: { tx_code: 3 },
    });
    const { sig } = tx.signature;
    const cut = toBase64(fromBase64(sig).slice(0, 63));
    expect((await broadcast({ ...tx, signature: { sig: cut, type: "ed25519" } })).error).toMatchObject({
      data: { tx_code: 3 },
    });
    expect((await broadcast({ ...tx, signature: { sig, type: "secp256k1_ep" } })).error).toMatchObject({
      data: { tx_code: 3 },
    });
    expect(await head()).toEqual(before);
  });

  test("of one account that arrive together take effect once each", async () => {
    const nonce = await nextNonce();
    const answers = await Promise.all(Array.from({ length: 8 }, async () => broadcast(await transaction({ nonce }))));
    expect(answers.filter((a) => a.result)).toHaveLength(1);
    expect(answers.filter((a) => a.error?.data?.["tx_code"] === 4)).toHaveLength(7);
    expect(await nextNonce()).toBe(nonce + 1);
  });

  test("with an unknown action, a view, wrong inputs or bytes behind the end fail in their block", async () => {
    const user = {
      id: crypto.randomUUID(),
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    };
    const good = encodeExecute(idos.addUserAsInserter, user);
    const unknown = encodeExecute({ ...idos.addUserAsInserter, name: "drop_table" }, user);
    const payloads: [Uint8Array, RegExp][] = [
      [unknown, /^NOT_FOUND: no such action/],
      [encodeExecute(idos.getUser, {}), /^INVALID: get_user is a view/],
      [encodeExecute(idos.addInserterAsOwner, { id: null, name: "x" }), /^DENIED: /],
      [
        encodeExecute({ ...idos.addUserAsInserter, inputs: ["id:uuid"] as const }, user),
        /^INVALID: add_user_as_inserter takes 3 inputs, got 1/,
      ],
      [
        encodeExecute(
          {
            ...idos.addUserAsInserter,
            inputs: ["id:text", "recipient_encryption_public_key:text", "encryption_password_store:text"] as const,
          },
          { ...user, id: "x" },
        ),
        /^INVALID: id: expected uuid/,
      ],
      [encodeExecute(idos.addUserAsInserter, { ...user, id: null }), /^INVALID: id is missing/],
      [encodeExecute(idos.addUserAsInserter, { ...user, encryption_password_store: "a\0b" }), /^INVALID: .*NUL/],
      [Uint8Array.of(...good, 0), /^INVALID: payload: bytes behind its end/],
      [good.slice(0, -1), /^INVALID: payload: /],
    ];
    for (const [payload, words] of payloads) {
      const { result } = await broadcast(await transaction({ nonce: await nextNonce(), payload }));
      expect(result?.["result"]).toMatchObject({ code: 65535, log: expect.stringMatching(words) });
    }
  });
});

test.describe("across origins @network", () => {
  const origin = "http://neobank.localhost:5173";

  test("the exact origin may use the node with its cookie", async () => {
    const preflight = await raw(`${node.localUrl}/rpc/v1`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
    });
    expect(preflight.status).toBe(204);
    const { http } = await rpc(node.localUrl, "user.ping", {}, { origin });
    for (const { headers } of [preflight, http]) {
      expect(headers["access-control-allow-origin"]).toBe(origin);
      expect(headers["access-control-allow-credentials"]).toBe("true");
      expect(headers["vary"]).toMatch(/origin/i);
    }
    expect(preflight.headers["access-control-allow-headers"]).toMatch(/content-type/i);
  });

  test("an opaque origin may not", async () => {
    const { http } = await rpc(node.localUrl, "user.ping", {}, { origin: "null" });
    expect(http.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

test.describe("bad input @network", () => {
  const post = async (body: string | Uint8Array) => {
    const answer = await raw(`${node.localUrl}/rpc/v1`, { headers: { "content-type": "application/json" }, body });
    return { status: answer.status, ...(JSON.parse(answer.body) as RpcAnswer) };
  };
  const request = (method: string, params: unknown) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });

  test("gets a JSON-RPC error with HTTP 200, never a crash", async () => {
    const cases: [string | Uint8Array, number][] = [
      ["", -32700],
      ["{", -32700],
      [Uint8Array.of(0x22, 0xff, 0x22), -32700],
      ["null", -32600],
      ["[]", -32600],
      ['"user.ping"', -32600],
      [JSON.stringify({ id: 1, method: "user.ping" }), -32600],
      [request("__proto__", {}), -32601],
      [request("constructor", {}), -32601],
      [request("user.call", null), -32602],
      [request("user.call", []), -32602],
      [request("user.call", { body: { payload: "!" } }), -32602],
      [request("user.call", { body: { payload: "AAA=" }, sender: "xyz" }), -32602],
      [request("user.call", { body: { payload: "" } }), -32602],
      [request("user.broadcast", {}), -32602],
      [request("user.account", { id: { identifier: "" } }), -32602],
      [request("user.tx_query", { tx_hash: "zz" }), -32602],
      [request("kgw.authn", { nonce: "x", sender: "00", signature: { sig: "", type: "secp256k1_ep" } }), -902],
      ["[".repeat(15_000) + "]".repeat(15_000), -32600],
      [`{"a":`.repeat(50) + "1" + "}".repeat(50), -32600],
      [`[${"1,".repeat(30_000)}1]`, -32600],
      [JSON.stringify(Array.from({ length: 51 }, () => ({}))), -32600],
    ];
    for (const [body, code] of cases) {
      const answer = await post(body);
      expect([answer.status, answer.error?.code], String(body).slice(0, 80)).toEqual([200, code]);
    }
    expect((await rpc(node.localUrl, "user.ping")).result).toEqual({ message: "pong" });
  });

  test("an error names what is wrong and never shows its value", async () => {
    const { error } = await post(request("user.call", { body: { payload: "plantedsecret!" } }));
    expect(error?.message).toContain("params.body.payload");
    expect(error?.message).not.toContain("planted");
  });

  test("a body over the limit is refused", async () => {
    const answer = await post(request("user.call", { body: { payload: "A".repeat(64 * 1024 * 1024) } }));
    expect(answer.error).toMatchObject({ code: -32600, message: expect.stringContaining("at most") });
  });

  test("every cut of a call's payload is an error", async () => {
    const payload = encodeCall(idos.hasProfile, { address: alice.identifier });
    for (let n = 0; n < payload.length; n++) {
      const answer = await post(
        request("user.call", { body: { payload: toBase64(payload.subarray(0, n)) }, auth_type: "", sender: "" }),
      );
      expect([answer.status, answer.error?.code], `${n} bytes`).toEqual([200, -32602]);
    }
  });

  test("a batch is answered one by one", async () => {
    const answer = await raw(`${node.localUrl}/rpc/v1`, {
      body: JSON.stringify([
        { jsonrpc: "2.0", id: "a", method: "user.ping" },
        { jsonrpc: "2.0", id: "b", method: "nothing" },
      ]),
    });
    expect(JSON.parse(answer.body)).toEqual([
      { jsonrpc: "2.0", id: "a", result: { message: "pong" } },
      { jsonrpc: "2.0", id: "b", error: { code: -32601, message: "no such method" } },
    ]);
  });

  test("a credential of 8 MB goes through and comes back whole", async () => {
    const { credentialRow, notes } = await import("./people.ts");
    const seed = new Uint8Array(32).fill(7);
    const text = toHex(sha256(utf8("file"))).repeat(131_072);
    const { content_hash: _, ...row } = credentialRow(text, notes(), seed);
    const id = crypto.randomUUID();
    await alice.execute(idos.addCredential, { ...row, id });
    const [read] = await alice.call(idos.getCredentialOwned, { id });
    expect(toHex(sha256(utf8(String(read?.["content"]))))).toBe(toHex(sha256(utf8(row.content))));
  });
});
