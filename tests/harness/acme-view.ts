/** The network as Acme's own key sees it, past Acme's server: what was shared with it, and what is left after a revoke. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromHex } from "../../enclave/crypto/bytes.ts";
import { getAccessGrantsGranted, getCredentialShared } from "../../enclave/kwil/actions.ts";
import { createNetwork } from "../../host-sdk/network/network.ts";
import { evmSigner } from "../../host-sdk/server/shared/signers.ts";
import type { RunningDemo } from "./demo.ts";

/** Acme's view. */
export interface AcmeView {
  /** Ids of the copies that are granted to Acme. */
  copies(): Promise<string[]>;
  /** The copy's ciphertext; undefined if the node refuses or has none. */
  content(copyId: string): Promise<unknown>;
}

/** Signs in with Acme's key from the demo's data folder. */
export async function acmeView({ dataDir, node }: RunningDemo): Promise<AcmeView> {
  const { signer } = JSON.parse(await readFile(join(dataDir, "keys", "acme.json"), "utf8")) as { signer: string };
  const network = createNetwork({ node: node.localUrl, signer: evmSigner(fromHex(signer)) });
  return {
    async copies() {
      const rows = await network.call(getAccessGrantsGranted, { user_id: null, page: 1, size: 100 });
      return rows.map((row) => String(row["data_id"]));
    },
    async content(copyId) {
      const rows = await network.call(getCredentialShared, { id: copyId }).catch(() => []);
      return rows[0]?.["content"];
    },
  };
}
