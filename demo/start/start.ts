/** `npm start`: a local idOS network, an enclave and two dApps, in one process. */
import process from "node:process";
import { Command, InvalidArgumentError } from "commander";
import { isIdosError } from "../../host-sdk/server/index.ts";
import { movedText, readyJson, readyText } from "./announce.ts";
import { type DataFolder, LaunchError, openDataFolder } from "../process/data-folder.ts";
import { launch } from "./launch.ts";
import { exitWhenTold, type Stoppable, stopAll } from "../process/lifetime.ts";
import { packageRoot } from "../process/package-root.ts";
import { findPorts, MAX_BASE } from "./ports.ts";

interface Options {
  port: number;
  data: string;
  reset: boolean;
  json: boolean;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > MAX_BASE)
    throw new InvalidArgumentError(`It has to be a number from 0 to ${MAX_BASE}.`);
  return number;
}

const command = new Command("npm start --")
  .description("Runs a local idOS network, the enclave and two demo dApps on this computer.")
  .option("--port <n>", "first port; 0 takes any free ones", port, 5173)
  .option("--data <folder>", "where everything is kept", "data")
  .option("--reset", "wipe the data folder first", false)
  .option("--json", "print one line of JSON when ready, instead of a table", false);

async function start({ port: base, data, reset, json }: Options): Promise<void> {
  const running: Stoppable[] = [];
  let folder: DataFolder | undefined;
  const stop = async (): Promise<void> => {
    await stopAll(running.splice(0));
    await folder?.release();
  };
  // With --json, standard output carries the one line alone.
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(text);
  exitWhenTold(stop, (reason) => say(`\nStopping: ${reason}.\n`));
  try {
    folder = await openDataFolder(data, { reset });
    const ports = await findPorts(base);
    say(movedText(ports.moved));
    const demo = await launch({ ports: ports.of, dataDir: folder.path, root: packageRoot(import.meta.url) }, running);
    process.stdout.write(json ? `${readyJson(demo, folder.path, process.pid)}\n` : readyText(demo, folder.path));
  } catch (error) {
    await stop();
    if (!(error instanceof LaunchError) && !isIdosError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await start(command.parse().opts<Options>());
