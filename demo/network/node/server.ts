/**
 * Local idOS storage nodes: Kwil's JSON-RPC over an embedded PostgreSQL, or over a PostgreSQL server.
 * @example
 * const node = await startNode({ port: 5180, hostname: "node.localhost", ownerAddress });
 */
import { isEvmAddress } from "../../../enclave/crypto/evm.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { listen } from "../../process/listen.ts";
import { createChain } from "./chain.ts";
import { type DatabaseOptions, openDatabase } from "./database.ts";
import { DEFAULT_EXTENSIONS, type Extension, extensionSet } from "./extensions.ts";
import { createMethods, type NodeState } from "./methods.ts";
import { createNodeApp } from "./node-app.ts";
import { createSessions } from "./sessions.ts";

/** Where a node answers. */
export interface NodeAddress {
  /** 0 = a free one. */
  port: number;
  /** Public name, such as `node.localhost`. */
  hostname: string;
}

/** What nodes of one network share. */
export interface SharedNodeOptions extends DatabaseOptions {
  /** `idos-local` unless given. */
  chainId?: string | undefined;
  /** EVM address of the network's owner, who appoints inserters. */
  ownerAddress: string;
  /** What the network has beyond idOS's schema; {@link DEFAULT_EXTENSIONS} unless given. */
  extensions?: readonly Extension[] | undefined;
  /**
   * Whether the sign-in text of a browser names its page (`Origin: …`), as today's gateway has it; true unless given.
   * Clients of before September 2026 sign a text without that line, which then does not hold.
   */
  originInSignIn?: boolean | undefined;
  /** Clock in ms, for tests of times. */
  now?: (() => number) | undefined;
}

/** Options of {@link startNode}. */
export interface NodeOptions extends NodeAddress, SharedNodeOptions {}

/** A node that answers. */
export interface RunningNode {
  /** For browsers: `http://node.localhost:5180`. */
  url: string;
  /** For servers, since `*.localhost` does not resolve in Node: `http://127.0.0.1:5180`. */
  localUrl: string;
  /** Stops this node; where others serve the same state, they go on. May be called again. */
  stop(): Promise<void>;
}

/** Serves a state at an address. Sessions are each node's own, as in the world: a client signs in at each. */
async function serve(state: Omit<NodeState, "sessions">, { port, hostname }: NodeAddress): Promise<RunningNode> {
  const hosts = new Map<string, string>();
  const methods = createMethods({ ...state, sessions: createSessions(state.chainId, state.now) });
  const server = await listen(createNodeApp(methods, hosts), port);
  for (const name of [hostname, "127.0.0.1", "localhost"])
    hosts.set(`${name}:${server.port}`.toLowerCase(), `http://${name}:${server.port}`);
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${hostname}:${server.port}`,
    localUrl: `http://127.0.0.1:${server.port}`,
    stop: () => (stopped ??= server.close()),
  };
}

/**
 * Starts nodes on 127.0.0.1 that serve one state.
 * @returns the nodes in the order of their addresses, and `stop`, which ends all of them and gives the database back
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when a port or the database is not to be had
 */
export async function startNodes(
  addresses: readonly NodeAddress[],
  options: SharedNodeOptions,
): Promise<{ nodes: readonly RunningNode[]; stop(): Promise<void> }> {
  const { ownerAddress, chainId = "idos-local", originInSignIn = true, now = Date.now } = options;
  if (!isEvmAddress(ownerAddress)) throw new IdosError("INVALID_ARGUMENT", "ownerAddress: expected an EVM address");
  const extensions = extensionSet(options.extensions ?? DEFAULT_EXTENSIONS);
  const database = await openDatabase(options);
  const nodes: RunningNode[] = [];
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
    await database.close();
  };
  try {
    const chain = createChain(database, { chainId, networkOwner: ownerAddress, extensions, now });
    const state = { database, chain, chainId, networkOwner: ownerAddress, originInSignIn, extensions, now };
    for (const address of addresses) nodes.push(await serve(state, address));
    return { nodes, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one node with a state of its own; errors as {@link startNodes}. */
export async function startNode({ port, hostname, ...options }: NodeOptions): Promise<RunningNode> {
  const { nodes, stop } = await startNodes([{ port, hostname }], options);
  return { ...(nodes[0] as RunningNode), stop };
}
