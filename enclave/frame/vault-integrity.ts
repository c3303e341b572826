/**
 * Integrity of the vault's files. Import maps and `integrity` attributes reach what a document loads, but no worker:
 * the frame fetches the worker's files first, against the hashes that its own page names, and starts nothing that
 * differs. Names of built files hold a hash of their content and never change, so the worker then gets them from the
 * browser's cache.
 */
import { IdosError } from "../protocol/errors.ts";

/** Name → hash of the files that only the worker loads; set by the build. */
function vaultFiles(): Record<string, string> {
  const { vaultIntegrity } = document.documentElement.dataset;
  return vaultIntegrity ? (JSON.parse(vaultIntegrity) as Record<string, string>) : {};
}

/**
 * Checks them.
 * @param worker absolute URL of the worker, beside which its files are
 * @throws IdosError `NETWORK_UNREACHABLE` if one is missing, out of reach, or not what was built
 */
export async function checkVaultFiles(worker: string, signal: AbortSignal): Promise<void> {
  await Promise.all(
    Object.entries(vaultFiles()).map(async ([name, integrity]) => {
      try {
        const response = await fetch(new URL(name, worker), { integrity, signal });
        if (!response.ok) throw new Error(`status ${response.status}`);
        await response.arrayBuffer();
      } catch (cause) {
        throw new IdosError(
          "NETWORK_UNREACHABLE",
          `The enclave's ${name} could not be loaded, or is not what was built`,
          {
            cause,
          },
        );
      }
    }),
  );
}
