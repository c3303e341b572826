/** The demo that the tests of a worker share: they bring people of their own, and take nothing of it away. */
import { test as base } from "playwright/test";
import { startDemo, type RunningDemo } from "./demo.ts";

export { expect } from "playwright/test";

/** Playwright's test with a running demo. */
export const test = base.extend<object, { demo: RunningDemo }>({
  demo: [
    async ({ browserName: _ }, use) => {
      const demo = await startDemo();
      await use(demo);
      await demo.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});
