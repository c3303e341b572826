/** MPC recovery against every mix of node behaviours, with fake transports and an injected kdf. */
import { expect } from "chai";
import fc from "fast-check";
import { fromUtf8, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { drawSecret, splitForNodes } from "../../../../enclave/crypto/shares.ts";
import { recoverKey } from "../../../../enclave/mpc/recover.ts";
import { IdosError, isIdosError } from "../../../../enclave/protocol/errors.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"];
const config = { contract: "0".repeat(42), threshold: 3, nodes: NODES };
const BEHAVIOURS = ["ok", "down", "slow", "wrong", "garbage", "old", "500"] as const;
type Behaviour = (typeof BEHAVIOURS)[number];

const secret = drawSecret();
const good = await splitForNodes(utf8(secret), 5, 3);
const old = await splitForNodes(utf8(drawSecret()), 5, 3);

/** Other bytes of the right length: together with right ones they make no characters. */
const lies = good.map(({ length }) => crypto.getRandomValues(new Uint8Array(length)));

/** Lets the deadlines of slow nodes come. */
const deadlines: (() => void)[] = [];

/** What the failure says of a node that behaves like this; nothing of one that gave a share, right or wrong. */
const CAUSE: Partial<Record<Behaviour, string>> = {
  down: "NETWORK_UNREACHABLE",
  "500": "MPC_UNAVAILABLE",
  garbage: "MPC_CORRUPT_SHARE",
  slow: "TIMEOUT",
};

/** Whether the message says `2 × TIMEOUT: n1, n4`, in whatever order, for each cause that the mix has. */
function namesCauses(message: string, mix: readonly Behaviour[]): boolean {
  return BEHAVIOURS.every((behaviour) => {
    const nodes = NODES.filter((_, index) => mix[index] === behaviour);
    const cause = CAUSE[behaviour];
    if (!nodes.length || !cause) return true;
    const [, named = ""] = new RegExp(`${nodes.length} × ${cause}: ([^;)]*)`).exec(message) ?? [];
    return named.split(", ").toSorted().join() === nodes.join();
  });
}

function answer(behaviour: Behaviour, index: number, signal: AbortSignal): Promise<Uint8Array> {
  const share = good[index]!;
  switch (behaviour) {
    case "ok":
      return Promise.resolve(share);
    case "down":
      return Promise.reject(new IdosError("NETWORK_UNREACHABLE", "down"));
    case "500":
      return Promise.reject(new IdosError("MPC_UNAVAILABLE", "500"));
    case "garbage":
      return Promise.reject(new IdosError("MPC_CORRUPT_SHARE", "garbage"));
    case "old":
      return Promise.resolve(old[index]!);
    case "wrong":
      return Promise.resolve(lies[index]!);
    case "slow":
      // Ends only when nobody waits any more, or at its deadline, which the test lets come when all else has ended.
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new IdosError("ABORTED", "aborted")));
        deadlines.push(() => reject(new IdosError("TIMEOUT", "deadline")));
      });
  }
}

/** Lets others go first, `turns` times. */
async function later<T>(turns: number, value: Promise<T>): Promise<T> {
  value.catch(() => {});
  for (let i = 0; i < turns * 4; i++) await undefined;
  return value;
}

interface Outcome {
  found?: string;
  liars?: string[];
  error?: IdosError;
  /** It had to wait for the deadline of a slow node. */
  waited: boolean;
}

/** A task of its own, without the delay that browsers give to timers. */
const { port1, port2 } = new MessageChannel();
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });

/** Longer than all that is not slow takes here: fake transports answer in microtasks. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await nextTask();
};

async function recover(mix: readonly Behaviour[], reversed = false): Promise<Outcome> {
  deadlines.length = 0;
  let over = false;
  let waited = false;
  const outcome = attempt(mix, reversed).finally(() => (over = true));
  if (mix.includes("slow")) {
    await settle();
    waited = !over;
    for (const come of deadlines) come();
  }
  return { ...(await outcome), waited };
}

/** @param reversed the last node answers first */
async function attempt(mix: readonly Behaviour[], reversed: boolean): Promise<Omit<Outcome, "waited">> {
  try {
    const { key, liars } = await recoverKey({
      config,
      fetchShare: (index, signal) => later(reversed ? 5 - index : 0, answer(mix[index]!, index, signal)),
      tryKey: async (candidate) => (candidate === secret ? utf8(candidate) : undefined),
      signal: new AbortController().signal,
    });
    return { found: fromUtf8(key), liars };
  } catch (error) {
    if (!isIdosError(error)) throw error;
    return { error };
  }
}

describe("MPC recovery", () => {
  it("threat 10: gives the right key with three honest nodes, and with fewer a failure that names each node with its cause, in all 16 807 mixes", async function () {
    this.timeout(240_000);
    const wrong: string[] = [];
    for (let n = 0; n < 7 ** 5; n++) {
      const mix = NODES.map((_, i) => BEHAVIOURS[Math.floor(n / 7 ** i) % 7]!);
      const reversed = n % 2 === 1;
      const count = (behaviour: Behaviour): number => mix.filter((b) => b === behaviour).length;
      const honest = count("ok");
      const { found, liars, error, waited } = await recover(mix, reversed);
      const right =
        honest >= 3
          ? found === secret && !waited && liars!.every((node) => ["wrong", "old"].includes(mix[NODES.indexOf(node)]!))
          : found === undefined &&
            // Old shares that fit each other make a key, of another profile.
            error!.code === (count("old") >= 3 ? "KEY_MISMATCH" : "MPC_UNAVAILABLE") &&
            namesCauses(error!.message, mix);
      if (!right) wrong.push(`${mix.join(",")} → ${found ? "key" : error?.code}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  it("threat 10: finds the key whatever the liars agree on and whoever answers first (1 000 random cases)", async function () {
    this.timeout(120_000);
    const cases = fc.integer({ min: 2, max: 5 }).chain((threshold) =>
      fc.record({
        threshold: fc.constant(threshold),
        liars: fc.array(fc.constantFrom("colluding", "random", "short", "empty", "echo"), { maxLength: 3 }),
        seed: fc.uint8Array({ minLength: 64, maxLength: 64 }),
        order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ threshold, liars, seed, order }) => {
        // As many liars as there can be, on places of their own; `threshold` nodes are honest.
        const n = threshold + liars.length;
        const places = order.filter((place) => place < n);
        const lie = new Map(liars.map((kind, i) => [places[i]!, kind]));
        const [mine, theirs] = [drawSecret(), drawSecret()];
        const right = await splitForNodes(utf8(mine), n, threshold);
        const other = await splitForNodes(utf8(theirs), n, threshold);
        const share = (index: number): Uint8Array => {
          switch (lie.get(index)) {
            case "colluding":
              return other[index]!;
            case "random":
              return seed.slice(index, index + 20);
            case "short":
              return right[index]!.slice(0, 7);
            case "empty":
              return new Uint8Array();
            case "echo":
              return right[(index + 1) % n]!;
            default:
              return right[index]!;
          }
        };
        const nodes = right.map((_, i) => `n${i}`);
        const { key, liars: named } = await recoverKey({
          config: { contract: config.contract, threshold, nodes },
          fetchShare: (index) => later(order.indexOf(index), Promise.resolve(share(index))),
          tryKey: async (candidate) => (candidate === mine ? utf8(candidate) : undefined),
          signal: new AbortController().signal,
        });
        expect(fromUtf8(key)).to.equal(mine);
        // Shares of other nodes' places can cancel each other out, and make an honest node look like the liar.
        if (!liars.includes("echo"))
          for (const node of named) expect(lie.has(nodes.indexOf(node)), node).to.equal(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not wait for the others once too few are left, and names those that did not answer", async () => {
    const started = performance.now();
    const failure: unknown = await recoverKey({
      config,
      fetchShare: (index) =>
        index < 3 ? Promise.reject(new IdosError("MPC_UNAVAILABLE", "500")) : new Promise(() => {}),
      tryKey: async () => undefined,
      signal: new AbortController().signal,
      grace: 50,
    }).catch((error: unknown) => error);
    expect(performance.now() - started).to.be.below(2_000);
    expect(isIdosError(failure, "MPC_UNAVAILABLE")).to.equal(true);
    expect((failure as IdosError).message).to.contain("2 × TIMEOUT: n4, n5");
  });

  it("threat 10: names the node that lies", async () => {
    const { found, liars } = await recover(["wrong", "ok", "ok", "ok", "down"]);
    expect(found).to.equal(secret);
    expect(liars).to.deep.equal(["n1"]);
  });

  it("counts the causes when too few answer", async () => {
    const { error } = await recover(["down", "down", "500", "ok", "ok"]);
    expect(error!.message).to.contain("2 × NETWORK_UNREACHABLE").and.contain("1 × MPC_UNAVAILABLE");
  });

  it("does not wait for a node that never answers", async () => {
    const { key } = await recoverKey({
      config,
      fetchShare: (index) => (index === 4 ? new Promise(() => {}) : Promise.resolve(good[index]!)),
      tryKey: async (candidate) => (candidate === secret ? utf8(candidate) : undefined),
      signal: new AbortController().signal,
    });
    expect(fromUtf8(key)).to.equal(secret);
  });

  for (const [code, expected] of [
    ["NOT_FOUND", "NO_KEY"],
    ["MPC_DENIED", "MPC_DENIED"],
  ] as const)
    it(`says ${expected} when the nodes agree on ${code}`, async () => {
      const failure = await recoverKey({
        config,
        fetchShare: () => Promise.reject(new IdosError(code, "no")),
        tryKey: async () => undefined,
        signal: new AbortController().signal,
      }).catch((error: unknown) => error);
      expect(isIdosError(failure, expected)).to.equal(true);
    });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    const failure = recoverKey({
      config,
      fetchShare: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new IdosError("ABORTED", "")))),
      tryKey: async () => undefined,
      signal: controller.signal,
    }).catch((error: unknown) => error);
    controller.abort();
    expect(isIdosError(await failure, "ABORTED")).to.equal(true);
  });
});
