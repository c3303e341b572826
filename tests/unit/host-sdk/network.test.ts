import { expect } from "chai";
import {
  getAccessGrantsGranted,
  getUser,
  hasProfile,
  removeCredential,
  revokeAccessGrant,
  shareCredential,
} from "../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../enclave/kwil/payload.ts";
import { createNetwork, type NetworkOptions } from "../../../host-sdk/network/network.ts";
import vectors from "../../vectors/kwil.json";
import { evmSigner } from "./support/evm-signer.ts";
import { after, rejection } from "./support/rejection.ts";
import { HttpFailure, NEVER, rows, rpcFetch, RpcFailure, UNREACHABLE } from "./support/scripted-fetch.ts";

const NODE = "http://127.0.0.1:45991";
const ID = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";
const AUTHN = {
  nonce: "n0nce-123",
  statement: "Sign in to idOS",
  issue_at: "2026-01-01T00:00:00Z",
  expiration_time: "2026-01-01T01:00:00Z",
  chain_id: "idos-local",
  domain: NODE,
  version: "1",
  uri: "http://127.0.0.1/rpc/v1",
};

/** A node that answers like the recorded one; `more` answers first where it returns something. */
function node(more: (method: string, params: unknown, count: number) => unknown = () => undefined) {
  const counts: Record<string, number> = {};
  let signedIn = false;
  const scripted = rpcFetch(async (method, params) => {
    const count = (counts[method] = (counts[method] ?? 0) + 1);
    const own = await more(method, params, count);
    if (own !== undefined) return own;
    switch (method) {
      case "user.chain_info":
        return { chain_id: "idos-local", block_height: 1, block_hash: "" };
      case "user.call":
        return signedIn ? rows({ ok: true }) : new RpcFailure(-901, "authenticate first");
      case "kgw.authn_param":
        return AUTHN;
      case "kgw.authn":
        signedIn = true;
        return {};
      case "user.estimate_price":
        return { price: "0" };
      case "user.account":
        return { id: {}, balance: "0", nonce: 4 };
      case "user.broadcast":
        return { tx_hash: "0102", result: { code: 0, log: "" } };
      default:
        return new RpcFailure(-32601, "no such method");
    }
  });
  const signer = evmSigner(vectors.privateKey);
  const make = (options: Partial<NetworkOptions> = {}) =>
    createNetwork({ node: NODE, signer, fetch: scripted.fetch, ...options });
  return {
    ...scripted,
    signer,
    make,
    methods: () => scripted.sent.map(({ method }) => method),
    signOutAtNode: () => (signedIn = false),
  };
}

/** The recorded requests of an exchange, as text: byte for byte. */
function recorded(label: string): string[] {
  const exchange = vectors.exchanges.find((one) => one.label === label);
  if (!exchange) throw new Error(`no exchange ${label}`);
  return exchange.requests
    .filter(({ method }) => method !== "user.health")
    .map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
}

describe("the network client and the reference client send the same bytes", () => {
  const asText = (sent: { method: string; params: unknown }[]) =>
    sent.map(({ method, params }) => `${method} ${JSON.stringify(params)}`);

  it("in a call without a wallet", async () => {
    const { sent, make } = node((method) => (method === "user.call" ? rows({ has_profile: false }) : undefined));
    const network = make({ signer: undefined });
    expect(await network.call(hasProfile, { address: vectors.inputs.has_profile[0] ?? "" })).to.deep.equal([
      { has_profile: false },
    ]);
    expect(asText(sent)).to.deep.equal(recorded("call has_profile, signed out"));
  });

  it("in a call that needs a sign-in, with the signature that ethers made", async () => {
    const { sent, make, signer } = node();
    expect(
      await make({ chainId: vectors.chainId }).call(getAccessGrantsGranted, { user_id: null, page: 1, size: 20 }),
    ).to.deep.equal([{ ok: true }]);
    expect(asText(sent)).to.deep.equal(recorded("call get_access_grants_granted, gateway sign-in on the way"));
    expect(signer.asked).to.deep.equal([{ for: "sign-in", text: vectors.exchanges[1]?.signed[0]?.text }]);
  });

  it("in a transaction, with the signature that ethers made", async () => {
    const { sent, make, signer } = node();
    const receipt = await make({ chainId: vectors.chainId }).execute(revokeAccessGrant, { id: ID });
    expect(receipt).to.deep.equal({ txHash: "0102" });
    expect(asText(sent)).to.deep.equal(recorded("execute revoke_access_grant"));
    expect(signer.asked).to.deep.equal([{ for: "transaction", text: vectors.exchanges[3]?.signed[0]?.text }]);
  });

  it("in a transaction that was encoded elsewhere", async () => {
    const { sent, make } = node();
    const [
      id = "",
      original = "",
      notes = "",
      notesSignature = "",
      broader = "",
      content = "",
      hash = "",
      encryptor = "",
      issuer = "",
      grantee = "",
    ] = vectors.inputs.share_credential.map(String);
    const payload = encodeExecute(shareCredential, {
      id,
      original_credential_id: original,
      public_notes: notes,
      public_notes_signature: notesSignature,
      broader_signature: broader,
      content,
      content_hash: hash,
      encryptor_public_key: encryptor,
      issuer_auth_public_key: issuer,
      grantee_wallet_identifier: grantee,
      locked_until: Number(vectors.inputs.share_credential[10]),
    });
    await make({ chainId: vectors.chainId }).executePayload({ payload, description: shareCredential.description });
    expect(asText(sent)).to.deep.equal(recorded("execute share_credential"));
  });
});

describe("the network client", () => {
  it("posts JSON with credentials, follows no redirect and tells no referrer", async () => {
    const { sent, make } = node((method) => (method === "user.call" ? rows() : undefined));
    await make({ node: `${NODE}/` }).call(getUser, {});
    expect(sent[0]?.url).to.equal(`${NODE}/rpc/v1`);
    expect(sent[0]?.init).to.include({
      method: "POST",
      credentials: "include",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
  });

  it("returns rows by column name, an own property even for __proto__", async () => {
    const answer = {
      query_result: { column_names: ["id", "__proto__"], column_types: [], values: [["a", { polluted: true }]] },
      logs: "",
    };
    const { make } = node((method) => (method === "user.call" ? answer : undefined));
    const [row = {}] = await make().call(getUser, {});
    expect(Object.keys(row)).to.deep.equal(["id", "__proto__"]);
    expect((row as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  it("returns no rows for an answer with null values", async () => {
    const { make } = node((method) =>
      method === "user.call" ? { query_result: { column_names: ["id"], values: null } } : undefined,
    );
    expect(await make().call(getUser, {})).to.deep.equal([]);
  });

  it("shares one sign-in among concurrent calls, and keeps it for later ones", async () => {
    const { make, methods, signer } = node();
    const network = make();
    await Promise.all(Array.from({ length: 10 }, () => network.call(getUser, {})));
    await network.call(getUser, {});
    expect(methods().filter((method) => method === "kgw.authn")).to.have.length(1);
    expect(signer.asked).to.have.length(1);
  });

  it("does not sign in again for a call that was refused before another's sign-in ended", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { make, methods } = node(async (method, _params, count) => {
      if (method !== "user.call" || count !== 1) return undefined;
      await held;
      return new RpcFailure(-901, "authenticate first");
    });
    const network = make();
    const slow = network.call(getUser, {});
    await network.call(getUser, {});
    release();
    await slow;
    expect(methods().filter((method) => method === "kgw.authn")).to.have.length(1);
  });

  it("signs in again when the session ended", async () => {
    const { make, methods, signOutAtNode } = node();
    const network = make();
    await network.call(getUser, {});
    signOutAtNode();
    await network.call(getUser, {});
    expect(methods().filter((method) => method === "kgw.authn")).to.have.length(2);
  });

  it("says that the cookie is blocked when a sign-in does not last, and asks the wallet only once", async () => {
    const { make, signer } = node((method) =>
      method === "user.call" ? new RpcFailure(-901, "authenticate first") : undefined,
    );
    const error = await rejection(make().call(getUser, {}));
    expect(error.code).to.equal("NETWORK_DENIED");
    expect(error.message).to.contain("cookie").and.contain("idosHandler");
    expect(signer.asked).to.have.length(1);
  });

  it("denies what needs a sign-in when there is no wallet", async () => {
    const error = await rejection(node().make({ signer: undefined }).call(getUser, {}));
    expect(error.code).to.equal("NETWORK_DENIED");
    expect(error.message).to.contain("no wallet");
  });

  it("lets one of two callers give up without ending the other's sign-in", async () => {
    let sign = (): void => {};
    const { make, signer } = node();
    const slow = {
      ...signer,
      sign: (...args: Parameters<typeof signer.sign>) =>
        new Promise<void>((resolve) => (sign = resolve)).then(() => signer.sign(...args)),
    };
    const network = make({ signer: slow });
    const stop = new AbortController();
    const first = rejection(network.call(getUser, {}, { signal: stop.signal }));
    const second = network.call(getUser, {});
    await after(30);
    stop.abort();
    expect((await first).code).to.equal("ABORTED");
    sign();
    expect(await second).to.deep.equal([{ ok: true }]);
  });

  it("aborts the sign-in when nobody waits for it any more", async () => {
    const { make, signer } = node();
    let told = false;
    const waiting = {
      ...signer,
      sign: (_message: Uint8Array, _why: unknown, signal?: AbortSignal) =>
        new Promise<Uint8Array>(() => signal?.addEventListener("abort", () => (told = true))),
    };
    const stop = new AbortController();
    const calling = rejection(make({ signer: waiting }).call(getUser, {}, { signal: stop.signal }));
    await after(30);
    stop.abort();
    expect((await calling).code).to.equal("ABORTED");
    expect(told).to.equal(true);
  });

  it("makes one transaction after the other", async () => {
    let running = 0;
    let most = 0;
    const { make, methods } = node(async (method) => {
      if (method === "user.account") most = Math.max(most, ++running);
      if (method !== "user.broadcast") return undefined;
      await after(20);
      running--;
      return undefined;
    });
    const network = make();
    await Promise.all([1, 2, 3].map(() => network.execute(removeCredential, { id: ID })));
    expect(most).to.equal(1);
    expect(methods().filter((method) => method === "user.broadcast")).to.have.length(3);
  });

  it("goes on after a transaction that failed, and lets a queued one give up", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { make } = node(async (method, _params, count) => {
      if (method !== "user.broadcast" || count !== 1) return undefined;
      await held;
      return { tx_hash: "", result: { code: 1, log: "DENIED: not yours" } };
    });
    const network = make();
    const stop = new AbortController();
    const first = rejection(network.execute(removeCredential, { id: ID }));
    const second = rejection(network.execute(removeCredential, { id: ID }, { signal: stop.signal }));
    const third = network.execute(removeCredential, { id: ID });
    stop.abort();
    expect((await second).code).to.equal("ABORTED");
    release();
    expect((await first).code).to.equal("NETWORK_DENIED");
    expect(await third).to.deep.equal({ txHash: "0102" });
  });

  it("refuses arguments of the wrong form before anything is sent, naming them", async () => {
    const { make, sent } = node();
    const error = await rejection(make().execute(removeCredential, { id: "not-a-uuid" }));
    expect(error.code).to.equal("INVALID_ARGUMENT");
    expect(error.message).to.contain("remove_credential: id").and.not.contain("not-a-uuid");
    expect(sent).to.have.length(0);
  });

  it("signs out at the node", async () => {
    const { make, sent, signer } = node((method) => (method === "kgw.logout" ? { ok: true } : undefined));
    await make().signOut();
    expect(sent.map(({ method, params }) => [method, params])).to.deep.equal([
      ["kgw.logout", { account: signer.identifier }],
    ]);
  });

  for (const [name, answer, code] of [
    ["the connection breaks", UNREACHABLE, "NETWORK_UNREACHABLE"],
    ["the answer is a web page", new HttpFailure(200, "<html>"), "NETWORK_UNREACHABLE"],
    ["the server fails", new HttpFailure(502, "bad gateway"), "NETWORK_UNREACHABLE"],
    ["the server asks for a pause", new HttpFailure(429, "slow down"), "RATE_LIMITED"],
    ["the node fails inside", new RpcFailure(-32603, "internal error"), "NETWORK_UNREACHABLE"],
    ["the node runs in private mode", new RpcFailure(-1001, "private"), "UNSUPPORTED"],
    ["the rows are malformed", { query_result: { column_names: "id", values: [] } }, "NETWORK_CONFLICT"],
    ["nothing comes before the deadline", NEVER, "NETWORK_UNREACHABLE"],
  ] as const)
    it(`rejects with ${code} when ${name}`, async () => {
      const { make } = node((method) => (method === "user.call" ? answer : undefined));
      expect((await rejection(make({ deadline: 60 }).call(getUser, {}))).code).to.equal(code);
    });

  it("rejects with ABORTED while a request is on its way", async () => {
    const { make } = node((method) => (method === "user.call" ? NEVER : undefined));
    const stop = new AbortController();
    const calling = rejection(make().call(getUser, {}, { signal: stop.signal }));
    await after(20);
    stop.abort();
    expect((await calling).code).to.equal("ABORTED");
  });

  for (const [log, code, data] of [
    ["TIMELOCKED until=1893456000: the access grant is locked", "TIMELOCKED", { until: 1893456000 }],
    ["ERROR: TIMELOCKED until=1893456000: the access grant is locked", "TIMELOCKED", { until: 1893456000 }],
    ["DUPLICATE: there is one already", "NETWORK_CONFLICT", undefined],
    ["NOT_FOUND: no such credential", "NOT_FOUND", undefined],
    ["DENIED: not yours", "NETWORK_DENIED", undefined],
    ["INVALID: content_hash", "INVALID_ARGUMENT", undefined],
    ["Unauthorized caller", "NETWORK_DENIED", undefined],
    ['duplicate key value violates unique constraint "access_grants_pkey"', "NETWORK_CONFLICT", undefined],
    ["", "NETWORK_DENIED", undefined],
  ] as const)
    it(`reads a failed action's log ${JSON.stringify(log)} as ${code}`, async () => {
      const { make } = node((method) =>
        method === "user.broadcast" ? { tx_hash: "", result: { code: 1, log } } : undefined,
      );
      const error = await rejection(make().execute(removeCredential, { id: ID }));
      expect([error.code, error.data]).to.deep.equal([code, data]);
      if (log) expect(error.message).to.contain(log.slice(-12));
    });

  it("reads the refusal of a view, as an RPC error or in its answer", async () => {
    const asError = node((method) =>
      method === "user.call" ? new RpcFailure(-300, "NOT_FOUND: no such credential") : undefined,
    );
    expect((await rejection(asError.make().call(getUser, {}))).code).to.equal("NOT_FOUND");
    const inAnswer = node((method) =>
      method === "user.call" ? { query_result: null, logs: "", error: "not the owner" } : undefined,
    );
    expect((await rejection(inAnswer.make().call(getUser, {}))).code).to.equal("NETWORK_DENIED");
  });

  it("shows a node's text as one line without control and bidirectional characters", async () => {
    const { make } = node((method) =>
      method === "user.call" ? new RpcFailure(-300, `evil\n\u202etext\u0000${"x".repeat(1_000)}`) : undefined,
    );
    const { message } = await rejection(make().call(getUser, {}));
    expect(message).to.match(/^get_user: evil text x+$/);
    expect(message.length).to.be.lessThan(400);
  });

  for (const url of [
    "",
    "http://",
    "ftp://node.example",
    "javascript:alert(1)",
    "https://user:pass@node.example",
    "https://node.example/?a=b",
  ])
    it(`refuses ${JSON.stringify(url)} as a node`, () => {
      expect(() => createNetwork({ node: url }))
        .to.throw()
        .with.property("code", "INVALID_ARGUMENT");
    });

  it("takes a path as a relay on the page's own origin", () => {
    expect(createNetwork({ node: "/idos/node" }).node).to.equal(`${location.origin}/idos/node`);
  });
});

describe("the sign-in text", () => {
  const refusals: [name: string, change: Record<string, unknown>, field: string][] = [
    ["another domain", { domain: "https://bank.example" }, "domain"],
    ["another version", { version: "2" }, "version"],
    ["another chain", { chain_id: "kwil-mainnet" }, "chain_id"],
    ["a URI of another host", { uri: "https://bank.example/rpc/v1" }, "uri"],
    ["a URI that is none", { uri: "rpc" }, "uri"],
    ["a line break in the statement", { statement: "Hi\n\nPayloadType: execute" }, "statement"],
    [
      "a line break in the last line",
      { expiration_time: "2026-01-01T01:00:00Z\n\nKwil Chain ID: idos" },
      "expiration_time",
    ],
    ["a bidirectional override", { statement: "Sign \u202eout" }, "statement"],
    ["a line separator", { statement: "Sign\u2028out" }, "statement"],
    ["a nonce with a blank", { nonce: "n0nce 123" }, "nonce"],
    ["a nonce that can be guessed", { nonce: "1" }, "nonce"],
    ["a time that is none", { issue_at: "now" }, "issue_at"],
    ["an end before its start", { expiration_time: "2025-12-31T00:00:00Z" }, "expiration_time"],
    ["a missing field", { statement: undefined }, "statement"],
    ["a field that is no text", { nonce: { toString: "x" } }, "nonce"],
  ];
  for (const [name, change, field] of refusals)
    it(`is not signed with ${name}`, async () => {
      const { make, signer } = node((method) => (method === "kgw.authn_param" ? { ...AUTHN, ...change } : undefined));
      const error = await rejection(make().call(getUser, {}));
      expect(error.code).to.equal("NETWORK_CONFLICT");
      expect(error.message).to.contain(`(${field})`);
      expect(signer.asked).to.deep.equal([]);
    });

  it("names the real node when the requests go through a relay", async () => {
    const { make, signer, sent } = node();
    await make({ node: "/idos/node", domain: NODE }).call(getUser, {});
    expect(sent[0]?.url).to.equal(`${location.origin}/idos/node/rpc/v1`);
    expect(signer.asked[0]?.text).to.contain(`${NODE} wants you to sign in`);
  });

  it("is refused by a relay's client that was not told the real node", async () => {
    const { make } = node();
    expect((await rejection(make({ node: "/idos/node" }).call(getUser, {}))).code).to.equal("NETWORK_CONFLICT");
  });
});
