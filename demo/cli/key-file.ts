/** What `idos-isle keys` does: makes a server's key file, or prints what may be known of one. */
import { writeFile } from "node:fs/promises";
import { createKeys, publicKeys, type PublicKeys } from "../../host-sdk/server/index.ts";
import { LaunchError } from "../process/data-folder.ts";

/**
 * Makes a key file that only this user of the computer can read. A file that exists is never replaced.
 * @param options `issuer`: with a key that signs credentials
 * @throws LaunchError when the file exists or cannot be written
 */
export async function makeKeyFile(path: string, options: { issuer: boolean }): Promise<PublicKeys> {
  const keys = createKeys(options);
  try {
    await writeFile(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "EEXIST")
      throw new LaunchError(`${path} exists: it was not touched. --public prints its public parts`);
    throw new LaunchError(`${path} cannot be written (${code})`);
  }
  return publicKeys(keys);
}

/** The public parts for a person. */
export function publicKeysText({ walletIdentifier, encryptionPublicKey, issuerPublicKey }: PublicKeys): string {
  return [
    `  Wallet identifier      ${walletIdentifier}`,
    `  Encryption public key  ${encryptionPublicKey}`,
    ...(issuerPublicKey
      ? [
          `  Issuer public key      ${issuerPublicKey}`,
          "",
          "  idOS permits the issuer public key: the server writes profiles and credentials by it.",
        ]
      : []),
    "",
  ].join("\n");
}
