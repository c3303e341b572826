/** Starts the demo as a user's `npm start` does, from `dist`, on free ports with a data folder of its own. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

interface Address {
  /** As a browser reaches it. */
  url: string;
  /** As Node reaches it: `*.localhost` does not resolve there. */
  localUrl: string;
}

/** The line that `--json` prints. */
export interface DemoUrls {
  dataDir: string;
  neobank: Address;
  acme: Address;
  enclave: Address;
  node: Address;
  mpc: Address[];
  operatorTokens: { neobank: string; acme: string };
}

/** A running demo. */
export interface RunningDemo extends DemoUrls {
  pid: number;
  /** Ends it as Ctrl-C does and removes the data folder. */
  stop(): Promise<void>;
}

const START_DEADLINE = 60_000;

/** Ports of the tests that run at a time lie this far apart, below those that the system hands out by itself. */
const PER_WORKER = 1_500;

/** Any free ports would be two demos' own: they are looked for some time before they are used. */
function firstPort(): number {
  const worker = Number(process.env["TEST_PARALLEL_INDEX"] ?? 0);
  return 20_000 + worker * PER_WORKER + Math.floor(Math.random() * (PER_WORKER - 100));
}

/** Starts it. Rejects with what it printed if it does not become ready. */
export async function startDemo(extra: readonly string[] = []): Promise<RunningDemo> {
  const data = await mkdtemp(join(tmpdir(), "idos-demo-"));
  const child = spawn(
    process.execPath,
    ["dist/demo/start.js", "--port", String(firstPort()), "--data", join(data, "demo"), "--json", ...extra],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(timer);
    await rm(data, { recursive: true, force: true });
  };
  const ready = new Promise<DemoUrls>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("{")) resolve(JSON.parse(line) as DemoUrls);
    });
    void exited.then(() => reject(new Error(`The demo ended: ${errors}`)));
    setTimeout(
      () => reject(new Error(`The demo was not ready within ${START_DEADLINE} ms: ${errors}`)),
      START_DEADLINE,
    ).unref();
  });
  try {
    return { ...(await ready), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
