/**
 * Prints the gzip size of what each room loads before it does anything, against its budget; fails above it.
 * Initial JavaScript is an entry and everything that it imports statically, found in the built files themselves.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";

const KB = 1000;

interface Budget {
  name: string;
  entry: () => string;
  limit: number;
}

const html = (page: string) => (): string => {
  const source = readFileSync(`dist/enclave/${page}`, "utf8");
  const script = /<script[^>]+src="\.?\/?([^"]+)"/.exec(source)?.[1];
  if (!script) throw new Error(`${page} loads no script`);
  return join("dist/enclave", script);
};
const asset = (start: string) => (): string => {
  const name = readdirSync("dist/enclave/assets").find((file) => file.startsWith(start) && file.endsWith(".js"));
  if (!name) throw new Error(`No ${start}*.js in dist/enclave/assets`);
  return join("dist/enclave/assets", name);
};

const BUDGETS: Budget[] = [
  { name: "enclave frame", entry: html("index.html"), limit: 17 * KB },
  { name: "enclave vault", entry: asset("worker-"), limit: 35 * KB },
  { name: "enclave window", entry: html("window.html"), limit: 45 * KB },
  { name: "host SDK", entry: () => "dist/host-sdk/index.js", limit: 16 * KB },
  { name: "Isle", entry: () => "dist/isle/isle.js", limit: 45 * KB },
];

const STATIC_IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+?from\s*)?["']([^"']+)["']/g;

/** The entry and all files that it reaches by static imports. */
function initialFiles(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry) || !existsSync(entry)) return found;
  found.add(entry);
  for (const [, specifier = ""] of readFileSync(entry, "utf8").matchAll(STATIC_IMPORT))
    if (specifier.startsWith(".")) initialFiles(join(dirname(entry), specifier), found);
  return found;
}

let failed = false;
for (const { name, entry, limit } of BUDGETS) {
  const files = [...initialFiles(entry())];
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  const over = size > limit;
  failed ||= over;
  console.log(
    `${over ? "OVER" : "ok  "} ${name.padEnd(15)} ${(size / KB).toFixed(1).padStart(6)} kB of ${limit / KB} kB gzip  (${files.map((f) => relative("dist", f)).join(", ")})`,
  );
}
if (failed) process.exit(1);
