/** What `idos-isle dev` starts: a network that keeps its state, and the enclave. */
import { parseConsumers } from "../../enclave/config/config.ts";
import { join } from "node:path";
import { fromHex } from "../../enclave/crypto/bytes.ts";
import { evmAddress } from "../../enclave/crypto/evm.ts";
import { createIssuer, createKeys, type KeyFile, memoryStore, publicKeys } from "../../host-sdk/server/index.ts";
import { MPC_THRESHOLD, type NetworkOptions, type RunningNetwork, startNetwork } from "../network/network.ts";
import { resetPostgres } from "../network/node/postgres.ts";
import { type SeededPerson, seedPerson } from "./seed-person.ts";
import { startEnclave } from "./enclave-server.ts";
import type { Stoppable } from "../process/lifetime.ts";
import { builtFolder } from "../process/package-root.ts";
import { readPrivateFile, writePrivateFile } from "../process/private-file.ts";
import { seedInserter } from "./seed-inserter.ts";

/** How many ports from the first one on may be taken. */
export const DEV_PORTS = 16;
/** Names of what `--seed demo` makes. */
const [ISSUER, CONSUMER] = ["Demo issuer", "Demo consumer"];
/** Where dev servers usually run. */
const DEV_ORIGINS = [3000, 4200, 5173, 8080].map((port) => `http://localhost:${port}`);

/** Options of {@link startDev}. */
export interface DevOptions extends Pick<NetworkOptions, "databaseUrl" | "nodes" | "extensions" | "originInSignIn"> {
  /** First port: the node's; then the MPC nodes', the reader's, the enclave's, further nodes'. 0: free ones. */
  port: number;
  /** An opened data folder. */
  dataDir: string;
  /** Empties the database at `databaseUrl`; the folder is emptied by who opens it. */
  reset: boolean;
  /** `demo`: an issuer, a consumer and a person with a credential. */
  seed?: "demo" | undefined;
  /** Key files, with an issuer key each, of servers to be permitted as inserters. */
  permit: readonly string[];
  /** The demo consumer's own sites. None: where dev servers usually run. */
  consumerOrigins?: readonly string[] | undefined;
  /** The package's folder; undefined: without an enclave. */
  root: string | undefined;
}

/** What runs, as `--json` prints it. */
export interface RunningDev {
  node: string;
  nodeLocal: string;
  nodes: string[];
  enclave?: string | undefined;
  mpc: { contract: string; threshold: number; nodes: string[]; reader: string };
  chainId: string;
  /** Files with keys that were made here. */
  keys: { owner: string; issuer?: string; consumer?: string; person?: string };
}

interface Owner {
  /** secp256k1 secret key, hex. */
  owner: string;
}

/** Reads what is kept in a file, or makes it. */
async function kept<T>(file: string, make: () => T | Promise<T>): Promise<T> {
  const found = await readPrivateFile<T>(file);
  if (found !== undefined) return found;
  const made = await make();
  await writePrivateFile(file, made);
  return made;
}

/** A server's inserter has the same id at every start, so that permitting it again changes nothing. */
async function permit(
  node: string,
  owner: Uint8Array,
  folder: string,
  keys: KeyFile | string,
  name: string,
): Promise<void> {
  const { walletIdentifier } = publicKeys(keys);
  const { id } = await kept(join(folder, "inserters", `${walletIdentifier}.json`), () => ({ id: crypto.randomUUID() }));
  await seedInserter(node, owner, { id, name, keys });
}

async function makePerson(network: RunningNetwork, keys: KeyFile): Promise<SeededPerson> {
  const node = network.node.localUrl;
  const issuer = createIssuer({ keys, node, url: "http://issuer.localhost", name: ISSUER, store: memoryStore() });
  return seedPerson({ network, issuer, now: Date.now });
}

/**
 * Starts it.
 * @param running gets each part as soon as it runs, so that an interruption or a failure can stop what is there
 * @throws LaunchError, IdosError
 */
export async function startDev(options: DevOptions, running: Stoppable[]): Promise<RunningDev> {
  const { port, dataDir, databaseUrl, nodes = 1, consumerOrigins = [], root } = options;
  const at = (offset: number): number => port && port + offset;
  const enclaveRoot = root === undefined ? undefined : builtFolder(root, "enclave");
  if (databaseUrl !== undefined && options.reset) await resetPostgres(databaseUrl);
  const folder = join(dataDir, "keys");
  const files = {
    owner: join(folder, "owner.json"),
    issuer: join(folder, "issuer.json"),
    consumer: join(folder, "consumer.json"),
  };
  const { owner } = await kept<Owner>(files.owner, () => ({ owner: createKeys().signer }));
  const ownerKey = fromHex(owner, "owner", 32);

  const origins: string[] = [];
  const network = await startNetwork({
    ownerAddress: evmAddress(ownerKey),
    enclaveOrigins: () => origins,
    dataDir,
    databaseUrl,
    nodes,
    extensions: options.extensions,
    originInSignIn: options.originInSignIn,
    nodePort: port,
    mpcPorts: [1, 2, 3, 4, 5].map(at),
    readerPort: at(6),
    furtherNodePorts: Array.from({ length: nodes - 1 }, (_, i) => at(8 + i)),
  });
  running.push(network);
  const node = network.node.localUrl;
  for (const file of options.permit) await permit(node, ownerKey, folder, file, publicKeys(file).walletIdentifier);

  const keys: RunningDev["keys"] = { owner: files.owner };
  if (options.seed) {
    const issuer = await kept(files.issuer, () => createKeys({ issuer: true }));
    await kept(files.consumer, () => createKeys());
    await permit(node, ownerKey, folder, issuer, ISSUER);
    const person = join(folder, "person.json");
    await kept(person, () => makePerson(network, issuer));
    Object.assign(keys, { issuer: files.issuer, consumer: files.consumer, person });
  }

  const mpc = { contract: network.contract, threshold: MPC_THRESHOLD, nodes: network.mpcNodes.map(({ url }) => url) };
  let enclave: string | undefined;
  if (enclaveRoot !== undefined) {
    const consumer = await readPrivateFile<KeyFile>(files.consumer);
    const known = consumer && publicKeys(consumer);
    const served = await startEnclave({
      port: at(7),
      hostname: "enclave.localhost",
      root: enclaveRoot,
      mpc,
      storageNodes: network.nodes.map(({ url }) => url),
      consumers: known
        ? parseConsumers([
            {
              name: CONSUMER,
              origins: consumerOrigins.length ? consumerOrigins : DEV_ORIGINS,
              walletIdentifier: known.walletIdentifier,
              encryptionPublicKey: known.encryptionPublicKey,
            },
          ])
        : [],
    });
    running.push(served);
    origins.push((enclave = served.url));
  }
  return {
    node: network.node.url,
    nodeLocal: node,
    nodes: network.nodes.map(({ url }) => url),
    ...(enclave !== undefined && { enclave }),
    mpc: { ...mpc, reader: network.reader.url },
    chainId: network.chainId,
    keys,
  };
}

/** For a person. */
export function devText({ nodes, nodeLocal, enclave, mpc, keys }: RunningDev, dataDir: string): string {
  const rows: [string, string][] = [
    ...nodes.map((url, i): [string, string] => [`Storage node${nodes.length > 1 ? ` ${i + 1}` : ""}`, url]),
    ["  for servers", nodeLocal],
    ...(enclave === undefined ? [] : [["Enclave", enclave] as [string, string]]),
    ...mpc.nodes.map((url, i): [string, string] => [`MPC node ${i + 1}`, url]),
    ["MPC reader", mpc.reader],
    ["Data", dataDir],
    ...Object.entries(keys).map(([name, file]): [string, string] => [`  keys of the ${name}`, file]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return `\nA local idOS network runs.\n\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n")}\n\nCtrl-C ends it.\n`;
}
