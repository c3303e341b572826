/** Node-side interoperability tests and end-to-end flows over real origins. */
import { defineConfig, type Project } from "playwright/test";
import { ensureChromium } from "./tests/harness/chromium.mjs";

/** Chromium as the world has it. */
const browser: Project["use"] = {
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
};

/** What measures time, and wants the machine for itself. */
const CLOCKS = "**/timing.spec.ts";

export default defineConfig({
  outputDir: "test-results",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  // Real browsers on a busy machine: a test that passes only at its second try is printed as flaky.
  retries: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [["list"], ["./tests/harness/playwright-count-reporter.ts"]],
  projects: [
    { name: "interop", testDir: "tests/interop" },
    { name: "e2e", testDir: "tests/e2e", testIgnore: CLOCKS, use: browser },
    { name: "clocks", testDir: "tests/e2e", testMatch: CLOCKS, use: browser },
  ],
});
