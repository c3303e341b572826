/**
 * Which MPC nodes there are, from the state of their contract. What a reader answers is not believed beyond form:
 * the operator's configuration names the reader, and the policy that is made from its answer names every node.
 */
import * as v from "valibot";
import { fromBase64, fromUtf8, toHex } from "../../enclave/crypto/bytes.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { parse } from "../../enclave/protocol/schemas.ts";
import type { Fetch } from "../../enclave/mpc/node-client.ts";

/** A node as its contract names it. */
export interface ContractNode {
  /** 21 bytes, lower-case hex. */
  address: string;
  /** Base URL. */
  endpoint: string;
}

const ADDRESS = 21;
/** Largest state that is read, in bytes: 15 nodes with the longest endpoints stay far below it. */
const MAX_STATE = 64 * 1024;
const MAX_NODES = 255;
const MAX_ENDPOINT = 500;
/** Milliseconds that the reader has. */
const DEADLINE = 10_000;

/**
 * Reads a contract's state: a count (i32), then each node's address (21 bytes) and endpoint (u32 length and utf8),
 * all little-endian.
 * @throws IdosError `NETWORK_CONFLICT` when it is anything else
 */
export function parseContractState(state: Uint8Array): ContractNode[] {
  const refuse = (): never => {
    throw new IdosError("NETWORK_CONFLICT", "The contract's state is not a list of MPC nodes");
  };
  if (state.length > MAX_STATE) refuse();
  const view = new DataView(state.buffer, state.byteOffset, state.length);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length > state.length - at) refuse();
    at += length;
    return state.subarray(at - length, at);
  };
  const u32 = (): number => {
    take(4);
    return view.getUint32(at - 4, true);
  };
  const count = u32();
  if (count < 2 || count > MAX_NODES) refuse();
  const nodes: ContractNode[] = [];
  for (let i = 0; i < count; i++) {
    const address = toHex(take(ADDRESS));
    const length = u32();
    if (length > MAX_ENDPOINT) refuse();
    let endpoint: string;
    try {
      endpoint = fromUtf8(take(length));
    } catch {
      return refuse();
    }
    nodes.push({ address, endpoint });
  }
  if (at !== state.length || new Set(nodes.map(({ endpoint }) => endpoint)).size !== count) refuse();
  return nodes;
}

const answerSchema = v.object({
  serializedContract: v.pipe(v.string(), v.maxLength(2 * MAX_STATE), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
});

/**
 * Asks a reader for the nodes of a contract.
 * @param reader base URL
 * @param contract address, 42 hex digits
 * @returns in node order: a node's place is its share's coordinate
 * @throws IdosError `NETWORK_UNREACHABLE`, `NOT_FOUND`, `NETWORK_CONFLICT` for an answer that is none, `ABORTED`
 */
export async function readContractNodes(
  reader: string,
  contract: string,
  { fetcher = fetch, signal }: { fetcher?: Fetch | undefined; signal?: AbortSignal | undefined } = {},
): Promise<ContractNode[]> {
  try {
    const response = await fetcher(`${reader.replace(/\/$/, "")}/chain/contracts/${contract}`, {
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE), ...(signal ? [signal] : [])]),
    });
    if (response.status === 404) throw new IdosError("NOT_FOUND", "The reader knows no such contract");
    if (!response.ok) throw new IdosError("NETWORK_UNREACHABLE", `The reader answered with status ${response.status}`);
    const text = await response.text();
    const { serializedContract } = parse(answerSchema, JSON.parse(text), "reader answer");
    return parseContractState(fromBase64(serializedContract));
  } catch (cause) {
    if (signal?.aborted) throw new IdosError("ABORTED", "Cancelled", { cause });
    if (isIdosError(cause) && cause.code !== "INVALID_ARGUMENT") throw cause;
    if (isIdosError(cause) || cause instanceof SyntaxError)
      throw new IdosError("NETWORK_CONFLICT", "The reader's answer is no contract", { cause });
    throw new IdosError("NETWORK_UNREACHABLE", "The reader did not answer", { cause });
  }
}
