/** Lets another wallet rebuild a key, or no longer, on every node. */
import type { MpcConfig } from "../config/config.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { isIdosError, throwIfAborted, type Code } from "../protocol/errors.ts";
import type { NodeResult } from "../protocol/types.ts";
import type { AddressChange } from "./messages.ts";
import { patchAddresses, type Fetch } from "./node-client.ts";

/** Options of {@link changeAddresses}. */
export interface ChangeOptions {
  change: AddressChange;
  userId: string;
  message: TypedData;
  /** Scheme and signature over the message. */
  authorization: string;
  /** What the nodes said before: only those that are not done are asked. */
  before?: readonly NodeResult[] | undefined;
  signal: AbortSignal;
  fetcher?: Fetch | undefined;
  onProgress?: ((results: readonly NodeResult[]) => void) | undefined;
}

/** Of these the request may have been lost on its way: the same one is sent once more. */
const MAYBE_LOST: readonly Code[] = ["NETWORK_UNREACHABLE", "MPC_UNAVAILABLE"];

/**
 * Asks the nodes.
 * @returns one result per node, in node order. A node that took the first of two attempts without its answer arriving
 * refuses the second as a replay: it counts as not done, and is asked again with a new signature
 * @throws IdosError `ABORTED`
 */
export async function changeAddresses(
  { contract, nodes }: MpcConfig,
  { change, userId, message, authorization, before = [], signal, fetcher = fetch, onProgress }: ChangeOptions,
): Promise<NodeResult[]> {
  const done = new Set(before.filter(({ ok }) => ok).map(({ node }) => node));
  const results: NodeResult[] = nodes.filter((node) => done.has(node)).map((node) => ({ node, ok: true }));

  async function ask(node: string): Promise<NodeResult> {
    for (let attempt = 0; ; attempt++) {
      try {
        await patchAddresses(fetcher, { node, contract, userId }, change, message, authorization, signal);
        return { node, ok: true };
      } catch (error) {
        throwIfAborted(signal);
        const code = isIdosError(error) ? error.code : "INTERNAL";
        if (attempt > 0 || !MAYBE_LOST.includes(code)) return { node, ok: false, code };
      }
    }
  }

  return Promise.all(
    nodes.map(async (node) => {
      if (done.has(node)) return { node, ok: true };
      const result = await ask(node);
      results.push(result);
      onProgress?.([...results]);
      return result;
    }),
  );
}
