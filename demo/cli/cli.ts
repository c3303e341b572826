#!/usr/bin/env node
/** `npx idos-isle`: a local network to develop against, and keys for servers. Exit codes: 1 failed, 2 used wrongly. */
import process from "node:process";
import { Command, InvalidArgumentError, Option } from "commander";
import { isIdosError, publicKeys } from "../../host-sdk/server/index.ts";
import { checkCommand } from "./check.ts";
import { configureCommand } from "./configure.ts";
import { type DataFolder, LaunchError, openDataFolder } from "../process/data-folder.ts";
import { DEV_PORTS, devText, startDev } from "../local/dev.ts";
import { makeKeyFile, publicKeysText } from "./key-file.ts";
import { exitWhenTold, type Stoppable, stopAll } from "../process/lifetime.ts";
import { packageRoot, packageVersion } from "../process/package-root.ts";
import { startMpcNode } from "../network/mpc-node/server.ts";
import { LOCAL_CONTRACT } from "../network/network.ts";
import { type Extension, extensionSet } from "../network/node/extensions.ts";

const MAX_PORT = 65_535;

const number = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new InvalidArgumentError(`It has to be a number from ${low} to ${high}.`);
  return value;
};
const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** Ends with a message instead of a stack, if the error is meant for a person. */
function fail(error: unknown): never {
  if (!(error instanceof LaunchError) && !isIdosError(error)) throw error;
  const hint = isIdosError(error, "STORAGE_UNAVAILABLE") && error.data?.["port"] ? ": choose another with --port" : "";
  process.stderr.write(`${error.message}${hint}\n`);
  process.exit(1);
}

/** Runs parts until it is told to end; prints one line of JSON or words when they are ready. */
async function serve(
  { data, reset, json }: { data: string | undefined; reset: boolean; json: boolean },
  start: (running: Stoppable[], dataDir: string | undefined) => Promise<{ ready: object; text: string }>,
): Promise<void> {
  const running: Stoppable[] = [];
  let folder: DataFolder | undefined;
  const stop = async (): Promise<void> => {
    await stopAll(running.splice(0));
    await folder?.release();
  };
  // With --json, standard output carries the one line alone.
  exitWhenTold(stop, (reason) => void (json ? process.stderr : process.stdout).write(`\nStopping: ${reason}.\n`));
  try {
    if (data !== undefined) folder = await openDataFolder(data, { reset });
    const { ready, text } = await start(running, folder?.path);
    process.stdout.write(json ? `${JSON.stringify({ ready: true, pid: process.pid, ...ready })}\n` : text);
  } catch (error) {
    await stop();
    fail(error);
  }
}

interface DevFlags {
  port: number;
  data: string;
  databaseUrl?: string;
  nodes: number;
  reset: boolean;
  seed?: "demo";
  permit: string[];
  origin: string[];
  extension: string[];
  signInOrigin: boolean;
  enclave: boolean;
  json: boolean;
}

async function dev({ enclave, extension, origin, signInOrigin: originInSignIn, ...flags }: DevFlags): Promise<void> {
  await serve(flags, async (running, dataDir = flags.data) => {
    const extensions = extension.length ? ([...extensionSet(extension)] as Extension[]) : undefined;
    const root = enclave ? packageRoot(import.meta.url) : undefined;
    const started = await startDev(
      { ...flags, dataDir, extensions, originInSignIn, consumerOrigins: origin, root },
      running,
    );
    return { ready: { dataDir, ...started }, text: devText(started, dataDir) };
  });
}

interface KeysFlags {
  issuer: boolean;
  public: boolean;
  json: boolean;
}

async function keys(file: string, flags: KeysFlags): Promise<void> {
  try {
    const parts = flags.public ? publicKeys(file) : await makeKeyFile(file, flags);
    const head = flags.public ? "" : `Keys written to ${file}. Keep it secret: whoever has it acts as this server.\n\n`;
    process.stdout.write(flags.json ? `${JSON.stringify({ file, ...parts })}\n` : head + publicKeysText(parts));
  } catch (error) {
    fail(error);
  }
}

interface MpcNodeFlags {
  port: number;
  index: number;
  contract: string;
  data?: string;
  enclave: string[];
  json: boolean;
}

async function mpcNode({ port, index, contract, data, enclave, json }: MpcNodeFlags): Promise<void> {
  await serve({ data, reset: false, json }, async (running, dataDir) => {
    const node = await startMpcNode({
      port,
      hostname: "mpc.localhost",
      dataDir,
      contract,
      index,
      enclaveOrigins: () => enclave,
    });
    running.push(node);
    return { ready: { url: node.url, localUrl: node.localUrl }, text: `\nMPC node ${index + 1}: ${node.url}\n` };
  });
}

const jsonOption = (): Option => new Option("--json", "print one line of JSON").default(false);
const program = new Command("idos-isle")
  .description(
    "A local idOS network to develop against, keys for servers that use idOS, and what an enclave's operator needs.",
  )
  .version(packageVersion(import.meta.url))
  // What a command itself reports has the code `commander.error`; all others are about how it was called.
  .exitOverride(({ exitCode, code }) => process.exit(exitCode === 0 ? 0 : code === "commander.error" ? 1 : 2));

program
  .command("dev")
  .description("run a local idOS network and the enclave until Ctrl-C")
  .option("--port <n>", "first port; 0 takes any free ones", number(0, MAX_PORT - DEV_PORTS), 5180)
  .option("--data <folder>", "where everything is kept", ".idos-network")
  .addOption(new Option("--database-url <url>", "keep the storage node's state in PostgreSQL").env("DATABASE_URL"))
  .option("--nodes <n>", "how many storage nodes serve the state", number(1, 9), 1)
  .option("--reset", "delete what is kept, first", false)
  .addOption(new Option("--seed <what>", "an issuer, a consumer and a person with a credential").choices(["demo"]))
  .option(
    "--permit <file>",
    "let the server with the issuer key of this file create profiles (repeatable)",
    collect,
    [],
  )
  .option(
    "--extension <name>",
    "what the network has beyond idOS's schema, in place of the default (repeatable)",
    collect,
    [],
  )
  .option(
    "--origin <origin>",
    "a site of the consumer's own, which the enclave shows by its name (repeatable)",
    collect,
    [],
  )
  .option("--no-sign-in-origin", "sign-in texts without the page's origin, for clients of before September 2026")
  .option("--no-enclave", "leave the enclave out")
  .addOption(jsonOption())
  .action(dev);

program
  .command("keys")
  .description("make a key file for a consumer's or issuer's server and print its public parts")
  .argument("[file]", "the file", "idos-keys.json")
  .option("--issuer", "with a key that signs credentials and profiles", false)
  .option("--public", "make nothing: print the public parts of a file that exists", false)
  .addOption(jsonOption())
  .action(keys);

program
  .command("mpc-node")
  .description("run one MPC share node in a process of its own")
  .option("--port <n>", "0 takes a free one", number(0, MAX_PORT), 0)
  .requiredOption("--index <n>", "its place among the nodes, from 0", number(0, 254))
  .option("--contract <address>", "42 hex digits", LOCAL_CONTRACT)
  .option("--data <folder>", "where it keeps shares; in memory without")
  .option("--enclave <origin>", "an enclave whose pages may use it (repeatable)", collect, [])
  .addOption(jsonOption())
  .action(mpcNode);

for (const command of [configureCommand(), checkCommand()]) program.addCommand(command.copyInheritedSettings(program));

await program.parseAsync();
