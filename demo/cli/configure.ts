/** `idos-isle configure`: everything that an operator uploads to serve an enclave of their own. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import process from "node:process";
import { Command } from "commander";
import { COMMON_KDF, NEW_KDF_IDS } from "../../enclave/crypto/kdf.ts";
import { parseConfig, parseConsumers, withoutOrigins, type MpcConfig } from "../../enclave/config/config.ts";
import { inlineScriptSources } from "../operator/inline-scripts.ts";
import { operatorFiles } from "../operator/operator-files.ts";
import { resolveMpc } from "../operator/resolve-mpc.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { builtFolder, packageRoot } from "../process/package-root.ts";
import { MANIFEST, makeManifest, parseManifest } from "../operator/manifest.ts";

/** Options of {@link configure}. */
export interface ConfigureOptions {
  /** Folder to write; made if it is missing. */
  out: string;
  /** MPC node URLs, in node order. None: passwords only. */
  node: string[];
  /** Base URL of a reader of the nodes' contract, instead of `node`: it is asked now, not by the enclave. */
  reader?: string | undefined;
  /** Contract of the MPC nodes, 42 hex digits. */
  contract?: string | undefined;
  threshold: number;
  /** Base URLs of idOS storage nodes, which are asked whether a wallet has a key before one is made. */
  nodeUrl: string[];
  /** JSON file with a list of known consumers. */
  consumers?: string | undefined;
  /** Makes the keys of new passwords, `scrypt-v0.1` by default. */
  newPasswordKdf?: string | undefined;
  /** Those that an unlock tries; none: all. */
  passwordKdf: string[];
  /** Seconds until an idle key locks; 900 by default. */
  idleLock?: number | undefined;
  /** Folder of the built enclave; the package's own by default. */
  enclave?: string | undefined;
}

/** Milliseconds for the reader of the nodes' contract. */
const READER_DEADLINE = 20_000;

async function readJson(file: string, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    throw new IdosError("INVALID_ARGUMENT", `${what}: no JSON file can be read there`);
  }
}

async function mpcConfig({
  node: nodes,
  reader,
  contract,
  threshold,
}: ConfigureOptions): Promise<MpcConfig | undefined> {
  if (!nodes.length && !reader) return undefined;
  if (nodes.length && reader) throw new IdosError("INVALID_ARGUMENT", "--reader: not together with --node");
  if (!contract) throw new IdosError("INVALID_ARGUMENT", "--contract: required with --node and --reader");
  if (!reader) return { nodes, contract, threshold };
  return resolveMpc({ reader, contract, threshold }, { signal: AbortSignal.timeout(READER_DEADLINE) });
}

/**
 * Removes the files of an earlier `configure`, by its manifest: a file of an older build would be served and listed on.
 * What it does not list stays.
 */
async function removeEarlier(folder: string): Promise<void> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => undefined);
  if (text === undefined) return;
  let names: string[];
  try {
    names = Object.keys(parseManifest(text).files);
  } catch {
    // Not one of ours.
    return;
  }
  for (const name of names) {
    const file = resolve(folder, name);
    if (file.startsWith(folder + sep)) await rm(file, { force: true });
  }
}

/**
 * Copies the built enclave and writes `config.json`, `consumers.json`, `_headers` and `manifest.json` beside it.
 * @returns the folder, absolute, how many files it has, and the names of consumers that no site gets a badge for
 * @throws IdosError `INVALID_ARGUMENT` naming the option or field; `STORAGE_UNAVAILABLE` for `out`; of the reader `NETWORK_UNREACHABLE`, `NOT_FOUND`,
 * `NETWORK_CONFLICT`
 */
export async function configure(
  options: ConfigureOptions,
): Promise<{ folder: string; files: number; withoutOrigins: string[] }> {
  const { newPasswordKdf, passwordKdf, idleLock, nodeUrl } = options;
  const config = parseConfig({
    mpc: await mpcConfig(options),
    storageNodes: nodeUrl.length ? nodeUrl : undefined,
    newPasswordKdf,
    passwordKdfs: passwordKdf.length ? passwordKdf : undefined,
    idleLock,
  });
  const consumers = parseConsumers(options.consumers ? await readJson(options.consumers, "--consumers") : []);
  const built = options.enclave ? resolve(options.enclave) : builtFolder(packageRoot(import.meta.url), "enclave");
  const pages = await Promise.all(
    ["index.html", "window.html"].map((page) => readFile(join(built, page), "utf8")),
  ).catch((cause: NodeJS.ErrnoException) => {
    throw new IdosError("INVALID_ARGUMENT", `--enclave: no built enclave is there (${cause.code ?? "unreadable"})`);
  });
  const written = operatorFiles({ ...config, consumers, inlineScripts: inlineScriptSources(...pages) });
  const folder = resolve(options.out);
  try {
    await mkdir(folder, { recursive: true });
    await removeEarlier(folder);
    await cp(built, folder, { recursive: true });
    for (const [name, text] of Object.entries(written)) await writeFile(join(folder, name), text);
    const manifest = await makeManifest(folder);
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    return { folder, files: Object.keys(manifest.files).length + 1, withoutOrigins: withoutOrigins(consumers) };
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? "it cannot be written";
    throw new IdosError("STORAGE_UNAVAILABLE", `--out: the enclave cannot be written there (${why})`, { cause });
  }
}

/** The command, to be added to the CLI's program. */
export function configureCommand(): Command {
  return new Command("configure")
    .description(
      "Writes an enclave that is ready to be served: files, configuration, headers and a manifest of hashes.",
    )
    .requiredOption("--out <folder>", "where to write it")
    .option("--node <url...>", "MPC nodes, in node order; none offers passwords only", [])
    .option("--reader <url>", "a reader of the nodes' contract, which names them, instead of --node")
    .option("--contract <hex>", "contract of the MPC nodes, 42 hex digits")
    .option("--threshold <n>", "how many nodes rebuild a key", Number, 3)
    .option(
      "--node-url <url...>",
      "idOS storage nodes, which are asked whether a wallet has a key before one is made (repeatable)",
      [],
    )
    .option(
      "--consumers <file>",
      "JSON list of consumers to show by name: name, url?, origins, walletIdentifier, encryptionPublicKey",
    )
    .option(
      "--new-password-kdf <id>",
      `one of ${NEW_KDF_IDS.join(", ")}; ${COMMON_KDF} by default, which other idOS enclaves unlock too`,
    )
    .option("--password-kdf <id...>", "kdfs that an unlock by password tries; all by default", [])
    .option("--idle-lock <seconds>", "until an idle key locks; 900 by default", Number)
    .option("--enclave <folder>", "the built enclave; this package's own by default")
    .action(async (options: ConfigureOptions, command: Command) => {
      try {
        const { folder, files, withoutOrigins: nameless } = await configure(options);
        process.stdout.write(`${files} files in ${folder}\n`);
        for (const name of nameless)
          process.stderr.write(
            `consumers.json: ${JSON.stringify(name)} has no origins, so no site is shown by its name\n`,
          );
      } catch (error) {
        if (!isIdosError(error)) throw error;
        command.error(error.message);
      }
    });
}
