import { expect } from "chai";
import { removeCredential } from "../../../enclave/kwil/actions.ts";
import { node } from "./support/recorded-node.ts";
import { rejection } from "./support/rejection.ts";
import { RpcFailure, UNREACHABLE } from "./support/scripted-fetch.ts";

const ID = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";
const HASH = "ab".repeat(32);

/** How nodes say that another transaction has the nonce: of this project, of Kwil, and in a block that has both. */
const CONFLICTS: [string, unknown][] = [
  [
    "this project's node",
    new RpcFailure(-201, "broadcast error: invalid nonce: the account's next one is 6", {
      tx_code: 4,
      hash: HASH,
      message: "invalid nonce: the account's next one is 6",
    }),
  ],
  ["Kwil's node", new RpcFailure(-201, "broadcast error", { code: 4, message: "invalid nonce" })],
  ["a node that gives no number", new RpcFailure(-201, "broadcast error: invalid nonce for account")],
  ["a block that has both", { tx_hash: HASH, result: { code: 4, log: "invalid nonce" } }],
];

/** A node on which others of the account are faster, some times. */
function contested(times: number, conflict: unknown, query: unknown = new RpcFailure(-202, "transaction not found")) {
  let used = 4;
  const nonces: number[] = [];
  const made = node((method, params) => {
    if (method === "user.account") return { nonce: used };
    if (method === "user.tx_query") return query;
    if (method !== "user.broadcast") return undefined;
    nonces.push((params as { tx: { body: { nonce: number } } }).tx.body.nonce);
    used++;
    return nonces.length <= times ? conflict : undefined;
  });
  return { ...made, nonces, server: () => made.make({ signer: { ...made.signer, unattended: true } }) };
}

describe("threat 36: a nonce that another transaction of the account has", () => {
  for (const [whose, conflict] of CONFLICTS) {
    it(`is taken anew by a server, as ${whose} says it`, async () => {
      const { server, nonces } = contested(5, conflict);
      expect(await server().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: "0102" });
      expect(nonces).to.deep.equal([5, 6, 7, 8, 9, 10]);
    });

    it(`is asked of a wallet once more and then left for later, as ${whose} says it`, async () => {
      const twice = contested(1, conflict);
      await twice.make().execute(removeCredential, { id: ID });
      expect(twice.signer.asked).to.have.length(2);
      const thrice = contested(2, conflict);
      const error = await rejection(thrice.make().execute(removeCredential, { id: ID }));
      expect([error.code, error.retryable]).to.deep.equal(["RATE_LIMITED", true]);
      expect(thrice.signer.asked).to.have.length(2);
    });
  }

  it("is not waited for longer than a transaction may take", async () => {
    const { signer, make } = contested(Infinity, CONFLICTS[1]?.[1]);
    const network = make({ signer: { ...signer, unattended: true }, deadline: 50 });
    expect((await rejection(network.execute(removeCredential, { id: ID }))).code).to.equal("RATE_LIMITED");
  });

  it("is no conflict when the node shows the transaction itself, with what became of it", async () => {
    const done = contested(1, CONFLICTS[0]?.[1], { height: 7, tx_result: { code: 0, log: "" } });
    expect(await done.server().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
    expect(done.nonces).to.deep.equal([5]);
    const failed = contested(1, CONFLICTS[0]?.[1], {
      height: 7,
      tx_result: { code: 65535, log: "NOT_FOUND: no such" },
    });
    expect((await rejection(failed.server().execute(removeCredential, { id: ID }))).code).to.equal("NOT_FOUND");
    expect(failed.nonces).to.deep.equal([5]);
  });

  it("is waited for while the node has the transaction and no block yet", async () => {
    let asked = 0;
    const made = node((method) => {
      if (method === "user.broadcast") return CONFLICTS[0]?.[1];
      if (method !== "user.tx_query") return undefined;
      return ++asked < 2 ? { height: -1 } : { height: 5, tx_result: { code: 0 } };
    });
    expect(await made.make().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
    expect(made.signer.asked).to.have.length(1);
  });
});

describe("a transaction of which the node tells its hash and no outcome yet", () => {
  const waiting = new RpcFailure(-202, "transaction not found");
  const pending = { tx_hash: HASH, height: -1 };
  const done = { height: "9", tx_result: { code: 0, log: null } };
  /** A node that takes a transaction, and answers what became of it by these, one after the other. */
  function slow(answers: readonly unknown[], taken: unknown = { tx_hash: HASH }) {
    const asked: number[] = [];
    const made = node((method) => {
      if (method === "user.broadcast") return taken;
      if (method !== "user.tx_query") return undefined;
      asked.push(performance.now());
      return answers[Math.min(asked.length, answers.length) - 1];
    });
    const sent = () => made.methods().filter((method) => method === "user.broadcast").length;
    return { ...made, asked, broadcasts: sent };
  }

  it("is asked for at once, then again after 300 ms and half as long again, until a block has it", async () => {
    const { make, asked, broadcasts } = slow([waiting, pending, done]);
    expect(await make().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
    const [first = 0, second = 0, third = 0] = asked;
    expect(asked).to.have.length(3);
    expect(second - first).to.be.at.least(295);
    expect(third - second).to.be.at.least(445);
    expect(broadcasts()).to.equal(1);
  });

  for (const [what, answer] of [
    ["does not answer", UNREACHABLE],
    ["fails inside", new RpcFailure(-32603, "internal error")],
  ] as const)
    it(`is asked for again when the node ${what}`, async () => {
      const { make, broadcasts } = slow([answer, done]);
      expect(await make().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
      expect(broadcasts()).to.equal(1);
    });

  it("fails with what its block says, and is not sent again", async () => {
    const { make, broadcasts } = slow([pending, { height: 9, tx_result: { code: 65535, log: "NOT_FOUND: no such" } }]);
    expect((await rejection(make().execute(removeCredential, { id: ID }))).code).to.equal("NOT_FOUND");
    expect(broadcasts()).to.equal(1);
    const used = slow([{ height: 9, tx_result: { code: 4, log: "invalid nonce" } }]);
    expect((await rejection(used.make().execute(removeCredential, { id: ID }))).code).to.equal("NETWORK_CONFLICT");
    expect(used.broadcasts()).to.equal(1);
  });

  it("is left for later in the end, and not sent again", async () => {
    for (const answer of [waiting, pending, UNREACHABLE]) {
      const { make, broadcasts } = slow([answer]);
      const error = await rejection(make({ deadline: 60 }).execute(removeCredential, { id: ID }));
      expect([error.code, error.retryable]).to.deep.equal(["NETWORK_UNREACHABLE", true]);
      expect(broadcasts()).to.equal(1);
    }
  });

  it("is found where the node stopped waiting, though it did not know it at first", async () => {
    const patience = new RpcFailure(-201, "broadcast error", { code: 10, hash: HASH, message: "timed out" });
    const { make, broadcasts } = slow([waiting, done], patience);
    expect(await make().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
    expect(broadcasts()).to.equal(1);
  });

  it("without a hash is no answer of a node", async () => {
    const { make, asked } = slow([done], { tx_hash: "" });
    expect((await rejection(make().execute(removeCredential, { id: ID }))).code).to.equal("NETWORK_UNREACHABLE");
    expect(asked).to.have.length(0);
  });

  it("is given up when the caller does", async () => {
    const { make } = slow([pending]);
    const stop = new AbortController();
    const working = rejection(make().execute(removeCredential, { id: ID }, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 100);
    expect((await working).code).to.equal("ABORTED");
  });
});

describe("threat 36: a transaction to which the answer is lost", () => {
  const used = (hash?: string) =>
    new RpcFailure(-201, "broadcast error", { code: 4, message: "invalid nonce", ...(hash && { hash }) });
  /** A node whose answers to what is sent are these, one after the other. */
  function losing(answers: readonly unknown[], query: unknown = { height: 9, tx_result: { code: 0 } }) {
    const sent: string[] = [];
    const made = node((method, params) => {
      if (method === "user.tx_query") return query;
      if (method !== "user.broadcast") return undefined;
      sent.push(JSON.stringify(params));
      return answers[sent.length - 1];
    });
    return { ...made, sent };
  }
  const run = (made: ReturnType<typeof losing>, deadline?: number) =>
    made.make({ signer: { ...made.signer, unattended: true }, deadline }).execute(removeCredential, { id: ID });

  for (const [what, answer] of [
    ["the connection broke", UNREACHABLE],
    ["the node failed inside", new RpcFailure(-32603, "internal error")],
  ] as const)
    it(`is sent once more, byte for byte the same, when ${what}`, async () => {
      const made = losing([answer, undefined]);
      expect(await run(made)).to.deep.equal({ txHash: "0102" });
      expect(made.sent).to.have.length(2);
      expect(made.sent[1]).to.equal(made.sent[0]);
      expect(made.signer.asked).to.have.length(1);
    });

  it("is found by its hash where it had arrived", async () => {
    const made = losing([UNREACHABLE, used(HASH)]);
    expect(await run(made)).to.deep.equal({ txHash: HASH });
    const failed = losing([UNREACHABLE, used(HASH)], {
      height: 9,
      tx_result: { code: 65535, log: "NOT_FOUND: no such" },
    });
    expect((await rejection(run(failed))).code).to.equal("NOT_FOUND");
    expect([made.sent.length, made.signer.asked.length, failed.signer.asked.length]).to.deep.equal([2, 1, 1]);
    // A block that found its nonce used: by the first of the two.
    const both = losing([UNREACHABLE, { tx_hash: HASH, result: { code: 4, log: "invalid nonce" } }]);
    expect(await run(both)).to.deep.equal({ txHash: HASH });
    expect(both.signer.asked).to.have.length(1);
  });

  for (const [what, again] of [
    ["is lost again", UNREACHABLE],
    ["is refused without a hash", used()],
    [
      "is refused for another cause",
      new RpcFailure(-201, "broadcast error", { code: 65535, message: "already in mempool" }),
    ],
    ["is of another transaction with its nonce", used(HASH)],
  ] as const)
    it(`is left for later, and never signed with another nonce, when what is sent once more ${what}`, async () => {
      const made = losing([UNREACHABLE, again], new RpcFailure(-202, "transaction not found"));
      const error = await rejection(run(made, 60));
      expect([error.code, error.retryable]).to.deep.equal(["NETWORK_UNREACHABLE", true]);
      expect([made.sent.length, made.signer.asked.length]).to.deep.equal([2, 1]);
    });
});

describe("threat 36: a commit that outlasts the node's patience", () => {
  const patience = new RpcFailure(-201, "broadcast error", { code: 10, hash: HASH, message: "timed out" });

  it("is found by its hash", async () => {
    const { server, nonces } = contested(1, patience, { height: "9", tx_result: { code: 0, log: null } });
    expect(await server().execute(removeCredential, { id: ID })).to.deep.equal({ txHash: HASH });
    expect(nonces).to.deep.equal([5]);
  });

  it("is left for later, and not sent again, when the node does not know it", async () => {
    const { make, signer, nonces } = contested(1, patience);
    const error = await rejection(
      make({ signer: { ...signer, unattended: true }, deadline: 60 }).execute(removeCredential, { id: ID }),
    );
    expect([error.code, error.retryable]).to.deep.equal(["NETWORK_UNREACHABLE", true]);
    expect(nonces).to.deep.equal([5]);
  });
});
