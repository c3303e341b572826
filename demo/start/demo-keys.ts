/** The demo's own keys: made at first start, reused later, each in a file that only this user can read. */
import { join } from "node:path";
import { createKeys, type KeyFile } from "../../host-sdk/server/index.ts";
import { toHex } from "../../enclave/crypto/bytes.ts";
import { readPrivateFile, writePrivateFile } from "../process/private-file.ts";

/** Who owns the network, and what its one inserter is called there. */
export interface NetworkKeys {
  /** secp256k1 secret key, hex. */
  owner: string;
  /** UUID of the inserter that Neobank is. */
  inserterId: string;
}

/** What operators sign in to the back offices with. */
export interface OperatorTokens {
  neobank: string;
  acme: string;
}

/** Everything secret that the demo keeps for itself. */
export interface DemoKeys {
  network: NetworkKeys;
  neobank: KeyFile;
  acme: KeyFile;
  operators: OperatorTokens;
}

const token = (): string => toHex(crypto.getRandomValues(new Uint8Array(16)));

/** Reads the keys in a folder, making those that are not there. */
export async function demoKeys(folder: string): Promise<DemoKeys> {
  async function kept<T>(name: string, make: () => T): Promise<T> {
    const file = join(folder, name);
    const found = await readPrivateFile<T>(file);
    if (found !== undefined) return found;
    const made = make();
    await writePrivateFile(file, made);
    return made;
  }
  return {
    network: await kept("network.json", () => ({ owner: createKeys().signer, inserterId: crypto.randomUUID() })),
    neobank: await kept("neobank.json", () => createKeys({ issuer: true })),
    acme: await kept("acme.json", () => createKeys()),
    operators: await kept("operators.json", () => ({ neobank: token(), acme: token() })),
  };
}
