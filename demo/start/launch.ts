/** Starts the whole demo in this process: network, enclave, Neobank, Acme; made keys and permissions at first start. */
import { join } from "node:path";
import { fromHex } from "../../enclave/crypto/bytes.ts";
import { evmAddress } from "../../enclave/crypto/evm.ts";
import { publicKeys } from "../../host-sdk/server/index.ts";
import { createAcme } from "../acme/server.ts";
import { createNeobank } from "../neobank/server.ts";
import { startNetwork } from "../network/network.ts";
import { accountFile } from "../wallet/account-routes.ts";
import { startDappServer } from "../dapp/dapp-server.ts";
import { demoKeys, type OperatorTokens } from "./demo-keys.ts";
import { startEnclave } from "../local/enclave-server.ts";
import type { Stoppable } from "../process/lifetime.ts";
import { builtFolder } from "../process/package-root.ts";
import type { Ports } from "./ports.ts";
import { seedInserter } from "../local/seed-inserter.ts";

/** How many MPC nodes rebuild a secret. */
const MPC_THRESHOLD = 3;
const BACKEND = "/idos";

/** Options of {@link launch}. */
export interface LaunchOptions {
  ports: Ports["of"];
  /** The demo's data folder. */
  dataDir: string;
  /** The package's folder. */
  root: string;
}

/** A service as others reach it. */
export interface Place {
  /** For browsers. */
  url: string;
  /** For processes on this computer, where `*.localhost` may not resolve. */
  localUrl: string;
}

/** Everything that runs. */
export interface RunningDemo {
  neobank: Place;
  acme: Place;
  enclave: Place;
  node: Place;
  mpc: Place[];
  operatorTokens: OperatorTokens;
}

const place = (hostname: string, port: number): Place => ({
  url: `http://${hostname}:${port}`,
  localUrl: `http://127.0.0.1:${port}`,
});

/**
 * Starts it.
 * @param running gets each part as soon as it runs, so that an interruption or a failure can stop what is there
 * @throws LaunchError, IdosError
 */
export async function launch({ ports, dataDir, root }: LaunchOptions, running: Stoppable[]): Promise<RunningDemo> {
  const run = <S extends Stoppable>(part: S): S => {
    running.push(part);
    return part;
  };
  const pages = {
    neobank: builtFolder(root, "demo/neobank"),
    acme: builtFolder(root, "demo/acme"),
    enclave: builtFolder(root, "enclave"),
  };
  const keysDir = join(dataDir, "keys");
  const keys = await demoKeys(keysDir);
  const owner = fromHex(keys.network.owner, "owner", 32);
  const { issuerPublicKey = "" } = publicKeys(keys.neobank);
  const neobank = place("neobank.localhost", ports.neobank);
  const enclave = place("enclave.localhost", ports.enclave);
  const acme = place("acme.localhost", ports.acme);

  const network = run(
    await startNetwork({
      ownerAddress: evmAddress(owner),
      enclaveOrigins: () => [enclave.url],
      dataDir,
      nodePort: ports.node,
      mpcPorts: [ports.mpc1, ports.mpc2, ports.mpc3, ports.mpc4, ports.mpc5],
    }),
  );
  const { url, localUrl } = network.node;
  await seedInserter(localUrl, owner, { id: keys.network.inserterId, name: "Neobank", keys: keys.neobank });

  const { walletIdentifier, encryptionPublicKey } = publicKeys(keys.acme);
  run(
    await startEnclave({
      port: ports.enclave,
      hostname: "enclave.localhost",
      root: pages.enclave,
      storageNodes: [url],
      mpc: { contract: network.contract, threshold: MPC_THRESHOLD, nodes: network.mpcNodes.map((node) => node.url) },
      consumers: [{ name: "Acme Card", url: acme.url, origins: [acme.url], walletIdentifier, encryptionPublicKey }],
    }),
  );

  const node = localUrl;
  const bankApp = run(
    await createNeobank({
      keys: keys.neobank,
      node,
      url: neobank.url,
      issuerPublicKey,
      dataDir: join(dataDir, "neobank"),
      operatorToken: keys.operators.neobank,
    }),
  );
  const cardApp = run(
    await createAcme({
      keys: keys.acme,
      node,
      url: acme.url,
      issuers: [{ id: "neobank", name: "Neobank", authPublicKeys: [issuerPublicKey], url: neobank.url }],
      dataDir: join(dataDir, "acme"),
      ordersDir: join(dataDir, "acme-orders"),
      operatorToken: keys.operators.acme,
    }),
  );
  const shared = {
    config: { enclave: enclave.url, node: url, backend: BACKEND },
    accounts: accountFile(join(keysDir, "burner-accounts.json")),
  };
  run(
    await startDappServer({
      ...shared,
      port: ports.neobank,
      hostname: "neobank.localhost",
      pages: pages.neobank,
      routes: bankApp.routes,
    }),
  );
  run(
    await startDappServer({
      ...shared,
      port: ports.acme,
      hostname: "acme.localhost",
      pages: pages.acme,
      routes: cardApp.routes,
    }),
  );

  const mpc = network.mpcNodes.map((mpcNode) => ({ url: mpcNode.url, localUrl: mpcNode.localUrl }));
  return { neobank, acme, enclave, node: { url, localUrl }, mpc, operatorTokens: keys.operators };
}
