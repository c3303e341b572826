/** Loads an enclave's frame in an installed browser, from a page on another site, and waits for its first word. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { AddressInfo } from "node:net";
import { isReady } from "../../enclave/protocol/handshake.ts";

const DEADLINE = 20_000;
const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A browser to load it in: CHROMIUM_PATH, or an installed Chromium or Chrome. */
export function findBrowser(): string | undefined {
  return [process.env["CHROMIUM_PATH"], ...BROWSERS].find((path) => path && existsSync(path));
}

const page = (url: string): string => `<!doctype html><title>check</title><body><script>
addEventListener("message", ({ data, origin }) => {
  if (origin === ${JSON.stringify(new URL(url).origin)}) fetch("/said", { method: "POST", body: JSON.stringify(data) });
});
const frame = document.createElement("iframe");
frame.src = ${JSON.stringify(url).replaceAll("<", "\\u003c")};
document.body.append(frame);
</script></body>`;

/**
 * Waits for the frame's `ready`.
 * @param url the enclave
 * @param browser path of a Chromium
 * @returns what is wrong; undefined if nothing is
 */
export async function firstWord(url: string, browser: string, signal?: AbortSignal): Promise<string | undefined> {
  const profile = await mkdtemp(join(tmpdir(), "idos-check-"));
  let heard: (why: string | undefined) => void = () => {};
  const said = new Promise<string | undefined>((resolve) => (heard = resolve));
  const server = createServer((request, response) => {
    if (request.url !== "/said") return void response.setHeader("content-type", "text/html").end(page(url));
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString().slice(0, 2_000)));
    request.on("end", () => {
      response.end();
      let data: unknown;
      try {
        data = JSON.parse(body);
      } catch {
        // Not a word of the protocol.
      }
      heard(isReady(data) ? undefined : "says something else");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(
    browser,
    [
      "--headless",
      "--disable-gpu",
      "--no-first-run",
      `--user-data-dir=${profile}`,
      ...root,
      `http://check.localhost:${port}/`,
    ],
    { stdio: "ignore" },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", () => heard("could not be loaded: the browser does not start"));
  const timer = setTimeout(
    () => heard("says nothing: does its page load, and does its frame-ancestors allow other sites?"),
    DEADLINE,
  );
  const stop = (): void => heard("was not waited for");
  signal?.addEventListener("abort", stop);
  try {
    return await said;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    child.kill("SIGKILL");
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}
