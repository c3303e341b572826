/** The benchmark's origins: the built enclave under its production headers, a host page, and a bare frame on a third site. */
import { resolve } from "node:path";
import { build } from "vite";
import { startEnclave } from "../../../demo/local/enclave-server.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import type { HostData } from "./host-page.ts";

/** Running sites. */
export interface BenchSites {
  host: string;
  bare: string;
  enclave: string;
  stop(): Promise<void>;
}

/** One of the benchmark's scripts with all that it imports. */
export async function benchScript(name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      lib: { entry: resolve("tests/bench/channel", name), formats: ["es"], fileName: "script" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const output = (Array.isArray(built) ? built[0] : built) as { output: { code?: string }[] };
  return output.output[0]?.code ?? "";
}

const page = (name: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Benchmark</title><body><script type="module" src="/${name}"></script>`;

/** Builds the pages and serves them. */
export async function startBenchSites(data: HostData): Promise<BenchSites> {
  const [host, bare, worker] = await Promise.all(
    ["host-page.ts", "bare-frame.ts", "crypto-worker.ts"].map(benchScript),
  );
  const type = "text/javascript";
  const sites = await Promise.all([
    startSite("bench-host", {
      "/": page("host.js"),
      "/host.js": { body: host ?? "", type },
      "/worker.js": { body: worker ?? "", type },
      "/data.json": { body: JSON.stringify(data), type: "application/json" },
    }),
    startSite("bench-bare", { "/": page("bare.js"), "/bare.js": { body: bare ?? "", type } }),
    startEnclave({ port: 0, hostname: "bench-enclave.localhost", root: resolve("dist/enclave"), consumers: [] }),
  ]);
  return {
    host: sites[0].url,
    bare: sites[1].url,
    enclave: sites[2].url,
    stop: async () => void (await Promise.all(sites.map((site) => site.stop()))),
  };
}
