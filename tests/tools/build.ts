/** Builds everything into `dist`: enclave, libraries, their types, the server side and the demo. `--only a,b` builds some; `enclave` is both of its pages. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import process from "node:process";

const MODES = ["enclave:frame", "enclave:window", "lib", "node", "demo:neobank", "demo:acme"];

function run(command: string, args: string[]): void {
  const { status } = spawnSync("npx", ["--no-install", command, ...args], { stdio: "inherit" });
  if (status !== 0) {
    console.error(`${command} ${args.join(" ")} failed`);
    process.exit(status ?? 1);
  }
}

const only = process.argv[2] === "--only" ? process.argv[3]?.split(",") : undefined;
if (!only) rmSync("dist", { recursive: true, force: true });
for (const mode of MODES.filter((m) => only?.some((name) => m === name || m.startsWith(`${name}:`)) ?? true))
  run("vite", ["build", "--mode", mode, "--logLevel", "warn"]);
if (!only || only.includes("types")) run("tsc", ["-p", "tsconfig.build.json"]);
