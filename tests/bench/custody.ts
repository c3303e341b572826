/** Unlocks in the vault, against the bare libraries and the nodes in the same run of the same browser. Trust the ratios. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { chromium, type Page } from "playwright";
import { build } from "vite";
import { startMpcNode, type RunningMpcNode } from "../../demo/network/mpc-node/server.ts";
import type { MpcConfig } from "../../enclave/config/config.ts";
import { ensureChromium } from "../harness/chromium.mjs";
import type { BenchTimes, BenchWork } from "./custody-page.ts";
import type { Suite } from "./suite.ts";

/** Runs of each, interleaved, each in a worker of its own as a vault is, so that a slow minute of the machine is shared. */
const RUNS = 9;
/** How late the MPC nodes answer, in milliseconds: near ones and far ones. Three are needed, so the third quickest counts. */
const LATE = [160, 20, 100, 220, 60];
const THRESHOLD = 3;
const CONTRACT = "01a5d0f1ce00000000000000000000000000000001";
const TYPES: Record<string, string> = { ".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm" };

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Builds a page with the worker, serves it on loopback, and hands it to the measurement. */
async function inBrowser<R>(measure: (page: Page) => Promise<R>): Promise<R> {
  const root = await mkdtemp(join(tmpdir(), "idos-bench-"));
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox"] });
  const server = createServer((request, response) => {
    const path = join(root, "dist", new URL(request.url ?? "/", "http://x").pathname);
    readFile(path).then(
      (body) => response.setHeader("content-type", TYPES[extname(path)] ?? "text/plain").end(body),
      () => response.writeHead(404).end(),
    );
  });
  try {
    const worker = resolve("tests/bench/custody-page.ts");
    const simd = resolve("node_modules/argon2-browser/dist/argon2-simd.wasm");
    await writeFile(join(root, "index.html"), `<script type="module" src="./main.ts"></script>`);
    await writeFile(
      join(root, "main.ts"),
      `import url from ${JSON.stringify(`${worker}?worker&url`)};
       import simdUrl from ${JSON.stringify(`${simd}?url`)};
       let publicKeys = {};
       globalThis.run = (what, mpc) => new Promise((resolve, reject) => {
         const worker = new Worker(url, { type: "module" });
         worker.onerror = ({ message }) => reject(new Error(what + ": " + message));
         worker.onmessage = ({ data }) => {
           worker.terminate();
           if (data.failed) return reject(new Error(what + ": " + data.failed));
           ({ publicKeys } = data);
           resolve(data);
         };
         worker.postMessage({ what, mpc, publicKeys, simdUrl: new URL(simdUrl, location.href).href });
       });
       globalThis.longest = 0;
       new PerformanceObserver((list) => {
         for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
       }).observe({ type: "longtask", buffered: true });`,
    );
    const config = { configFile: false, root, base: "./", logLevel: "silent", worker: { format: "es" } } as const;
    await build({ ...config, build: { outDir: "dist", target: "es2022", assetsInlineLimit: 0 } });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/index.html`);
    return await measure(page);
  } finally {
    await browser.close();
    server.close();
    await rm(root, { recursive: true, force: true });
  }
}

interface BenchGlobals {
  run(what: BenchWork, mpc: MpcConfig): Promise<BenchTimes>;
  longest: number;
}

/** Five real nodes for the page, each late in its own way. */
async function withNodes<R>(origin: string, work: (mpc: MpcConfig) => Promise<R>): Promise<R> {
  const nodes: RunningMpcNode[] = [];
  try {
    for (const [index, ms] of LATE.entries()) {
      const options = { port: 0, hostname: "127.0.0.1", contract: CONTRACT, index, enclaveOrigins: () => [origin] };
      const node = await startMpcNode({ ...options, faults: true, retrievalLimit: { most: 1_000, within: 60_000 } });
      nodes.push(node);
      node.setFault({ kind: "slow", ms });
    }
    return await work({ contract: CONTRACT, threshold: THRESHOLD, nodes: nodes.map(({ url }) => url) });
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

const MEASURED: readonly BenchWork[] = [
  "argon2id-v1 unlock",
  "bare argon2",
  "scrypt-v0.1 unlock",
  "scrypt-js sync",
  "noble scrypt sync",
  "noble scryptAsync",
  "MPC recover",
  "kdf of an MPC secret",
];

/** `npm run bench -- custody` */
export const custody: Suite = {
  title: "Unlocks in the vault, against the bare libraries and the nodes in the same browser",
  run: (say) =>
    inBrowser((page) =>
      withNodes(new URL(page.url()).origin, async (mpc) => {
        const run = (what: BenchWork): Promise<BenchTimes> =>
          page.evaluate(([w, m]) => (globalThis as unknown as BenchGlobals).run(w, m), [what, mpc] as const);
        const times = new Map<BenchWork, number[]>(MEASURED.map((what) => [what, []]));
        const needed: number[] = [];
        // Once without counting: the files are loaded and the public keys known from then on.
        for (const what of ["MPC create", ...MEASURED] as const) await run(what);
        await page.evaluate(() => ((globalThis as unknown as BenchGlobals).longest = 0));
        for (let i = 0; i < RUNS; i++) {
          for (const what of MEASURED) {
            const { took, answers } = await run(what);
            times.get(what)?.push(took);
            if (what === "MPC recover") needed.push(answers[THRESHOLD - 1] ?? Number.NaN);
          }
          say(`run ${i + 1} of ${RUNS}`);
        }
        const of = (what: BenchWork): number => median(times.get(what) ?? []);
        const longest = await page.evaluate(() => (globalThis as unknown as BenchGlobals).longest);
        return [
          ...MEASURED.map((what) => ({ name: what, value: of(what), unit: "ms" })),
          { name: "slowest needed node's answer", value: median(needed), unit: "ms" },
          {
            name: "threat 16: argon2id-v1 unlock / bare argon2-browser SIMD",
            value: of("argon2id-v1 unlock") / of("bare argon2"),
            unit: "×",
            limit: { atMost: 1.15 },
          },
          {
            name: "threat 16: scrypt-js sync / scrypt-v0.1 unlock",
            value: of("scrypt-js sync") / of("scrypt-v0.1 unlock"),
            unit: "×",
            limit: { atLeast: 2 },
          },
          ...(["noble scrypt sync", "noble scryptAsync"] as const).map((what) => ({
            name: `scrypt-js sync / ${what}`,
            value: of("scrypt-js sync") / of(what),
            unit: "×",
          })),
          {
            name: "MPC recover / (slowest needed node's answer + one kdf)",
            value: of("MPC recover") / (median(needed) + of("kdf of an MPC secret")),
            unit: "×",
            limit: { atMost: 1.3 },
          },
          { name: "longest task on the UI thread meanwhile", value: longest, unit: "ms", limit: { atMost: 50 } },
        ];
      }),
    ),
};
