/** A server in a process of its own, and what that process uses. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A server that answers. */
export interface ServerProcess {
  url: string;
  /** What it printed behind its URL, as a number. */
  printed: number;
  /** Resident memory in MB. Linux only; 0 elsewhere. */
  memory(): number;
  /** Processor time so far, in seconds. Linux only; 0 elsewhere. */
  processor(): number;
  stop(): Promise<void>;
}

/** Ticks per second of the times in `/proc`. */
const TICKS = 100;

/** Starts a module that prints `ready <url>`, and a number if it has one to tell. */
export async function startServer(module: string, args: readonly string[]): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const [url, printed] = await new Promise<[string, number]>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (data: Buffer) => {
      output += data.toString();
      const [, url, number] = /^ready (\S+)(?: (\S+))?\n/m.exec(output) ?? [];
      if (url !== undefined) resolve([url, Number(number)]);
    });
    void exited.then(() => reject(new Error(`${module} ended: ${child.exitCode}`)));
  });
  return {
    url,
    printed,
    memory() {
      try {
        return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
      } catch {
        return 0;
      }
    },
    processor() {
      try {
        // Behind the name, which is in brackets and may hold anything: the 12th and 13th are user and system time.
        const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
        return (Number(fields[11]) + Number(fields[12])) / TICKS;
      } catch {
        return 0;
      }
    },
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
