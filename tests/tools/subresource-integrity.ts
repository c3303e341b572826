/**
 * Writes the hash of every script and style of the built enclave into its pages: `integrity` on tags, an import map
 * for what modules load, and on the frame's page the files that only the vault's worker loads (no import map reaches a
 * worker; `enclave/frame/vault-integrity.ts` checks those). A file that was changed afterwards does not run.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const sha384 = (bytes: Uint8Array): string => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

/** The files whose names stand in a text, those whose names stand in them, and so on. Built names hold a hash: they mean nothing else. */
function reachable(text: string, texts: ReadonlyMap<string, string>, found = new Set<string>()): Set<string> {
  for (const [name, inner] of texts) {
    if (found.has(name) || !text.includes(name)) continue;
    found.add(name);
    reachable(inner, texts, found);
  }
  return found;
}

/** A built page with the hashes of the files that it loads, and of those that its vault does. */
function withIntegrity(
  page: string,
  hashes: ReadonlyMap<string, string>,
  scripts: readonly string[],
  vault: readonly string[],
): string {
  const importMap = JSON.stringify({
    integrity: Object.fromEntries(scripts.map((name) => [`./assets/${name}`, hashes.get(name)])),
  });
  const vaultFiles = JSON.stringify(Object.fromEntries(vault.map((name) => [name, hashes.get(name)])));
  let tagged = page.replace(/(<(?:script|link)\b[^>]*?\b(?:src|href)="\.\/assets\/([^"]+)")/g, (tag, open, name) => {
    const hash = hashes.get(name as string);
    if (!hash) throw new Error(`${String(tag)} names a file that was not built`);
    return `${String(open)} integrity="${hash}"`;
  });
  tagged = tagged.replace("<script", () => `<script type="importmap">${importMap}</script>\n    <script`);
  return vault.length ? tagged.replace("<html", () => `<html data-vault-integrity='${vaultFiles}'`) : tagged;
}

/**
 * The plugin, for the build of one of the enclave's pages.
 * @param page name of its file
 * @param options `startsVault`: a build of it without the vault's worker fails, since nothing would check its files
 */
export function subresourceIntegrity(page: string, { startsVault }: { startsVault: boolean }): Plugin {
  let folder = "";
  return {
    name: "idos-subresource-integrity",
    apply: "build",
    configResolved({ build, isWorker }) {
      folder = isWorker ? "" : build.outDir;
    },
    closeBundle() {
      if (!folder) return;
      const assets = join(folder, "assets");
      const texts = new Map<string, string>();
      const hashes = new Map<string, string>();
      for (const name of readdirSync(assets).sort()) {
        const bytes = readFileSync(join(assets, name));
        hashes.set(name, sha384(bytes));
        texts.set(name, bytes.toString("latin1"));
      }
      const file = join(folder, page);
      const html = readFileSync(file, "utf8");
      const worker = [...texts.keys()].find((name) => /^worker-.+\.js$/.test(name) && reachable(html, texts).has(name));
      if (startsVault !== (worker !== undefined))
        throw new Error(`${page}: the vault's worker is not where it belongs`);
      const vault = worker ? [...reachable(worker, texts)].sort() : [];
      // What the document loads itself: the worker's files are reached through the worker.
      if (worker) texts.delete(worker);
      const scripts = [...reachable(html, texts)].filter((name) => name.endsWith(".js")).sort();
      writeFileSync(file, withIntegrity(html, hashes, scripts, vault));
    },
  };
}
