/** Serves the built enclave on its own origin, under the production headers: development runs as the world does. */
import { readFile } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { Hono } from "hono";
import { getMimeType } from "hono/utils/mime";
import { inlineScriptSources } from "../operator/inline-scripts.ts";
import { headersFor, operatorFiles, type OperatorChoices } from "../operator/operator-files.ts";
import { MANIFEST, makeManifest } from "../operator/manifest.ts";
import { listen } from "../process/listen.ts";

/** Options of {@link startEnclave}. */
export interface EnclaveServerOptions extends Omit<OperatorChoices, "inlineScripts"> {
  /** 0 takes a free one. */
  port: number;
  /** Public name, e.g. `enclave.localhost`. */
  hostname: string;
  /** Folder of the built enclave. */
  root: string;
}

/** A running enclave server. */
export interface RunningEnclave {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts it, on loopback only.
 * @throws IdosError `STORAGE_UNAVAILABLE` when the port is taken
 */
export async function startEnclave({
  port,
  hostname,
  root,
  ...choices
}: EnclaveServerOptions): Promise<RunningEnclave> {
  const pages = await Promise.all(["index.html", "window.html"].map((page) => readFile(join(root, page), "utf8")));
  const own = operatorFiles({ ...choices, inlineScripts: inlineScriptSources(...pages) });
  let made: Promise<string> | undefined;
  const manifest = (): Promise<string> =>
    (made ??= makeManifest(root, own).then((files) => `${JSON.stringify(files, null, 2)}\n`));
  const app = new Hono();
  app.get("*", async (context) => {
    const path = decoded(new URL(context.req.url).pathname);
    if (path === undefined) return context.text("Bad request", 400, headersFor(own._headers, "/"));
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const body = name === `/${MANIFEST}` ? await manifest() : await content(root, name, own);
    if (!body) return context.text("Not found", 404, headersFor(own._headers, path));
    return context.body(body, 200, {
      ...headersFor(own._headers, path),
      "content-type": getMimeType(name) ?? "application/octet-stream",
    });
  });
  const server = await listen(app, port);
  return { url: `http://${hostname}:${server.port}`, stop: server.close };
}

/** A path without its escapes; undefined when they are malformed. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function content(
  root: string,
  name: string,
  own: Record<string, string>,
): Promise<Uint8Array<ArrayBuffer> | string | undefined> {
  const generated = name.slice(1);
  if (Object.hasOwn(own, generated)) return own[generated];
  const file = normalize(join(root, name));
  if (!file.startsWith(root + sep)) return undefined;
  try {
    return new Uint8Array(await readFile(file));
  } catch {
    return undefined;
  }
}
