/** Several nodes that serve the same state: one is used until it does not answer, then the next. */
import { isIdosError } from "../../enclave/protocol/errors.ts";

/** What {@link createFailover} returns. */
export interface Failover<Node> {
  /** The node in use. */
  current(): Node;
  /** Does something at the node in use; at the next ones when it does not answer. For what may be done twice. */
  anywhere<T>(work: (node: Node) => Promise<T>): Promise<T>;
  /** Does something at the node in use alone; the next call goes to the next node when it does not answer. */
  once<T>(work: (node: Node) => Promise<T>): Promise<T>;
}

/** @param nodes at least one, in the order in which they are tried */
export function createFailover<Node>(nodes: readonly [Node, ...Node[]]): Failover<Node> {
  let at = 0;
  const current = (): Node => nodes[at] ?? nodes[0];

  async function once<T>(work: (node: Node) => Promise<T>): Promise<T> {
    const used = at;
    try {
      return await work(current());
    } catch (error) {
      // Of several calls that failed at one node, the first moves on for all of them.
      if (at === used && isIdosError(error, "NETWORK_UNREACHABLE")) at = (at + 1) % nodes.length;
      throw error;
    }
  }

  async function anywhere<T>(work: (node: Node) => Promise<T>): Promise<T> {
    for (let tries = nodes.length; ; tries--) {
      try {
        return await once(work);
      } catch (error) {
        if (tries === 1 || !isIdosError(error, "NETWORK_UNREACHABLE")) throw error;
      }
    }
  }

  return { current, anywhere, once };
}
