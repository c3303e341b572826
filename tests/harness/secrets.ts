/** What nobody but the vault may know, rebuilt by the test from all five nodes' stores or from the password, to be searched for. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromHex, fromUtf8 } from "../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../enclave/crypto/kdf.ts";
import { combineShares, unblind } from "../../enclave/crypto/shares.ts";

/** Secrets by name. */
export type Secrets = Record<string, string | Uint8Array>;

interface StoredShare {
  index: number;
  share: Uint8Array;
  addresses: string[];
}

/** What the nodes keep, by user id. */
async function storedShares(dataDir: string): Promise<Map<string, StoredShare[]>> {
  const users = new Map<string, StoredShare[]>();
  for (let index = 0; index < 5; index++) {
    const folder = join(dataDir, `mpc-${index}`, "shares");
    for (const file of await readdir(folder)) {
      const stored = JSON.parse(await readFile(join(folder, file), "utf8")) as { share: string; addresses: string[] };
      const userId = file.replace(/\.json$/, "");
      const shares = users.get(userId) ?? [];
      users.set(userId, [...shares, { index, share: unblind(fromHex(stored.share)), addresses: stored.addresses }]);
    }
  }
  return users;
}

async function rebuilt(userId: string, shares: StoredShare[]): Promise<Secrets> {
  const secret = fromUtf8(await combineShares(shares.slice(0, 3)));
  return { secret, share: shares[0]?.share ?? new Uint8Array(), key: await deriveKey("scrypt-v0.1", secret, userId) };
}

/** The MPC secret, a share and the key of the user whom this wallet recovers. */
export async function mpcSecrets(dataDir: string, address: string): Promise<Secrets> {
  const wanted = `eip712:${address}`.toLowerCase();
  for (const [userId, shares] of await storedShares(dataDir))
    if (shares.some(({ addresses }) => addresses.some((one) => one.toLowerCase() === wanted)))
      return rebuilt(userId, shares);
  throw new Error(`No MPC node keeps a share for ${address}`);
}

/** The same of every user whom the nodes know. */
export async function allMpcSecrets(dataDir: string): Promise<Secrets[]> {
  const users = [...(await storedShares(dataDir))].filter(([, shares]) => shares.length >= 3);
  return Promise.all(users.map(([userId, shares]) => rebuilt(userId, shares)));
}

/** The password and the key that it makes. */
export async function passwordSecrets(password: string, userId: string): Promise<Secrets> {
  return { password, key: await deriveKey("scrypt-v0.1", password, userId) };
}
