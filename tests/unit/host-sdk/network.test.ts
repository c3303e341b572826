import { expect } from "chai";
import { getUser, removeCredential } from "../../../enclave/kwil/actions.ts";
import type { IdosError } from "../../../enclave/protocol/errors.ts";
import { createNetwork } from "../../../host-sdk/network/network.ts";
import { node, NODE } from "./support/recorded-node.ts";
import { after, rejection } from "./support/rejection.ts";
import { HttpFailure, NEVER, rows, RpcFailure, UNREACHABLE } from "./support/scripted-fetch.ts";

const ID = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";

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

  it("passes on what a relay of the node refuses, by the relay's own codes alone", async () => {
    const refusing = (status: number, code: string): Promise<IdosError> => {
      const body = JSON.stringify({ error: { code, message: "relay.trustProxy:\nset it" } });
      const { make } = node((method) => (method === "user.call" ? new HttpFailure(status, body) : undefined));
      return rejection(make().call(getUser, {}));
    };
    const { code, message } = await refusing(403, "FORBIDDEN");
    expect([code, message]).to.deep.equal(["FORBIDDEN", "get_user: relay.trustProxy: set it"]);
    expect((await refusing(429, "RATE_LIMITED")).code).to.equal("RATE_LIMITED");
    // Whoever answers in its place says nothing of the person or the wallet.
    for (const foreign of ["USER_REJECTED", "WALLET_REJECTED", "LOCKED", "nothing"])
      expect((await refusing(403, foreign)).code).to.equal("NETWORK_UNREACHABLE");
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
