/**
 * One process at a time works in a folder. Whoever wants it puts a claim of its own there, a Unix socket that the
 * kernel closes when its process ends however it ends, and then looks for the claims of others: of two, the later one
 * sees the earlier one. A socket that nobody answers is a dead process's, also where process ids begin anew, as in
 * containers. Where no socket can be made, and between machines, a claim counts for as long as its file is touched.
 */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { chmod, open, readdir, rm, stat, utimes } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join, relative } from "node:path";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { processWide } from "./shared-state.ts";

/** A folder that this process has. */
export interface FolderOwner {
  /** Whether the claim is still there: somebody may have taken this process for dead, or emptied the folder. */
  holds(): Promise<boolean>;
}

/** Milliseconds between two touches of a claim, and after which one that is not touched is a dead process's. */
const BEAT = 2_000;
const SILENT = 10_000;
/** Milliseconds after which those that came at once try again, on average; each takes another time. */
const AGAIN = [20, 60, 180, 400, 600];
/** Most bytes of a socket's path, everywhere. */
const LONGEST_PATH = 100;

const CLAIM = /^owner-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{16}\.(sock|beat)$/;

interface Claim {
  name: string;
  /** Which running system made it. */
  machine: string;
  pid: string;
  kind: string;
}

let known: string | undefined;

/** Names the running system: containers of one machine share it, so that their sockets reach each other. */
function machineId(): string {
  if (known) return known;
  let name = hostname();
  try {
    name = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Only Linux has it, and only Linux runs containers that differ by host name.
  }
  known = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return known;
}

/** A path that fits into a socket's address, for as long as `use` runs; undefined if there is none. */
function withSocketPath<T>(folder: string, name: string, use: (path: string) => T): T | undefined {
  const path = join(folder, name);
  const short = [path, relative(process.cwd(), path)].find((one) => Buffer.byteLength(one) <= LONGEST_PATH);
  if (short !== undefined) return use(short);
  if (process.platform !== "linux") return undefined;
  const handle = openSync(folder, "r");
  try {
    return use(`/proc/self/fd/${handle}/${name}`);
  } finally {
    closeSync(handle);
  }
}

/** Listens on a socket in the folder; undefined where that cannot be. */
async function listen(folder: string, name: string): Promise<Server | undefined> {
  if (process.platform === "win32") return undefined;
  const server = createServer((connection) => connection.destroy());
  // It must not keep the process alive, and later errors have nobody to go to.
  server.unref().on("error", () => undefined);
  // The path is used before `listen` returns, only the outcome comes later.
  const outcome = withSocketPath(folder, name, (path) => {
    const listening = new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).once("listening", () => resolve(true));
    });
    // Exclusive: a cluster's worker would let the primary listen, which outlives it.
    server.listen({ path, exclusive: true });
    return listening;
  });
  return (await outcome) ? server : undefined;
}

/** True if a process listens on a socket in the folder. */
async function answers(folder: string, name: string): Promise<boolean> {
  const outcome = withSocketPath(folder, name, (path) => {
    const socket = connect(path);
    return new Promise<boolean>((resolve) => {
      socket
        .once("connect", () => resolve(true))
        // Anything but a refusal (no rights, a full queue) says nothing about its being dead.
        .once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED" && code !== "ENOENT"));
    }).finally(() => socket.destroy());
  });
  return outcome ?? true;
}

async function touchedLately(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < SILENT;
}

const isAlive = (folder: string, { name, machine: where, kind }: Claim): Promise<boolean> =>
  kind === "sock" && where === machineId() ? answers(folder, name) : touchedLately(join(folder, name));

async function claimsIn(folder: string): Promise<Claim[]> {
  return (await readdir(folder)).flatMap((name) => {
    const [, where = "", pid = "", kind = ""] = CLAIM.exec(name) ?? [];
    return kind ? [{ name, machine: where, pid, kind }] : [];
  });
}

/** Claims that end with this process. */
const claimed = (): Set<string> =>
  processWide("claims", () => {
    const files = new Set<string>();
    process.once("exit", () => {
      for (const file of files) rmSync(file, { force: true });
    });
    return files;
  });

/** Puts a claim into the folder. */
async function announce(folder: string): Promise<{ name: string; withdraw(): Promise<void> }> {
  const base = `owner-${machineId()}-${process.pid}-${randomBytes(8).toString("hex")}`;
  const socket = await listen(folder, `${base}.sock`);
  const name = `${base}.${socket ? "sock" : "beat"}`;
  const file = join(folder, name);
  if (socket) await chmod(file, 0o600);
  else await (await open(file, "wx", 0o600)).close();
  const beating = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, BEAT);
  beating.unref();
  claimed().add(file);
  return {
    name,
    async withdraw() {
      clearInterval(beating);
      claimed().delete(file);
      socket?.close();
      await rm(file, { force: true });
    },
  };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Takes a folder for this process until it ends.
 * @param clear what the dead have left is swept away with it, once nobody else can be at work
 * @throws IdosError `STORAGE_UNAVAILABLE` naming folder and process when another one has it
 */
export async function ownFolder(folder: string, clear: () => Promise<void>): Promise<FolderOwner> {
  const giveUp = Date.now() + SILENT + BEAT;
  for (let tries = 0; ; tries++) {
    const mine = await announce(folder);
    const dead: Claim[] = [];
    const alive: Claim[] = [];
    try {
      for (const claim of await claimsIn(folder))
        if (claim.name !== mine.name) ((await isAlive(folder, claim)) ? alive : dead).push(claim);
      const [other] = alive;
      if (!other) {
        for (const { name } of dead) await rm(join(folder, name), { force: true });
        await clear();
        return { holds: async () => (await stat(join(folder, mine.name)).catch(() => undefined)) !== undefined };
      }
    } catch (error) {
      await mine.withdraw();
      throw error;
    }
    await mine.withdraw();
    // A claim that only its touches keep alive may be of somebody who has just died.
    const silent = alive.every(({ kind, machine: where }) => kind === "beat" || where !== machineId());
    const again = AGAIN[tries] ?? (silent && Date.now() < giveUp ? 1_000 : undefined);
    if (again === undefined) throw inUse(folder, alive);
    await pause(2 * again * Math.random());
  }
}

function inUse(folder: string, [owner]: Claim[]): IdosError {
  const where = owner?.machine === machineId() ? "" : " on another machine";
  return new IdosError(
    "STORAGE_UNAVAILABLE",
    `store: the folder ${folder} is in use by process ${owner?.pid ?? "unknown"}${where}; only one process at a time may use it`,
    { data: { pid: Number(owner?.pid ?? 0) } },
  );
}
