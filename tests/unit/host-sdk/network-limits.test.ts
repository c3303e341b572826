import { expect } from "chai";
import { getCredentialOwned, getUser } from "../../../enclave/kwil/actions.ts";
import { node, NODE } from "./support/recorded-node.ts";
import { after, rejection } from "./support/rejection.ts";
import { rows } from "./support/scripted-fetch.ts";

const MIB = 1024 * 1024;
const LIMIT = 64 * MIB;

/** A body that goes on for as long as it is read. */
function endless() {
  const part = new Uint8Array(MIB).fill(0x20);
  const seen = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      seen.sent += part.length;
      stream.enqueue(part);
    },
    cancel: () => void (seen.cancelled = true),
  });
  return { body, seen };
}

/** A body that begins and then says nothing more, whatever becomes of the request. */
function stalled() {
  const seen = { begun: false, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      if (seen.begun) return new Promise(() => undefined);
      seen.begun = true;
      stream.enqueue(new TextEncoder().encode('{"jsonrpc":"2.0",'));
      return undefined;
    },
    cancel: () => void (seen.cancelled = true),
  });
  return { body, seen };
}

describe("a storage node's answer", () => {
  it("that never ends is cut off at 64 MiB, and the error names the limit", async () => {
    const { body, seen } = endless();
    const { make } = node((method) => (method === "user.call" ? body : undefined));
    const error = await rejection(make().call(getUser, {}));
    expect(error.code).to.equal("NETWORK_UNREACHABLE");
    expect(error.message).to.equal(`The storage node (${new URL(NODE).host}) answered with more than ${LIMIT} bytes`);
    expect(seen.cancelled).to.equal(true);
    expect(seen.sent).to.be.at.most(LIMIT + 8 * MIB);
  });

  it("that never ends is asked for at the next node", async () => {
    let asked = 0;
    const { make, sent } = node((method) => {
      if (method !== "user.call") return undefined;
      return asked++ ? rows({ id: "from the second" }) : endless().body;
    });
    const network = make({ node: [NODE, "http://127.0.0.1:45992"] });
    expect(await network.call(getUser, {})).to.deep.equal([{ id: "from the second" }]);
    expect(sent.map(({ url }) => new URL(url).port)).to.deep.equal(["45991", "45992"]);
  });

  it("may hold a credential of the largest size", async () => {
    const content = "A".repeat(22_500_000);
    const { make } = node((method) => (method === "user.call" ? rows({ content }) : undefined));
    const [row] = await make().call(getCredentialOwned, { id: "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e" });
    expect(String(row?.["content"]).length).to.equal(content.length);
  });

  it("that stops in the middle fails at the deadline", async () => {
    const { body, seen } = stalled();
    const { make } = node((method) => (method === "user.call" ? body : undefined));
    const error = await rejection(make({ deadline: 60 }).call(getUser, {}));
    expect(error.code).to.equal("NETWORK_UNREACHABLE");
    expect(error.message).to.contain("no answer in 60 ms");
    expect(seen).to.deep.equal({ begun: true, cancelled: true });
  });

  it("that stops in the middle can be given up", async () => {
    const { body, seen } = stalled();
    const { make } = node((method) => (method === "user.call" ? body : undefined));
    const giveUp = new AbortController();
    const calling = rejection(make().call(getUser, {}, { signal: giveUp.signal }));
    while (!seen.begun) await after(1);
    giveUp.abort();
    expect((await calling).code).to.equal("ABORTED");
    expect(seen.cancelled).to.equal(true);
  });
});
