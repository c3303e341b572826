/** `idos-isle configure`: everything that an operator uploads to serve an enclave of their own. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { Command } from "commander";
import { parseConfig, parseConsumers } from "../../enclave/config/config.ts";
import { inlineScriptSources } from "../../enclave/config/inline-scripts.ts";
import { operatorFiles } from "../../enclave/config/operator-files.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { builtFolder, packageRoot } from "../launcher/package-root.ts";
import { MANIFEST, makeManifest } from "./manifest.ts";

/** Options of {@link configure}. */
export interface ConfigureOptions {
  /** Folder to write; made if it is missing. */
  out: string;
  /** MPC node URLs, in node order. None: passwords only. */
  node: string[];
  /** Contract of the MPC nodes, 42 hex digits. */
  contract?: string | undefined;
  threshold: number;
  /** JSON file with a list of known consumers. */
  consumers?: string | undefined;
  /** Folder of the built enclave; the package's own by default. */
  enclave?: string | undefined;
}

async function readJson(file: string, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    throw new IdosError("INVALID_ARGUMENT", `${what}: no JSON file can be read there`);
  }
}

/**
 * Copies the built enclave and writes `config.json`, `consumers.json`, `_headers` and `manifest.json` beside it.
 * @returns the folder, absolute, and how many files it has
 * @throws IdosError `INVALID_ARGUMENT` naming the option
 */
export async function configure(options: ConfigureOptions): Promise<{ folder: string; files: number }> {
  const { node: nodes, contract, threshold } = options;
  if (nodes.length && !contract) throw new IdosError("INVALID_ARGUMENT", "--contract: required with --node");
  const { mpc } = parseConfig(nodes.length ? { mpc: { contract, threshold, nodes } } : {});
  const consumers = parseConsumers(options.consumers ? await readJson(options.consumers, "--consumers") : []);
  const built = options.enclave ? resolve(options.enclave) : builtFolder(packageRoot(import.meta.url), "enclave");
  const folder = resolve(options.out);
  await mkdir(folder, { recursive: true });
  await cp(built, folder, { recursive: true });
  const pages = await Promise.all(["index.html", "window.html"].map((page) => readFile(join(folder, page), "utf8")));
  const written = operatorFiles({ mpc, consumers, inlineScripts: inlineScriptSources(...pages) });
  for (const [name, text] of Object.entries(written)) await writeFile(join(folder, name), text);
  const manifest = await makeManifest(folder);
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return { folder, files: Object.keys(manifest.files).length + 1 };
}

/** The command, to be added to the CLI's program. */
export function configureCommand(): Command {
  return new Command("configure")
    .description(
      "Writes an enclave that is ready to be served: files, configuration, headers and a manifest of hashes.",
    )
    .requiredOption("--out <folder>", "where to write it")
    .option("--node <url...>", "MPC nodes, in node order; none offers passwords only", [])
    .option("--contract <hex>", "contract of the MPC nodes, 42 hex digits")
    .option("--threshold <n>", "how many nodes rebuild a key", Number, 3)
    .option(
      "--consumers <file>",
      "JSON list of consumers to show by name: name, url?, walletIdentifier, encryptionPublicKey",
    )
    .option("--enclave <folder>", "the built enclave; this package's own by default")
    .action(async (options: ConfigureOptions, command: Command) => {
      try {
        const { folder, files } = await configure(options);
        process.stdout.write(`${files} files in ${folder}\n`);
      } catch (error) {
        if (!isIdosError(error)) throw error;
        command.error(error.message);
      }
    });
}
