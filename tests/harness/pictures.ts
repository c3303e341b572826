/** Pictures of every open page when a test has failed: what a person would have seen. */
import type { Browser, TestInfo } from "playwright/test";

/** Saves them beside the trace, and closes the contexts that the test left open. */
export async function picturesOfFailure(browser: Browser, info: TestInfo): Promise<void> {
  const failed = info.status !== info.expectedStatus;
  for (const [i, context] of browser.contexts().entries()) {
    if (failed)
      for (const [j, page] of context.pages().entries())
        await page.screenshot({ path: info.outputPath(`context-${i}-page-${j}.png`), timeout: 5_000 }).catch(() => {});
    await context.close();
  }
}
