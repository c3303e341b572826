/** A whole local idOS network in one process: a storage node and five MPC share nodes. */
import { join } from "node:path";
import { type RunningMpcNode, startMpcNode } from "./mpc-node/server.ts";
import { type RunningNode, startNode } from "./node/server.ts";

/** How many MPC nodes there are; three of them rebuild a secret. */
const MPC_NODES = 5;

/** The contract that local MPC nodes serve, unless another one is given. */
export const LOCAL_CONTRACT = "01a5d0f1ce00000000000000000000000000000001";

/** Options of {@link startNetwork}. */
export interface NetworkOptions {
  /** EVM address of the network's owner. */
  ownerAddress: string;
  /** Origins of enclaves, which may use the MPC nodes; asked at every request, so that ports can be known later. */
  enclaveOrigins: () => readonly string[];
  /** Folder for everything that is kept; absent: in memory. */
  dataDir?: string | undefined;
  /** Port of the storage node; 0 or absent: a free one. */
  nodePort?: number | undefined;
  /** Ports of the MPC nodes, in node order; absent: free ones. */
  mpcPorts?: readonly number[] | undefined;
  /** `node.localhost` unless given. */
  nodeHostname?: string | undefined;
  /** `mpc.localhost` unless given. */
  mpcHostname?: string | undefined;
  /** `idos-local` unless given. */
  chainId?: string | undefined;
  /** Contract of the MPC nodes, 42 hex digits; {@link LOCAL_CONTRACT} unless given. */
  contract?: string | undefined;
  /** Clock in ms, for tests of times. */
  now?: (() => number) | undefined;
}

/** A network that answers. */
export interface RunningNetwork {
  node: RunningNode;
  /** In node order: share i is for node i. */
  mpcNodes: readonly RunningMpcNode[];
  chainId: string;
  /** Contract of the MPC nodes, 42 hex digits. */
  contract: string;
  stop(): Promise<void>;
}

/**
 * Starts a network on 127.0.0.1. If a part cannot start, those that did are stopped.
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when a port or a folder is taken (`data.port` names it)
 */
export async function startNetwork(options: NetworkOptions): Promise<RunningNetwork> {
  const { ownerAddress, enclaveOrigins, dataDir, now, chainId = "idos-local", contract = LOCAL_CONTRACT } = options;
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
        now,
      });
      running.push(mpcNode);
      mpcNodes.push(mpcNode);
    }
    const node = await startNode({
      port: options.nodePort ?? 0,
      hostname: options.nodeHostname ?? "node.localhost",
      dataDir: folder("node"),
      chainId,
      ownerAddress,
      now,
    });
    running.push(node);
    return { node, mpcNodes, chainId, contract, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
