/** Where an operator's MPC nodes come from: a list, or the state of their contract, read when the enclave is configured. */
import { readContractNodes } from "./contract-state.ts";
import type { Fetch } from "../../enclave/mpc/node-client.ts";
import { checkMpcConfig, type MpcConfig } from "../../enclave/config/config.ts";

/** A contract whose nodes a reader names. */
export interface MpcByReader extends Omit<MpcConfig, "nodes"> {
  /** Base URL of a reader of the contract's chain. */
  reader: string;
}

/**
 * Makes the configuration that `config.json` holds and that the policy is made from: node URLs come from nowhere else,
 * and a page of the enclave may connect to no other.
 * @param mpc nodes in node order, or a reader of their contract
 * @throws IdosError `NETWORK_UNREACHABLE`, `NOT_FOUND` or `NETWORK_CONFLICT` of the reader; `INVALID_ARGUMENT`
 */
export async function resolveMpc(
  mpc: MpcConfig | MpcByReader,
  options: { fetcher?: Fetch | undefined; signal?: AbortSignal | undefined } = {},
): Promise<MpcConfig> {
  if ("nodes" in mpc) return checkMpcConfig(mpc);
  const { reader, contract, threshold } = mpc;
  const nodes = await readContractNodes(reader, contract, options);
  return checkMpcConfig({ contract, threshold, nodes: nodes.map(({ endpoint }) => endpoint) });
}
