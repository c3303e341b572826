/**
 * Rebuilds an MPC secret from the first consistent set of shares. All nodes are asked at once; a slow one is
 * not waited for, and one that lies is outvoted and named. A set counts only when the key that it makes has
 * the profile's public key: `shamir-secret-sharing` returns wrong bytes in silence.
 */
import { fromUtf8 } from "../crypto/bytes.ts";
import { combineShares, type NodeShare } from "../crypto/shares.ts";
import type { MpcConfig } from "../config/config.ts";
import { IdosError, isIdosError, throwIfAborted, type Code } from "../protocol/errors.ts";
import { untilAborted } from "../protocol/until-aborted.ts";

/** Options of {@link recoverKey}. */
export interface RecoverOptions {
  config: MpcConfig;
  /** Fetches the share of the node at this place. */
  fetchShare(index: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Derives the key of a candidate secret; undefined if it is not the profile's. */
  tryKey(secret: string): Promise<Uint8Array | undefined>;
  signal: AbortSignal;
  /** How many answered with a share, how many with none. */
  onProgress?: ((answered: number, failed: number) => void) | undefined;
  /** Milliseconds that the others still have, for saying what is wrong with them, once too few are left to rebuild. */
  grace?: number | undefined;
}

/** Nothing can be won any more: long enough for most nodes to say why, short for a person who waits. */
const GRACE = 2_000;

/** What {@link recoverKey} found. */
export interface Recovered {
  key: Uint8Array;
  /** Nodes that answered with a share that does not fit. */
  liars: string[];
}

/** Every subset of `size` of the items that contains the last one. */
function* subsetsWithLast<T>(items: readonly T[], size: number): Generator<T[]> {
  const last = items[items.length - 1];
  if (last === undefined || items.length < size) return;
  const rest = items.slice(0, -1);
  function* choose(from: number, left: number): Generator<T[]> {
    if (left === 0) {
      yield [];
      return;
    }
    for (let i = from; i <= rest.length - left; i++)
      for (const tail of choose(i + 1, left - 1)) yield [rest[i] as T, ...tail];
  }
  for (const chosen of choose(0, size - 1)) yield [...chosen, last];
}

/** A secret is printable ASCII: almost every wrong set is told apart by this, without the cost of a kdf. */
function asSecret(bytes: Uint8Array): string | undefined {
  return bytes.every((byte) => byte > 0x20 && byte < 0x7f) ? fromUtf8(bytes) : undefined;
}

/** A node that did not help, and why. */
interface Failure {
  node: string;
  code: Code;
}

const sameLength = (shares: readonly NodeShare[]): boolean =>
  shares.every(({ share }) => share.length === shares[0]?.share.length);

/**
 * Rebuilds the key.
 * @throws IdosError `MPC_UNAVAILABLE` (too few answers that fit each other, with the cause of each node),
 * `MPC_DENIED` and `NO_KEY` (so many agree that the others cannot help), `KEY_MISMATCH` (enough shares fit each other,
 * but make another key than the profile's), `ABORTED`
 */
export async function recoverKey({
  config,
  fetchShare,
  tryKey,
  signal,
  onProgress,
  grace = GRACE,
}: RecoverOptions): Promise<Recovered> {
  const { nodes, threshold } = config;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const answers: NodeShare[] = [];
  const failures: Failure[] = [];
  const tried = new Set<string>();

  /** Answers are taken one after another, so that no set is tried twice. */
  async function take(answer: NodeShare): Promise<Recovered | undefined> {
    answers.push(answer);
    onProgress?.(answers.length, failures.length);
    for (const set of subsetsWithLast(answers, threshold)) {
      throwIfAborted(signal);
      if (!sameLength(set)) continue;
      const secret = asSecret(await combineShares(set));
      if (secret === undefined || tried.has(secret)) continue;
      tried.add(secret);
      const key = await tryKey(secret);
      if (key) return { key, liars: await namesOfLiars(set, answers, secret, nodes) };
    }
    return undefined;
  }

  const pending = new Map(
    nodes.map((_, index) => [
      index,
      fetchShare(index, both).then(
        (share) => ({ index, share, code: undefined }),
        (error: unknown) => ({
          index,
          share: undefined,
          code: isIdosError(error) ? error.code : ("INTERNAL" as const),
        }),
      ),
    ]),
  );
  let late: Promise<undefined> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    while (pending.size) {
      if (answers.length + pending.size < threshold)
        late ??= new Promise((resolve) => (timer = setTimeout(resolve, grace, undefined)));
      const next = await untilAborted(Promise.race([...pending.values(), ...(late ? [late] : [])]), signal);
      if (!next) break;
      const { index, share, code } = next;
      pending.delete(index);
      // An empty share combines with nothing, and would throw with another one.
      if (!share?.length) {
        failures.push({ node: nodes[index] ?? "", code: code ?? "MPC_CORRUPT_SHARE" });
        onProgress?.(answers.length, failures.length);
        continue;
      }
      const found = await take({ index, share });
      if (found) return found;
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  for (const index of pending.keys()) failures.push({ node: nodes[index] ?? "", code: "TIMEOUT" });
  throw failure(config, answers.length, tried.size > 0, failures);
}

/**
 * Those whose share is in no set that makes the secret. Two nodes that lie in concert, so that their lies cancel out,
 * can make an honest one look like this; a wrong key they cannot make.
 */
async function namesOfLiars(
  good: readonly NodeShare[],
  answers: readonly NodeShare[],
  secret: string,
  nodes: readonly string[],
): Promise<string[]> {
  async function fits(answer: NodeShare): Promise<boolean> {
    const others = answers.filter((other) => other !== answer);
    for (const set of subsetsWithLast([...others, answer], good.length))
      if (sameLength(set) && asSecret(await combineShares(set)) === secret) return true;
    return false;
  }
  const liars: string[] = [];
  for (const answer of answers)
    if (!good.includes(answer) && !(await fits(answer))) liars.push(nodes[answer.index] ?? "");
  return liars;
}

function failure(
  { nodes, threshold }: MpcConfig,
  answered: number,
  rebuilt: boolean,
  failures: readonly Failure[],
): IdosError {
  const causes = failures.length ? ` (${causesByNode(failures)})` : "";
  if (rebuilt)
    return new IdosError(
      "KEY_MISMATCH",
      `${answered} key nodes answered, but what their shares make is not this profile's key${causes}`,
    );
  if (answered >= threshold)
    return new IdosError(
      "MPC_UNAVAILABLE",
      `${answered} of ${nodes.length} key nodes answered, but no ${threshold} of their shares fit each other${causes}`,
    );
  const count = (code: Code): number => failures.filter((f) => f.code === code).length;
  const impossible = nodes.length - threshold;
  if (count("NOT_FOUND") > impossible) return new IdosError("NO_KEY", "The key nodes store nothing for this profile");
  if (count("MPC_DENIED") > impossible)
    return new IdosError("MPC_DENIED", "The key nodes refuse this wallet: it may not rebuild this key");
  return new IdosError(
    "MPC_UNAVAILABLE",
    `Only ${answered} of ${nodes.length} key nodes gave a usable answer, ${threshold} are needed${causes}`,
  );
}

/** `2 × NETWORK_UNREACHABLE: https://a, https://c; 1 × TIMEOUT: https://d`. */
function causesByNode(failures: readonly Failure[]): string {
  const nodesOf = new Map<Code, string[]>();
  for (const { node, code } of failures) nodesOf.set(code, [...(nodesOf.get(code) ?? []), node]);
  return [...nodesOf].map(([code, nodes]) => `${nodes.length} × ${code}: ${nodes.join(", ")}`).join("; ");
}
