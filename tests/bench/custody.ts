/** Passwords to keys, against the bare libraries in the same run of the same browser. Trust the ratios. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { chromium, type Page } from "playwright";
import { build } from "vite";
import { ensureChromium } from "../harness/chromium.mjs";
import type { BenchCall } from "./custody-page.ts";
import type { Suite } from "./suite.ts";

/** Runs of each, interleaved, so that a slow minute of the machine is shared. */
const RUNS = 9;
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
       let worker = new Worker(url, { type: "module" });
       globalThis.run = (what) => new Promise((resolve) => {
         worker.onmessage = ({ data }) => resolve(data);
         worker.postMessage({ what, simdUrl: new URL(simdUrl, location.href).href });
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
  run(what: BenchCall["what"]): Promise<number>;
  longest: number;
}

/** `npm run bench -- custody` */
export const custody: Suite = {
  title: "Passwords to keys, against the bare libraries in the same browser",
  run: (say) =>
    inBrowser(async (page) => {
      const run = (what: BenchCall["what"]): Promise<number> =>
        page.evaluate((w) => (globalThis as unknown as BenchGlobals).run(w), what);
      const all: BenchCall["what"][] = ["argon2id-v1", "bare argon2", "scrypt-v0.1", "scrypt-js sync"];
      const times = new Map<BenchCall["what"], number[]>(all.map((what) => [what, []]));
      for (const what of all) await run(what);
      await page.evaluate(() => ((globalThis as unknown as BenchGlobals).longest = 0));
      for (let i = 0; i < RUNS; i++) {
        for (const what of all) times.get(what)?.push(await run(what));
        say(`run ${i + 1} of ${RUNS}`);
      }
      const of = (what: BenchCall["what"]): number => median(times.get(what) ?? []);
      const longest = await page.evaluate(() => (globalThis as unknown as BenchGlobals).longest);
      return [
        ...all.map((what) => ({ name: what, value: of(what), unit: "ms" })),
        {
          name: "argon2id unlock / bare argon2-browser SIMD",
          value: of("argon2id-v1") / of("bare argon2"),
          unit: "×",
          limit: { atMost: 1.15 },
        },
        {
          name: "scrypt-js sync / scrypt-v0.1 unlock",
          value: of("scrypt-js sync") / of("scrypt-v0.1"),
          unit: "×",
          limit: { atLeast: 2 },
        },
        { name: "longest task on the UI thread meanwhile", value: longest, unit: "ms", limit: { atMost: 50 } },
      ];
    }),
};
