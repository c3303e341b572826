/** Unit and component tests, in a real Chromium. */
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { ensureChromium } from "./tests/harness/chromium.mjs";
import { countReporter } from "./tests/harness/count-reporter.mjs";

export default {
  files: "tests/unit/**/*.test.ts",
  nodeResolve: { browser: true, exportConditions: ["browser", "development"] },
  concurrency: 1,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 60_000 } },
  mimeTypes: { "**/*.json": "js" },
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: ensureChromium(),
        headless: true,
        args: ["--no-sandbox", "--disable-background-networking"],
      },
    }),
  ],
  plugins: [
    {
      name: "json-module",
      transform(context) {
        if (context.path.endsWith(".json") && !context.path.includes("node_modules"))
          return { body: `export default ${context.body}`, headers: { "content-type": "text/javascript" } };
        return undefined;
      },
    },
    {
      // As Vite reads it: the text of a style sheet.
      name: "raw-css",
      resolveMimeType: (context) => (context.url.endsWith(".css?raw") ? "js" : undefined),
      transform: (context) =>
        context.url.endsWith(".css?raw") ? { body: `export default ${JSON.stringify(context.body)}` } : undefined,
    },
    esbuildPlugin({ ts: true, target: "es2022", tsconfig: fileURLToPath(new URL("./tsconfig.json", import.meta.url)) }),
  ],
  reporters: [defaultReporter({ reportTestProgress: false }), countReporter()],
};
