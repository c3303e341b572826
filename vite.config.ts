/**
 * Builds, one at a time, by mode: `enclave:frame` and then `enclave:window` (the static site), `lib` (host SDK and Isle
 * for browsers), `node` (server side, demo, and what a page's server imports when it renders), `demo:*` (dApp pages).
 * `npm run build` runs all.
 */
import { resolve } from "node:path";
import { defineConfig, type Plugin, type Rolldown, type UserConfig } from "vite";
import { subresourceIntegrity } from "./tests/tools/subresource-integrity.ts";

const at = (path: string): string => resolve(import.meta.dirname, path);

const shared = {
  build: {
    target: "es2022",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" as const },
} satisfies UserConfig;

/**
 * Puts an entry and all that it imports statically into one chunk: one request, which compresses as a whole. What is
 * imported later stays apart.
 */
function loadedAtOnce(name: string, entry: string): Rolldown.CodeSplittingNameFunction {
  const found = new Set<string>();
  const visit = (id: string, context: Rolldown.ChunkingContext): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const next of context.getModuleInfo(id)?.importedIds ?? []) visit(next, context);
  };
  return (id, context) => {
    visit(entry, context);
    return found.has(id) ? name : null;
  };
}

const builds: Record<string, () => UserConfig> = {
  "enclave:frame": () => enclave("index.html", { isFrame: true }),
  "enclave:window": () => enclave("window.html", { isFrame: false }),
  // In one run, so that both share one IdosError class: `instanceof` holds across them.
  lib: () => ({
    ...shared,
    publicDir: false,
    build: {
      ...shared.build,
      outDir: at("dist"),
      emptyOutDir: false,
      lib: { entry: { "host-sdk/index": at("host-sdk/index.ts"), "isle/isle": at("isle/index.ts") }, formats: ["es"] },
      rolldownOptions: {
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "browser-chunks/[name]-[hash].js",
          codeSplitting: {
            groups: [
              { name: loadedAtOnce("host-sdk", at("host-sdk/index.ts")), debugName: "host-sdk", priority: 1 },
              // What the Isle's later parts use as well.
              { name: loadedAtOnce("isle-base", at("isle/index.ts")), debugName: "isle-base", minShareCount: 2 },
            ],
          },
        },
      },
    },
  }),
  node: () => ({
    ...shared,
    publicDir: false,
    build: {
      ...shared.build,
      ssr: true,
      outDir: at("dist"),
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          "node/index": at("host-sdk/index.ts"),
          "node/isle": at("isle/index.node.ts"),
          "server/index": at("host-sdk/server/index.ts"),
          "testing/index": at("demo/local/testing.ts"),
          "cli/index": at("demo/cli/cli.ts"),
          "demo/start": at("demo/start/start.ts"),
        },
        output: { entryFileNames: "[name].js", chunkFileNames: "node-chunks/[name]-[hash].js" },
      },
    },
  }),
  "demo:neobank": () => demo("neobank", ["index", "verify", "back-office"]),
  "demo:acme": () => demo("acme", ["index", "back-office"]),
};

/** The frame shows nothing until it is connected. Its script applies the style then; before, nothing waits for it. */
const styleOnceConnected: Plugin = {
  name: "idos-style-once-connected",
  transformIndexHtml: {
    order: "post",
    handler: (html) => html.replaceAll('<link rel="stylesheet"', '<link rel="stylesheet" media="not all"'),
  },
};

/** A page of the enclave by itself, so that each is one script: what two pages share would be one more to wait for. */
function enclave(page: string, { isFrame }: { isFrame: boolean }): UserConfig {
  return {
    ...shared,
    root: at("enclave"),
    base: "./",
    publicDir: at("enclave/public"),
    plugins: [...(isFrame ? [styleOnceConnected] : []), subresourceIntegrity(page, { startsVault: isFrame })],
    build: {
      ...shared.build,
      // The frame is built first.
      emptyOutDir: isFrame,
      outDir: at("dist/enclave"),
      rolldownOptions: { input: at(`enclave/${page}`), treeshake: { propertyReadSideEffects: false } },
    },
  };
}

function demo(name: string, pages: string[]): UserConfig {
  const root = at(`demo/${name}/page`);
  return {
    ...shared,
    root,
    publicDir: false,
    build: {
      ...shared.build,
      outDir: at(`dist/demo/${name}`),
      rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, `${root}/${page}.html`])) },
    },
  };
}

export default defineConfig(({ mode }) => {
  const build = builds[mode];
  if (!build) throw new Error(`--mode must be one of ${Object.keys(builds).join(", ")}`);
  return build();
});
