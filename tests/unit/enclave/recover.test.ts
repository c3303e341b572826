/** MPC recovery against every mix of node behaviours, with fake transports and an injected kdf. */
import { expect } from "chai";
import { fromUtf8, utf8 } from "../../../enclave/crypto/bytes.ts";
import { drawSecret, splitForNodes } from "../../../enclave/crypto/shares.ts";
import { recoverKey } from "../../../enclave/mpc/recover.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"];
const config = { contract: "0".repeat(42), threshold: 3, nodes: NODES };
const BEHAVIOURS = ["ok", "down", "slow", "wrong", "garbage", "old", "500"] as const;
type Behaviour = (typeof BEHAVIOURS)[number];

const secret = drawSecret();
const good = await splitForNodes(utf8(secret), 5, 3);
const old = await splitForNodes(utf8(drawSecret()), 5, 3);

/** Not a polynomial that is zero at 0: adding such a one to all shares would leave the secret as it is. */
const NOISE = [0x11, 0x7b, 0x3c, 0xe2, 0x95];

/** Lets the deadlines of slow nodes come. */
const deadlines: (() => void)[] = [];

/** What the failure says of a node that behaves like this; nothing of one that gave a share, right or wrong. */
const CAUSE: Partial<Record<Behaviour, string>> = {
  down: "NETWORK_UNREACHABLE",
  "500": "MPC_UNAVAILABLE",
  garbage: "MPC_CORRUPT_SHARE",
  slow: "TIMEOUT",
};

/** `2 × TIMEOUT`, for each cause that the mix has. */
function causesOf(mix: readonly Behaviour[]): string[] {
  return BEHAVIOURS.flatMap((behaviour) => {
    const count = mix.filter((one) => one === behaviour).length;
    return count && CAUSE[behaviour] ? [`${count} × ${CAUSE[behaviour]}`] : [];
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
      return Promise.resolve(share.map((byte) => byte ^ (NOISE[index] ?? 0)));
    case "slow":
      // Ends only when nobody waits any more, or at its deadline, which the test lets come when all else has ended.
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new IdosError("ABORTED", "aborted")));
        deadlines.push(() => reject(new IdosError("TIMEOUT", "deadline")));
      });
  }
}

interface Outcome {
  found?: string;
  liars?: string[];
  error?: IdosError;
  /** It had to wait for the deadline of a slow node. */
  waited: boolean;
}

/** Longer than all that is not slow takes here: fake transports answer in microtasks. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve));
};

async function recover(mix: readonly Behaviour[]): Promise<Outcome> {
  deadlines.length = 0;
  let over = false;
  let waited = false;
  const outcome = attempt(mix).finally(() => (over = true));
  if (mix.includes("slow")) {
    await settle();
    waited = !over;
    for (const come of deadlines) come();
  }
  return { ...(await outcome), waited };
}

async function attempt(mix: readonly Behaviour[]): Promise<Omit<Outcome, "waited">> {
  try {
    const { key, liars } = await recoverKey({
      config,
      fetchShare: (index, signal) => answer(mix[index]!, index, signal),
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
  it("threat 10: gives the right key with three honest nodes, and with fewer a failure that counts each cause, in all 16 807 mixes", async function () {
    this.timeout(240_000);
    const wrong: string[] = [];
    for (let n = 0; n < 7 ** 5; n++) {
      const mix = NODES.map((_, i) => BEHAVIOURS[Math.floor(n / 7 ** i) % 7]!);
      const honest = mix.filter((b) => b === "ok").length;
      const answered = mix.filter((b) => ["ok", "wrong", "old"].includes(b)).length;
      const { found, liars, error, waited } = await recover(mix);
      const right =
        honest >= 3
          ? found === secret && !waited && liars!.every((node) => ["wrong", "old"].includes(mix[NODES.indexOf(node)]!))
          : found === undefined &&
            (answered >= 3
              ? error!.code === "KEY_MISMATCH"
              : error!.code === "MPC_UNAVAILABLE" && causesOf(mix).every((cause) => error!.message.includes(cause)));
      if (!right) wrong.push(`${mix.join(",")} → ${found ? "key" : error?.code}`);
    }
    expect(wrong).to.deep.equal([]);
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
