/** `idos-isle/testing`: a whole idOS network in a test's own process, with people on it, and a wallet to act as them. */
import { parseConsumers } from "../../enclave/config/config.ts";
import { fromHex, toHex } from "../../enclave/crypto/bytes.ts";
import { evmAddress } from "../../enclave/crypto/evm.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import {
  createIssuer,
  createKeys,
  type Issuer,
  type KeyFile,
  type KeySource,
  memoryStore,
  publicKeys,
  type TrustedIssuer,
} from "../../host-sdk/server/index.ts";
import { type RunningEnclave, startEnclave } from "./enclave-server.ts";
import { builtFolder, packageRoot } from "../process/package-root.ts";
import { seedInserter } from "./seed-inserter.ts";
import type { MpcFault } from "../network/mpc-node/faults.ts";
import type { RetrievalLimit } from "../network/mpc-node/retrieval-limit.ts";
import { MPC_THRESHOLD, type NetworkOptions, type RunningNetwork, startNetwork } from "../network/network.ts";
import { type PersonSeed, type SeededPerson, seedPerson } from "./seed-person.ts";

export type { MpcFault, PersonSeed, RetrievalLimit, SeededPerson };
export { KYC_DRAFT } from "./seed-person.ts";
export { testWallet, type TestWallet, type TestWalletOptions, type WalletPrompt } from "./test-wallet.ts";

/** Name of the issuer that every local network has. */
const ISSUER = { id: "local-issuer", name: "Local issuer", url: "http://issuer.localhost" };

/** A consumer that the enclave shows by its name. */
export interface NamedConsumer {
  name: string;
  url?: string | undefined;
  /** Its own sites, the only ones that get its name and badge. Default: the origin of `url`. */
  origins?: readonly string[] | undefined;
  /** Its keys, of which only the public parts are used. */
  keys: KeySource;
}

/** Options of {@link startLocalNetwork}. */
export interface LocalNetworkOptions extends Pick<
  NetworkOptions,
  "nodes" | "chainId" | "extensions" | "originInSignIn" | "retrievalLimit" | "now"
> {
  /** `kyc-user`: one person with an MPC key and a credential; or the people to make. Default: nobody. */
  seed?: "kyc-user" | readonly PersonSeed[] | undefined;
  /** Whether the built enclave is served. Default: true. */
  enclave?: boolean | undefined;
  /** Consumers that the enclave shows by their names; all others it calls unverified. */
  consumers?: readonly NamedConsumer[] | undefined;
}

/** What {@link startLocalNetwork} started. URLs have no trailing slash. */
export interface LocalNetwork {
  /** The storage node for browsers, `http://node.localhost:<port>`. */
  node: string;
  /** The same node for servers, `http://127.0.0.1:<port>`: `*.localhost` does not resolve in Node. */
  nodeLocal: string;
  /** All storage nodes; `node` is the first. */
  nodes: readonly { url: string; localUrl: string; stop(): Promise<void> }[];
  /** The enclave, `http://enclave.localhost:<port>`; empty with `enclave: false`. */
  enclave: string;
  /** How a key is rebuilt. */
  mpc: { contract: string; threshold: number; nodes: readonly string[]; reader: string };
  chainId: string;
  /** The network's owner, who permits inserters: an EVM wallet. */
  owner: { privateKey: string; address: string };
  /** A permitted issuer, which wrote the seeded people's credentials. */
  issuer: Issuer & { keys: KeyFile; trusted: TrustedIssuer };
  /** In the order of the seed, then those of `addUser`. */
  users: readonly SeededPerson[];
  /** Makes one more person. */
  addUser(seed?: PersonSeed): Promise<SeededPerson>;
  /**
   * Permits a server's issuer key as an inserter's, as idOS does for an issuer.
   * @throws IdosError `INVALID_ARGUMENT` when the keys have none
   */
  permit(keys: KeySource, name: string): Promise<void>;
  /** Makes an MPC node, by its place, misbehave until called with undefined. */
  setMpcFault(index: number, fault: MpcFault | undefined): void;
  /** Ends everything and frees every port. */
  stop(): Promise<void>;
}

function serveEnclave(network: RunningNetwork, consumers: readonly NamedConsumer[]): Promise<RunningEnclave> {
  return startEnclave({
    port: 0,
    hostname: "enclave.localhost",
    root: enclaveFolder(),
    storageNodes: network.nodes.map(({ url }) => url),
    mpc: { contract: network.contract, threshold: MPC_THRESHOLD, nodes: network.mpcNodes.map(({ url }) => url) },
    consumers: parseConsumers(
      consumers.map(({ name, url, origins = url === undefined ? [] : [originOf(url)], keys }) => {
        const { walletIdentifier, encryptionPublicKey } = publicKeys(keys);
        return { name, ...(url !== undefined && { url }), origins, walletIdentifier, encryptionPublicKey };
      }),
    ),
  });
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

function enclaveFolder(): string {
  try {
    return builtFolder(packageRoot(import.meta.url), "enclave");
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : "dist/enclave is missing";
    throw new IdosError("NOT_FOUND", `enclave: ${words}; or start without it (enclave: false)`, { cause });
  }
}

/**
 * Starts a storage node, five MPC nodes, their reader and the enclave on free ports of 127.0.0.1, in this process.
 * Several may run side by side. Nothing is kept; `npx idos-isle dev` runs a network that keeps its state.
 * @throws IdosError `INVALID_ARGUMENT`; `NOT_FOUND` when the enclave was not built; `STORAGE_UNAVAILABLE`
 * @example
 * const net = await startLocalNetwork({ seed: "kyc-user" });
 * const idos = createIdos({ enclave: net.enclave, node: net.node });
 * await idos.connect(testWallet(net.users[0].privateKey));
 * await net.stop();
 */
export function startLocalNetwork(
  options: LocalNetworkOptions & { seed: "kyc-user" },
): Promise<LocalNetwork & { users: readonly [SeededPerson, ...SeededPerson[]] }>;
export function startLocalNetwork(options?: LocalNetworkOptions): Promise<LocalNetwork>;
export async function startLocalNetwork(options: LocalNetworkOptions = {}): Promise<LocalNetwork> {
  const { seed = [], enclave: withEnclave = true, consumers = [], now = Date.now, ...networkOptions } = options;
  const people: readonly PersonSeed[] = seed === "kyc-user" ? [{}] : seed;
  const ownerKey = fromHex(createKeys().signer, "owner", 32);
  const owner = { privateKey: `0x${toHex(ownerKey)}`, address: evmAddress(ownerKey) };
  const keys = createKeys({ issuer: true });
  if (withEnclave) enclaveFolder();

  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((part) => part.stop()));
  };
  try {
    let enclave: RunningEnclave | undefined;
    const network = await startNetwork({
      ...networkOptions,
      now,
      faults: true,
      ownerAddress: owner.address,
      enclaveOrigins: () => (enclave ? [enclave.url] : []),
    });
    running.push(network);
    if (withEnclave) running.push((enclave = await serveEnclave(network, consumers)));

    const nodeLocal = network.node.localUrl;
    const permit = async (source: KeySource, name: string): Promise<void> => {
      await seedInserter(nodeLocal, ownerKey, { id: crypto.randomUUID(), name, keys: source });
    };
    await permit(keys, ISSUER.name);
    const issuer = createIssuer({ keys, node: nodeLocal, url: ISSUER.url, name: ISSUER.name, store: memoryStore() });
    const users: SeededPerson[] = [];
    const addUser = async (person: PersonSeed = {}): Promise<SeededPerson> => {
      const user = await seedPerson({ network, issuer, now }, person);
      users.push(user);
      return user;
    };
    for (const person of people) await addUser(person);

    const { node, nodes, mpcNodes, reader, chainId, contract } = network;
    return {
      node: node.url,
      nodeLocal,
      nodes,
      enclave: enclave?.url ?? "",
      mpc: { contract, threshold: MPC_THRESHOLD, nodes: mpcNodes.map(({ url }) => url), reader: reader.url },
      chainId,
      owner,
      issuer: {
        ...issuer,
        keys,
        trusted: { ...ISSUER, authPublicKeys: [publicKeys(keys).issuerPublicKey ?? ""] },
      },
      users,
      addUser,
      permit,
      setMpcFault(index, fault) {
        const mpcNode = mpcNodes[index];
        if (!mpcNode) throw new IdosError("INVALID_ARGUMENT", `index: expected 0 to ${mpcNodes.length - 1}`);
        mpcNode.setFault(fault);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
