/** Shares: any threshold of them rebuild the secret, and nothing else is ever taken for it. */
import { expect } from "chai";
import fc from "fast-check";
import { fromUtf8, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { blind, combineShares, drawSecret, splitForNodes, unblind } from "../../../../enclave/crypto/shares.ts";
import { recoverKey } from "../../../../enclave/mpc/recover.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const RUNS = 1_000;

/** n nodes of which `threshold` rebuild, and an order in which they answer. */
const layout = fc.integer({ min: 2, max: 9 }).chain((nodes) =>
  fc.record({
    threshold: fc.integer({ min: 2, max: nodes }),
    order: fc.shuffledSubarray(
      Array.from({ length: nodes }, (_, i) => i),
      { minLength: nodes, maxLength: nodes },
    ),
  }),
);

/** The key is the secret itself: the kdf is not what is tested here. */
async function recovered(
  secret: string,
  threshold: number,
  answers: readonly (Uint8Array | undefined)[],
): Promise<string> {
  try {
    const { key } = await recoverKey({
      config: { contract: "0".repeat(42), threshold, nodes: answers.map((_, i) => `n${i}`) },
      fetchShare: async (index) => {
        const share = answers[index];
        if (!share) throw new Error("down");
        return share;
      },
      tryKey: async (candidate) => (candidate === secret ? utf8(candidate) : undefined),
      signal: new AbortController().signal,
    });
    return fromUtf8(key);
  } catch (error) {
    if (isIdosError(error)) return error.code;
    throw error;
  }
}

describe("shares", () => {
  it("are rebuilt by any threshold of them, in any order, blinded or not", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(layout, async ({ threshold, order }) => {
        const secret = drawSecret();
        const shares = await splitForNodes(utf8(secret), order.length, threshold);
        const some = order
          .slice(0, threshold)
          .map((index) => ({ index, share: unblind(blind(shares[index] ?? new Uint8Array())) }));
        expect(fromUtf8(await combineShares(some))).to.equal(secret);
      }),
      { numRuns: RUNS },
    );
  });

  it("one too few, and with one that lies in its place, are never taken for a key", async function () {
    this.timeout(120_000);
    const mask = fc.uint8Array({ minLength: 20, maxLength: 20 }).filter((bytes) => bytes.some((byte) => byte !== 0));
    await fc.assert(
      fc.asyncProperty(layout, mask, async ({ threshold, order }, lie) => {
        const secret = drawSecret();
        const shares = await splitForNodes(utf8(secret), order.length, threshold);
        const honest = new Set(order.slice(0, threshold - 1));
        const few = shares.map((share, index) => (honest.has(index) ? share : undefined));
        expect(await recovered(secret, threshold, few)).to.equal("MPC_UNAVAILABLE");
        const liar = order[threshold - 1] ?? 0;
        few[liar] = shares[liar]?.map((byte, i) => byte ^ (lie[i] ?? 0));
        // Nonsense, or by chance characters that make another key.
        expect(await recovered(secret, threshold, few)).to.be.oneOf(["MPC_UNAVAILABLE", "KEY_MISMATCH"]);
      }),
      { numRuns: RUNS },
    );
  });

  it("with enough honest ones give the key whatever the others answer", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        layout,
        fc.array(fc.option(fc.uint8Array({ maxLength: 40 })), { minLength: 9, maxLength: 9 }),
        async ({ threshold, order }, lies) => {
          const secret = drawSecret();
          const shares = await splitForNodes(utf8(secret), order.length, threshold);
          const honest = new Set(order.slice(0, threshold));
          const answers = shares.map((share, i) => (honest.has(i) ? share : (lies[i] ?? undefined)));
          expect(await recovered(secret, threshold, answers)).to.equal(secret);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
