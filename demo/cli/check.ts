/** `idos-isle check`: whether a served enclave is what was built, under the headers that it needs, and answers. */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { Command } from "commander";
import { parseConfig, parseConsumers, withoutOrigins } from "../../enclave/config/config.ts";
import { inlineScriptSources } from "../operator/inline-scripts.ts";
import { headersFor, operatorFiles } from "../operator/operator-files.ts";
import { askProfile } from "../../enclave/kwil/has-profile.ts";
import { isAllowedOrigin } from "../../enclave/protocol/handshake.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { findBrowser, firstWord } from "./first-word.ts";
import { MANIFEST, parseManifest, sha256Hex, type Manifest } from "../operator/manifest.ts";

const DEADLINE = 15_000;
/** Asked about, to see whether a storage node answers. */
const NOBODY = "0x0000000000000000000000000000000000000000";

/** One thing that was looked at. */
export interface Finding {
  what: string;
  ok: boolean;
  /** What is wrong. */
  why?: string;
}

/** Options of {@link checkEnclave}. */
export interface CheckOptions {
  /** Text of the manifest to compare with; by default the server's own, which shows only that it is whole. */
  manifest?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Chromium to load the frame in; without one the handshake is not looked at. */
  browser?: string | undefined;
  fetcher?: typeof fetch | undefined;
}

interface Fetched {
  headers: Headers;
  bytes: Uint8Array;
}

/** `*.localhost` is this computer in browsers, but not everywhere in Node. */
function reach(url: URL): URL {
  const at = new URL(url);
  if (at.hostname.endsWith(".localhost")) at.hostname = "127.0.0.1";
  return at;
}

const isRedirect = ({ status }: Response): boolean => status >= 300 && status < 400;

/** Where hosts that leave the `.html` out, such as Cloudflare Pages, send a request for a page. */
function withoutHtml({ origin, pathname }: URL): string {
  return origin + pathname.replace(/(?<=\/)index\.html$|\.html$/, "");
}

/**
 * Checks an enclave.
 * @param address its URL, https or loopback
 * @throws IdosError `INVALID_ARGUMENT`, `NETWORK_UNREACHABLE`; `NETWORK_CONFLICT` if it redirects
 */
export async function checkEnclave(
  address: string,
  { manifest: given, signal, browser = findBrowser(), fetcher = fetch }: CheckOptions = {},
): Promise<Finding[]> {
  const base = URL.canParse(address) ? new URL(address.endsWith("/") ? address : `${address}/`) : undefined;
  if (!base || !isAllowedOrigin(base.origin))
    throw new IdosError("INVALID_ARGUMENT", "url: expected an https URL, or http on localhost");
  const findings: Finding[] = [];
  const note = (what: string, why?: string): void =>
    void findings.push(why === undefined ? { what, ok: true } : { what, ok: false, why });

  async function get(name: string): Promise<Fetched | undefined> {
    const stop = AbortSignal.any([AbortSignal.timeout(DEADLINE), ...(signal ? [signal] : [])]);
    try {
      const url = reach(new URL(name, base));
      const ask = (from: URL): Promise<Response> => fetcher(from, { signal: stop, redirect: "manual" });
      let response = await ask(url);
      const location = response.headers.get("location") ?? "";
      const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
      if (isRedirect(response) && next?.href === withoutHtml(url)) response = await ask(next);
      if (isRedirect(response))
        throw new IdosError(
          "NETWORK_CONFLICT",
          `${new URL(name, base).href} redirects to ${location || "nowhere"}: an enclave is served without redirects`,
        );
      if (!response.ok) return undefined;
      return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (cause) {
      if (isIdosError(cause)) throw cause;
      throw new IdosError("NETWORK_UNREACHABLE", `${new URL(name, base).href} does not answer`, { cause });
    }
  }
  const text = (fetched: Fetched): string => new TextDecoder().decode(fetched.bytes);

  const [index, popup, config, consumers, served] = await Promise.all([
    get(""),
    get("window.html"),
    get("config.json"),
    get("consumers.json"),
    get(MANIFEST),
  ]);
  if (!index || !popup || !config) {
    note("pages", "index.html, window.html or config.json is missing");
    return findings;
  }

  let mpc;
  let storageNodes;
  try {
    ({ mpc, storageNodes } = parseConfig(JSON.parse(text(config))));
    note("config.json");
  } catch (error) {
    note("config.json", isIdosError(error) ? error.message : "is no JSON");
  }
  note("consumers.json", consumers ? consumersProblem(text(consumers)) : "is missing");
  const inlineScripts = inlineScriptSources(text(index), text(popup));
  const { _headers } = operatorFiles({ mpc, storageNodes, consumers: [], inlineScripts });
  for (const [path, page] of [
    ["/", index],
    ["/window.html", popup],
  ] as const)
    for (const [name, wanted] of Object.entries(headersFor(_headers, path)))
      note(`header ${name} of ${path}`, compareHeader(name, wanted, page.headers.get(name)));
  for (const [path, page] of [
    ["/", index],
    ["/window.html", popup],
  ] as const)
    note(
      `no cross-origin-opener-policy of ${path}`,
      page.headers.has("cross-origin-opener-policy") ? "is set: it cuts the window off from the frame" : undefined,
    );

  let manifest: Manifest | undefined;
  if (given !== undefined || served) manifest = parseManifest(given ?? text(served as Fetched));
  else note(MANIFEST, "is missing");
  for (const [name, hash] of Object.entries(manifest?.files ?? {})) {
    // Hosts read it and do not serve it.
    if (name === "_headers") continue;
    const file = await get(name);
    note(
      `file ${name}`,
      !file ? "is missing" : sha256Hex(file.bytes) === hash ? undefined : "is not what the manifest says",
    );
  }
  for (const node of storageNodes ?? []) {
    const answer = await askProfile([reach(new URL(node)).href], [NOBODY], { signal, fetcher });
    note(`storage node ${node}`, answer === "unknown" ? "does not say whether a wallet has a profile" : undefined);
  }
  if (browser) note("handshake: the frame says ready", await firstWord(base.href, browser, signal));
  return findings;
}

/** What keeps the enclave from reading the list, or a consumer on it from being shown by its name. */
function consumersProblem(json: string): string | undefined {
  try {
    const nameless = withoutOrigins(parseConsumers(JSON.parse(json)));
    return nameless.length
      ? `no origins of ${nameless.map((name) => JSON.stringify(name)).join(", ")}: no site is shown by its name`
      : undefined;
  } catch (error) {
    return isIdosError(error) ? error.message : "is no JSON";
  }
}

function compareHeader(name: string, wanted: string, got: string | null): string | undefined {
  if (got === null) return "is missing";
  const plain = (value: string): string => value.replace(/\s*([,;])\s*/g, "$1").trim();
  if (plain(got) === plain(wanted)) return undefined;
  if (name !== "content-security-policy") return `is not ${JSON.stringify(wanted)}`;
  const parts = (value: string): string[] => plain(value).split(/[;,]/).filter(Boolean);
  const missing = parts(wanted).filter((part) => !parts(got).includes(part));
  return missing.length
    ? `lacks ${missing.map((part) => JSON.stringify(part)).join(", ")}`
    : "says more than it should";
}

async function readManifest(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? "unreadable";
    throw new IdosError("INVALID_ARGUMENT", `--manifest: ${file} cannot be read (${why})`);
  }
}

/** The command, to be added to the CLI's program. Exits with 1 if anything is wrong. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Checks a served enclave: headers, hashes against a manifest, handshake.")
    .argument("<url>", "the enclave, e.g. https://enclave.example")
    .option("--manifest <file>", "manifest to compare with; without it, the server's own")
    .option("--json", "print findings as JSON", false)
    .action(async (url: string, { manifest, json }: { manifest?: string; json: boolean }, command: Command) => {
      try {
        const findings = await checkEnclave(url, manifest ? { manifest: await readManifest(manifest) } : {});
        const bad = findings.filter(({ ok }) => !ok);
        if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
        else
          for (const { what, ok, why } of findings)
            process.stdout.write(`${ok ? "ok  " : "FAIL"} ${what}${why ? `: ${why}` : ""}\n`);
        if (!findBrowser())
          process.stderr.write("No Chromium found (CHROMIUM_PATH): the handshake was not looked at.\n");
        if (bad.length) process.exitCode = 1;
      } catch (error) {
        if (!isIdosError(error)) throw error;
        command.error(error.message);
      }
    });
}
