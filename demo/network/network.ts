/** A whole local idOS network in one process: storage nodes with one state, MPC share nodes, and their reader. */
import { join } from "node:path";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { type RunningReader, startReader } from "./mpc-node/reader.ts";
import { type MpcNodeOptions, type RunningMpcNode, startMpcNode } from "./mpc-node/server.ts";
import { type RunningNode, type SharedNodeOptions, startNodes } from "./node/server.ts";

/** How many MPC nodes there are, as on deployed idOS. */
const MPC_NODES = 5;
/** How many of them rebuild a secret. */
export const MPC_THRESHOLD = 3;

/** The contract that local MPC nodes serve, unless another one is given. */
export const LOCAL_CONTRACT = "01a5d0f1ce00000000000000000000000000000001";

/** Options of {@link startNetwork}. */
export interface NetworkOptions extends Pick<MpcNodeOptions, "retrievalLimit" | "faults"> {
  /** EVM address of the network's owner. */
  ownerAddress: string;
  /** Origins of enclaves, which may use the MPC nodes; asked at every request, so that ports can be known later. */
  enclaveOrigins: () => readonly string[];
  /** Folder for everything that is kept; absent: in memory. */
  dataDir?: string | undefined;
  /** `postgres://…`: the storage nodes' state is there, and only the MPC nodes' in `dataDir`. */
  databaseUrl?: string | undefined;
  /** How many storage nodes serve the state, 1 to 9; 1 unless given. */
  nodes?: number | undefined;
  /** Port of the first storage node; 0 or absent: a free one. */
  nodePort?: number | undefined;
  /** Ports of the further storage nodes; absent: free ones. */
  furtherNodePorts?: readonly number[] | undefined;
  /** Ports of the MPC nodes, in node order; absent: free ones. */
  mpcPorts?: readonly number[] | undefined;
  /** Port of the reader; 0 or absent: a free one. */
  readerPort?: number | undefined;
  /** `node.localhost` unless given. */
  nodeHostname?: string | undefined;
  /** `mpc.localhost` unless given. */
  mpcHostname?: string | undefined;
  /** `idos-local` unless given. */
  chainId?: string | undefined;
  /** Contract of the MPC nodes, 42 hex digits; {@link LOCAL_CONTRACT} unless given. */
  contract?: string | undefined;
  /** What the network has beyond idOS's schema. */
  extensions?: SharedNodeOptions["extensions"];
  /** Whether the sign-in text of a browser names its page; true unless given. */
  originInSignIn?: SharedNodeOptions["originInSignIn"];
  /** Clock in ms, for tests of times. */
  now?: (() => number) | undefined;
}

/** A network that answers. */
export interface RunningNetwork {
  /** The first storage node. */
  node: RunningNode;
  /** All storage nodes. They serve the same state; a session is with one of them. */
  nodes: readonly RunningNode[];
  /** In node order: share i is for node i. */
  mpcNodes: readonly RunningMpcNode[];
  /** Answers which MPC nodes there are. */
  reader: RunningReader;
  chainId: string;
  /** Contract of the MPC nodes, 42 hex digits. */
  contract: string;
  stop(): Promise<void>;
}

/** `node.localhost`, then `node2.localhost`: cookies know hosts and no ports, so each node has a host of its own. */
function nodeAddresses({
  nodes = 1,
  nodeHostname = "node.localhost",
  nodePort = 0,
  furtherNodePorts = [],
}: NetworkOptions) {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 9)
    throw new IdosError("INVALID_ARGUMENT", "nodes: expected 1 to 9");
  return Array.from({ length: nodes }, (_, index) => ({
    port: (index ? furtherNodePorts[index - 1] : nodePort) ?? 0,
    hostname: index ? nodeHostname.replace(/^[^.]+/, (name) => `${name}${index + 1}`) : nodeHostname,
  }));
}

/**
 * Starts a network on 127.0.0.1. If a part cannot start, those that did are stopped.
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when a port, folder or database is not to be had
 * (`data.port` names a port)
 */
export async function startNetwork(options: NetworkOptions): Promise<RunningNetwork> {
  const { ownerAddress, enclaveOrigins, dataDir, databaseUrl, now } = options;
  const { chainId = "idos-local", contract = LOCAL_CONTRACT } = options;
  const addresses = nodeAddresses(options);
  const folder = (name: string): string | undefined => dataDir && join(dataDir, name);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((part) => part.stop()));
  };
  try {
    const mpcNodes: RunningMpcNode[] = [];
    for (let index = 0; index < MPC_NODES; index++) {
      const mpcNode = await startMpcNode({
        port: options.mpcPorts?.[index] ?? 0,
        hostname: options.mpcHostname ?? "mpc.localhost",
        dataDir: folder(`mpc-${index}`),
        contract,
        index,
        enclaveOrigins,
        retrievalLimit: options.retrievalLimit,
        faults: options.faults,
        now,
      });
      running.push(mpcNode);
      mpcNodes.push(mpcNode);
    }
    const reader = await startReader({
      port: options.readerPort ?? 0,
      hostname: "reader.localhost",
      contract,
      endpoints: mpcNodes.map(({ url }) => url),
    });
    running.push(reader);
    const storage = await startNodes(addresses, {
      ...(databaseUrl === undefined ? { dataDir: folder("node") } : { databaseUrl }),
      chainId,
      ownerAddress,
      extensions: options.extensions,
      originInSignIn: options.originInSignIn,
      now,
    });
    running.push(storage);
    const { nodes } = storage;
    return { node: nodes[0] as RunningNode, nodes, mpcNodes, reader, chainId, contract, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
