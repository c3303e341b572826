/** Storing shares and changing who recovers them, against fake nodes. */
import { expect } from "chai";
import { changeAddresses } from "../../../../enclave/mpc/change-addresses.ts";
import { checkStored, prepareSecret, storeShares } from "../../../../enclave/mpc/create.ts";
import { addressMessage } from "../../../../enclave/mpc/messages.ts";

const NODES = ["a", "b", "c", "d", "e"].map((name) => `http://${name}.localhost`);
const config = { contract: "02" + "22".repeat(20), threshold: 3, nodes: NODES };
const userId = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
const A = "eip712:0x51709c0667b1e927545ecc89B5842c5d0aaaE832";
const B = "eip712:0xB7D2736D7498A983bFF1F7b036032CcCcCf145B5";

type Plan = number | "down" | "hang";

/** Nodes that follow a plan, one step per request; afterwards they answer 200. */
function nodes(plans: Record<string, Plan[]>) {
  const requests: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    requests.push(`${init?.method} ${url.hostname[0]}${url.pathname.split(userId)[1]}`);
    const next = plans[url.hostname[0] ?? ""]?.shift() ?? 200;
    if (next === "down") return Promise.reject(new TypeError("down"));
    if (next === "hang")
      return new Promise((_, reject) =>
        init?.signal?.addEventListener("abort", () => reject(new TypeError("aborted"))),
      );
    return Promise.resolve(new Response("{}", { status: next }));
  };
  return { requests, fetcher };
}
const signal = new AbortController().signal;
const failed = (results: readonly { node: string; ok: boolean; code?: string | undefined }[]): string[] =>
  results.filter(({ ok }) => !ok).map(({ node, code }) => `${new URL(node).hostname[0]} ${code}`);

describe("storing shares", () => {
  const store = async (plans: Record<string, Plan[]>, grace = 30) => {
    const prepared = await prepareSecret(config, userId, [A]);
    const { requests, fetcher } = nodes(plans);
    const seen: number[] = [];
    const results = await storeShares(config, prepared, "eip712 0xab", {
      signal,
      fetcher,
      grace,
      onProgress: (r) => seen.push(r.length),
    });
    return { results, requests, seen };
  };

  it("tells each node's part as it is done, and tries a node that failed once more", async () => {
    const { results, requests, seen } = await store({ b: ["down"], d: [500] });
    expect(failed(results)).to.deep.equal([]);
    expect(checkStored(config, results)).to.deep.equal({ degraded: [] });
    expect(requests.length).to.equal(7);
    expect(seen).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("goes on without a slow node once four have their share, and names it", async () => {
    const started = performance.now();
    const { results } = await store({ c: ["hang"] });
    expect(performance.now() - started).to.be.below(2_000);
    expect(failed(results)).to.deep.equal(["c TIMEOUT"]);
    expect(checkStored(config, results)).to.deep.equal({ degraded: ["http://c.localhost"] });
  });

  it("does not count three shares as enough, and says why two are missing", async () => {
    const { results } = await store({ a: ["down", "down"], e: [500, 500] });
    expect(() => checkStored(config, results)).to.throw(/Only 3 of 5.*1 × NETWORK_UNREACHABLE, 1 × MPC_UNAVAILABLE/);
  });

  it("does not ask a node again that refuses", async () => {
    const { requests, results } = await store({ a: [403], b: [403], c: [403] });
    expect(requests.length).to.equal(5);
    expect(() => checkStored(config, results))
      .to.throw()
      .with.property("code", "MPC_DENIED");
  });
});

describe("changing who recovers", () => {
  const message = addressMessage("add", config.contract, A, B, 1_767_225_600_001);
  const change = (plans: Record<string, Plan[]>, before?: Awaited<ReturnType<typeof changeAddresses>>) => {
    const { requests, fetcher } = nodes(plans);
    const options = { change: "add" as const, userId, message, authorization: "eip712 0xab", before, signal, fetcher };
    return changeAddresses(config, options).then((results) => ({ results, requests }));
  };

  it("asks every node, and names those that did not do it with their cause", async () => {
    const { results, requests } = await change({ b: [403], c: ["down", "down"], d: [409] });
    expect(requests.filter((r) => r.startsWith("PATCH a"))).to.deep.equal(["PATCH a/add_address"]);
    expect(failed(results)).to.deep.equal(["b MPC_DENIED", "c NETWORK_UNREACHABLE", "d NETWORK_CONFLICT"]);
    expect(results.map(({ node }) => node)).to.deep.equal(NODES);
  });

  it("sends a request that may have been lost once more", async () => {
    const { results, requests } = await change({ c: ["down"], e: [503] });
    expect(failed(results)).to.deep.equal([]);
    expect(requests.length).to.equal(7);
  });

  it("asks only the missing nodes when it repairs", async () => {
    const { results: before } = await change({ b: [403], c: [403] });
    const { results, requests } = await change({ c: [403] }, before);
    expect(requests.map((r) => r[6])).to.deep.equal(["b", "c"]);
    expect(failed(results)).to.deep.equal(["c MPC_DENIED"]);
  });
});
