/** A person whose key is on five real local nodes, for measuring how it comes back. */
import { randomUUID } from "node:crypto";
import { Wallet } from "ethers";
import { LOCAL_CONTRACT, MPC_THRESHOLD } from "../../demo/network/network.ts";
import { startMpcNode } from "../../demo/network/mpc-node/server.ts";
import { boxPublicKey } from "../../enclave/crypto/box.ts";
import { randomBytes, toHex } from "../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../enclave/crypto/kdf.ts";
import { checkStored, prepareSecret, storeShares } from "../../enclave/mpc/create.ts";
import { downloadMessage } from "../../enclave/mpc/messages.ts";
import { MPC_KDF } from "../../enclave/mpc/recover-from-nodes.ts";
import type { RecoveryCall } from "./custody-page.ts";

/** Node by node, in milliseconds: the third one decides, and the last two are not to be waited for. */
const DELAYS = [60, 120, 180, 1_500, 3_000];

/** Running nodes and someone who is known to them. */
export interface MpcPerson {
  /** A recovery, signed anew: a node takes each signature once. */
  recovery(): Promise<RecoveryCall>;
  stop(): Promise<void>;
}

/** @param origin of the page that asks the nodes */
export async function startMpcPerson(origin: string): Promise<MpcPerson> {
  const nodes = await Promise.all(
    DELAYS.map((_, index) =>
      startMpcNode({
        port: 0,
        hostname: "127.0.0.1",
        contract: LOCAL_CONTRACT,
        index,
        enclaveOrigins: () => [origin],
        retrievalLimit: { most: 1_000, within: 60_000 },
      }),
    ),
  );
  const config = { contract: LOCAL_CONTRACT, threshold: MPC_THRESHOLD, nodes: nodes.map(({ localUrl }) => localUrl) };
  const userId = randomUUID();
  const wallet = Wallet.createRandom();
  const me = `eip712:${wallet.address}`;
  const prepared = await prepareSecret(config, userId, [me]);
  const sign = async ({ domain, types, message }: RecoveryCall["message"]): Promise<string> =>
    `eip712 ${await wallet.signTypedData(domain, types, message)}`;
  const { signal } = new AbortController();
  checkStored(config, await storeShares(config, prepared, await sign(prepared.message), { signal }));
  const publicKey = toHex(boxPublicKey(await deriveKey(MPC_KDF, prepared.secret, userId)));
  return {
    async recovery() {
      const ephemeral = randomBytes(32);
      const message = downloadMessage(LOCAL_CONTRACT, me, Date.now(), boxPublicKey(ephemeral));
      const authorization = await sign(message);
      return { config, userId, publicKey, message, authorization, ephemeral: toHex(ephemeral), delays: DELAYS };
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}
