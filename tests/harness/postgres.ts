/**
 * A PostgreSQL server of the test's own, in a temporary folder, on a unix socket. Finds Debian's binaries or those in
 * the path; on Debian as root it installs the package, elsewhere it says what to install.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { Client } from "pg";

const DEBIAN = "/usr/lib/postgresql";
const READY_DEADLINE = 30_000;

/** A server that answers. */
export interface RunningPostgres {
  /** URL of an empty database. */
  url: string;
  /** URL of one more empty database. */
  createDatabase(): Promise<string>;
  /** Ends the connections of a database, as a server that crashes or is restarted does. */
  cutConnections(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of the server's programs, newest version first. */
function findBinaries(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const inPath = (process.env["PATH"] ?? "").split(delimiter);
  return [...versions.map((version) => join(DEBIAN, version, "bin")), ...inPath].find(
    (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")),
  );
}

function ensureBinaries(): string {
  const found = findBinaries();
  if (found) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.log("No PostgreSQL found: installing Debian's package …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postgresql"], {
      stdio: "inherit",
      env,
    });
    const installed = findBinaries();
    if (installed) return installed;
  }
  throw new Error(
    "The tests of the PostgreSQL storage need a server's programs (initdb, postgres). Install them " +
      "(Debian: sudo apt-get install postgresql; macOS: brew install postgresql) or put their folder into PATH",
  );
}

/** PostgreSQL refuses to run as root: the package's own user then runs it. Its id, when it is needed. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function untilReady(url: string, server: ChildProcess, errors: () => string): Promise<void> {
  const until = performance.now() + READY_DEADLINE;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      if (server.exitCode !== null || performance.now() > until)
        throw new Error(`PostgreSQL did not start: ${errors()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Starts it. It is fast and not safe from power cuts (`fsync=off`): what the tests kill is the node, not the server. */
export async function startPostgres(): Promise<RunningPostgres> {
  const binaries = ensureBinaries();
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), "idos-postgres-"));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  execFileSync(join(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: folder,
    ...user,
  });
  const server = spawn(join(binaries, "postgres"), ["-D", data, "-k", folder, "-h", "", "-c", "fsync=off"], {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: folder,
    ...user,
  });
  let errors = "";
  server.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill("SIGQUIT");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const urlOf = (database: string): string => `postgres://postgres@${encodeURIComponent(folder)}/${database}`;
  let made = 0;
  try {
    await untilReady(urlOf("postgres"), server, () => errors);
    const createDatabase = async (): Promise<string> => {
      const client = new Client({ connectionString: urlOf("postgres") });
      await client.connect();
      const name = `network${++made}`;
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return urlOf(name);
    };
    const cutConnections = async (url: string): Promise<void> => {
      const client = new Client({ connectionString: urlOf("postgres") });
      await client.connect();
      await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
        url.slice(url.lastIndexOf("/") + 1),
      ]);
      await client.end();
    };
    return { url: await createDatabase(), createDatabase, cutConnections, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
