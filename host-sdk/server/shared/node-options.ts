/** How a server reaches its storage node. */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { createNetwork, type Network } from "../../network/network.ts";
import type { NetworkSigner } from "../../network/signer.ts";

/**
 * URL of a storage node, or of several that serve the same state: what one does not answer is asked of the next.
 * Where the server reaches it at another address than the one that the node calls itself (its sign-in text names it), both: `{ url: "http://127.0.0.1:5180", domain: "http://node.localhost:5180" }`.
 */
export type NodeAddress = string | readonly string[] | { url: string; domain: string };

/** Options of everything that talks to a node. */
export interface NodeOptions {
  node: NodeAddress;
  fetch?: typeof fetch | undefined;
  /** Milliseconds per request. Default 15 000. */
  deadline?: number | undefined;
}

/** A client of the node for one signer. @throws IdosError `INVALID_ARGUMENT` */
export function networkFor({ node, fetch, deadline }: NodeOptions, signer: NetworkSigner): Network {
  if (deadline !== undefined && !(deadline > 0 && deadline < 2 ** 31))
    throw new IdosError("INVALID_ARGUMENT", "deadline: expected milliseconds, above 0 and below 2^31");
  const address = typeof node === "string" || !("url" in node) ? { node } : { node: node.url, domain: node.domain };
  return createNetwork({ ...address, signer, fetch, deadline });
}

/** The URL of the node, or of the first of several. */
export function nodeUrl(node: NodeAddress): string {
  if (typeof node === "string") return node;
  return "url" in node ? node.url : (node[0] ?? "");
}
