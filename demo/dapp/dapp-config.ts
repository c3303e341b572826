/** What a dApp's page has to know of its surroundings, served as `/config.json` so that no port is built into a page. */

/** URLs for `<idos-isle>`. */
export interface DappConfig {
  /** The enclave's URL. */
  enclave: string;
  /** The storage node's URL. */
  node: string;
  /** Path of the dApp's own `idosHandler`. */
  backend: string;
}

/** Reads the configuration of this page's own server. */
export async function loadDappConfig(): Promise<DappConfig> {
  const response = await fetch("/config.json", { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`/config.json: status ${response.status}`);
  return (await response.json()) as DappConfig;
}
