/** Recovery as the vault runs it: shares from the nodes over HTTP, and the kdf that every MPC secret goes through. */
import type { MpcConfig } from "../config/config.ts";
import { boxPublicKey } from "../crypto/box.ts";
import { equalBytes } from "../crypto/bytes.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { COMMON_KDF, deriveKey } from "../crypto/kdf.ts";
import { getShare, type Fetch } from "./node-client.ts";
import { recoverKey, type Recovered, type RecoverOptions } from "./recover.ts";

/** MPC secrets are always made into keys by this kdf. */
export const MPC_KDF = COMMON_KDF;

/** Options of {@link recoverFromNodes}. */
export interface RecoverFromNodesOptions extends Pick<RecoverOptions, "signal" | "onProgress"> {
  config: MpcConfig;
  userId: string;
  /** The profile's public key, 32 bytes. */
  expected: Uint8Array;
  /** The signed download message. */
  message: TypedData;
  /** Scheme and signature over the message. */
  authorization: string;
  /** X25519, 32 bytes; its public half is in the message. */
  ephemeral: Uint8Array;
  fetcher?: Fetch | undefined;
}

/**
 * Asks the nodes and rebuilds the key.
 * @returns the key, 32 bytes, which has the expected public key, and the nodes that lied
 * @throws IdosError as {@link recoverKey}
 */
export function recoverFromNodes(options: RecoverFromNodesOptions): Promise<Recovered> {
  const { config, userId, expected, message, authorization, ephemeral, signal, onProgress, fetcher = fetch } = options;
  return recoverKey({
    config,
    async fetchShare(index, stop) {
      const address = { node: config.nodes[index] ?? "", contract: config.contract, userId };
      return (await getShare(fetcher, address, message, authorization, ephemeral, stop)).share;
    },
    async tryKey(secret) {
      const key = await deriveKey(MPC_KDF, secret, userId, { signal });
      return equalBytes(boxPublicKey(key), expected) ? key : undefined;
    },
    signal,
    onProgress,
  });
}
