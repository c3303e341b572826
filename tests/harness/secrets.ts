/** What nobody but the vault may know, rebuilt by the test from all five nodes' stores or from the password, to be searched for. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromHex, fromUtf8 } from "../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../enclave/crypto/kdf.ts";
import { combineShares, unblind } from "../../enclave/crypto/shares.ts";

/** Secrets by name. */
export type Secrets = Record<string, string | Uint8Array>;

/** The MPC secret, a share and the key of the user whom this wallet recovers. */
export async function mpcSecrets(dataDir: string, address: string): Promise<Secrets> {
  const shares = [];
  let userId = "";
  for (let index = 0; index < 5; index++) {
    const folder = join(dataDir, `mpc-${index}`, "shares");
    for (const file of await readdir(folder)) {
      const stored = JSON.parse(await readFile(join(folder, file), "utf8")) as { share: string; addresses: string[] };
      if (!stored.addresses.some((a) => a.toLowerCase() === `eip712:${address}`.toLowerCase())) continue;
      userId = file.replace(/\.json$/, "");
      shares.push({ index, share: unblind(fromHex(stored.share)) });
    }
  }
  const secret = fromUtf8(await combineShares(shares.slice(0, 3)));
  return { secret, share: shares[0]?.share ?? new Uint8Array(), key: await deriveKey("scrypt-v0.1", secret, userId) };
}

/** The password and the key that it makes. */
export async function passwordSecrets(password: string, userId: string): Promise<Secrets> {
  return { password, key: await deriveKey("scrypt-v0.1", password, userId) };
}
