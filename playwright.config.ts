/** Node-side interoperability tests and end-to-end flows over real origins. */
import { defineConfig } from "playwright/test";
import { ensureChromium } from "./tests/harness/chromium.mjs";

export default defineConfig({
  outputDir: "test-results",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // Real browsers on a busy machine: a test that passes only at its second try is printed as flaky.
  retries: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [["list"], ["./tests/harness/playwright-count-reporter.ts"]],
  projects: [
    { name: "interop", testDir: "tests/interop" },
    {
      name: "e2e",
      testDir: "tests/e2e",
      use: {
        browserName: "chromium",
        headless: true,
        viewport: { width: 1280, height: 900 },
        actionTimeout: 15_000,
        launchOptions: {
          executablePath: ensureChromium(),
          args: [
            "--no-sandbox",
            "--disable-background-networking",
            // Playwright switches storage partitioning off; the last such flag wins, and the world has it on.
            "--disable-features=HttpsUpgrades,MediaRouter,PaintHolding,OptimizationHints",
          ],
        },
      },
    },
  ],
});
