/** Many signed transactions, made ahead of time, and a node in a process of its own that can be killed under them. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DatabaseOptions } from "../../../../demo/network/node/database.ts";
import { randomBytes, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, ed25519Sign } from "../../../../enclave/crypto/ed25519.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../../enclave/kwil/payload.ts";
import { transactionText } from "../../../../enclave/kwil/texts.ts";
import { encryptionKey, EvmPerson } from "./people.ts";
import { rpc } from "./raw.ts";

/** A signed transaction that adds a user. */
export interface SignedWrite {
  userId: string;
  /** Parameters of `user.broadcast`. */
  params: unknown;
}

/** An inserter's key: its transactions follow each other. */
export interface Writer {
  /** Lower-case hex. */
  publicKey: string;
  writes: SignedWrite[];
}

/** Writers with signed transactions, nonces from 1. */
export function signWrites(writers: number, each: number, chainId = "idos-local"): Writer[] {
  const key = encryptionKey();
  return Array.from({ length: writers }, () => {
    const seed = randomBytes(32);
    const publicKey = toHex(ed25519PublicKey(seed));
    const writes = Array.from({ length: each }, (_, i) => {
      const userId = crypto.randomUUID();
      const { description } = idos.addUserAsInserter;
      const payload = encodeExecute(idos.addUserAsInserter, {
        id: userId,
        recipient_encryption_public_key: key,
        encryption_password_store: "mpc",
      });
      const text = transactionText({ description, payload, fee: "0", nonce: i + 1, chainId });
      const tx = {
        signature: { sig: toBase64(ed25519Sign(utf8(text), seed)), type: "ed25519" },
        body: {
          desc: description,
          payload: toBase64(payload),
          type: "execute",
          fee: "0",
          nonce: i + 1,
          chain_id: chainId,
        },
        sender: publicKey,
        serialization: "concat",
      };
      return { userId, params: { tx, sync: 1 } };
    });
    return { publicKey, writes };
  });
}

/** Permits the writers. */
export async function permitWriters(url: string, ownerKey: string, writers: readonly Writer[]): Promise<void> {
  const owner = new EvmPerson(url, ownerKey);
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: id });
  for (const { publicKey: address } of writers)
    await owner.execute(idos.addDelegateAsOwner, { address, inserter_id: id });
}

/** What the node acknowledged: user id → transaction hash. */
export type Acknowledged = Map<string, string>;

/**
 * Sends everything, each writer's transactions one after the other, until the node is gone.
 * @param onAcknowledged told the number so far
 */
export async function sendWrites(
  url: string,
  writers: readonly Writer[],
  onAcknowledged: (count: number) => void,
): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  await Promise.all(
    writers.map(async ({ writes }) => {
      for (const { userId, params } of writes) {
        let answer: Awaited<ReturnType<typeof rpc>>;
        try {
          answer = await rpc(url, "user.broadcast", params);
        } catch {
          return; // The node is gone: nothing was acknowledged.
        }
        const { tx_hash, result } = (answer.result ?? {}) as { tx_hash?: string; result?: { code: number } };
        if (result?.code !== 0 || !tx_hash)
          throw new Error(`refused: ${JSON.stringify(answer.result ?? answer.error)}`);
        acknowledged.set(userId, tx_hash);
        onAcknowledged(acknowledged.size);
      }
    }),
  );
  return acknowledged;
}

/** A node in a process of its own. */
export interface NodeProcess {
  url: string;
  pid: number;
  /** Sends a signal and waits until the process is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a node in a process of its own. */
export async function spawnNode(ownerAddress: string, database: DatabaseOptions): Promise<NodeProcess> {
  const server = fileURLToPath(new URL("../../../../demo/network/node/server.ts", import.meta.url));
  const options = { port: 0, hostname: "node.localhost", ownerAddress, ...database };
  const script = `
    import { startNode } from ${JSON.stringify(server)};
    const { localUrl } = await startNode(${JSON.stringify(options)});
    console.log("ready " + localUrl);`;
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (data: Buffer) => {
      output += data.toString();
      const found = /ready (\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    void exited.then(() => reject(new Error(`the node ended: ${child.exitCode}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
