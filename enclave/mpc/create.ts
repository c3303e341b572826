/** Makes an MPC secret, its shares and commitments, and stores them on the nodes. */
import { fromUtf8, utf8 } from "../crypto/bytes.ts";
import { blind, combineShares, commitment, drawSecret, splitForNodes } from "../crypto/shares.ts";
import type { TypedData } from "../crypto/eip712.ts";
import type { MpcConfig } from "../config/config.ts";
import { IdosError, isIdosError, throwIfAborted, type Code } from "../protocol/errors.ts";
import { uploadMessage } from "./messages.ts";
import { putShare, type Fetch } from "./node-client.ts";

/** A secret that is ready to be stored, and what the wallet has to sign for it. */
export interface PreparedSecret {
  userId: string;
  /** Goes into the kdf. */
  secret: string;
  /** Blinded shares, in node order. */
  blinded: Uint8Array[];
  message: TypedData;
}

/**
 * Draws a secret and splits it.
 * @param recovering the wallets that will be able to rebuild it, as nodes name them
 */
export async function prepareSecret(
  config: MpcConfig,
  userId: string,
  recovering: readonly string[],
): Promise<PreparedSecret> {
  const secret = drawSecret();
  const shares = await splitForNodes(utf8(secret), config.nodes.length, config.threshold);
  // What cannot be rebuilt must never be stored: the last shares, since the first are no better known.
  const back = await combineShares(shares.map((share, index) => ({ share, index })).slice(-config.threshold));
  if (fromUtf8(back) !== secret) throw new IdosError("INTERNAL", "The shares do not rebuild the secret");
  const blinded = shares.map(blind);
  return { userId, secret, blinded, message: uploadMessage(config.contract, blinded.map(commitment), recovering) };
}

/** How one node took its share. */
export interface StoreResult {
  node: string;
  ok: boolean;
  code?: Code | undefined;
}

/** Options of {@link storeShares}. */
export interface StoreOptions {
  signal: AbortSignal;
  fetcher?: Fetch | undefined;
  onProgress?: ((results: readonly StoreResult[]) => void) | undefined;
  /** Only these nodes; all if absent. */
  only?: readonly string[] | undefined;
  /** How long the others are waited for once {@link enoughStored} have their share, in milliseconds. */
  grace?: number | undefined;
}

/** Long enough for a node at the other end of the world, short enough for a person who waits. */
const GRACE = 4_000;

/** How many nodes must have their share before a profile may name the key: one more than rebuild it, if there are so many. */
export function enoughStored({ nodes, threshold }: MpcConfig): number {
  return Math.min(nodes.length, threshold + 1);
}

/**
 * Puts each node's share on it; a node that fails is tried once more. Once enough nodes have theirs, a slow one is
 * not waited for: it counts as `TIMEOUT`.
 * @param authorization scheme and the wallet's signature over `prepared.message`
 * @returns one result per node, in node order
 * @throws IdosError `ABORTED`
 */
export async function storeShares(
  config: MpcConfig,
  prepared: PreparedSecret,
  authorization: string,
  { signal, fetcher = fetch, onProgress, only, grace = GRACE }: StoreOptions,
): Promise<StoreResult[]> {
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const put = async (node: string, index: number): Promise<StoreResult> => {
    const address = { node, contract: config.contract, userId: prepared.userId };
    const blinded = prepared.blinded[index];
    if (!blinded) throw new IdosError("INTERNAL", "Share missing");
    for (let attempt = 0; ; attempt++) {
      try {
        await putShare(fetcher, address, prepared.message, authorization, blinded, either);
        return { node, ok: true };
      } catch (error) {
        throwIfAborted(signal);
        if (late.signal.aborted) return { node, ok: false, code: "TIMEOUT" };
        const code = isIdosError(error) ? error.code : "INTERNAL";
        if (attempt > 0 || code === "MPC_DENIED") return { node, ok: false, code };
      }
    }
  };
  const results: StoreResult[] = [];
  const nodes = config.nodes.map((node, index) => ({ node, index })).filter(({ node }) => only?.includes(node) ?? true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.all(
      nodes.map(async ({ node, index }) => {
        const result = await put(node, index);
        results.push(result);
        onProgress?.([...results]);
        if (results.filter(({ ok }) => ok).length >= enoughStored(config))
          timer ??= setTimeout(() => late.abort(), grace);
        return result;
      }),
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether enough nodes took their share for a profile to name the key: all, or at least threshold + 1.
 * @throws IdosError `MPC_UNAVAILABLE` or `MPC_DENIED` with the count per cause
 */
export function checkStored(config: MpcConfig, results: readonly StoreResult[]): { degraded: string[] } {
  const failed = results.filter(({ ok }) => !ok);
  const stored = results.length - failed.length;
  if (stored < enoughStored(config)) {
    const denied = failed.filter(({ code }) => code === "MPC_DENIED").length;
    const code = denied > config.nodes.length - config.threshold ? "MPC_DENIED" : "MPC_UNAVAILABLE";
    throw new IdosError(
      code,
      `Only ${stored} of ${config.nodes.length} key nodes stored their share (${countCauses(failed)})`,
    );
  }
  return { degraded: failed.map(({ node }) => node) };
}

/** `2 × NETWORK_UNREACHABLE, 1 × MPC_DENIED`. */
export function countCauses(failed: readonly { code?: Code | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { code = "INTERNAL" } of failed) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, n]) => `${n} × ${code}`).join(", ");
}
