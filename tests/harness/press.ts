/**
 * A press with the pointer that is known to have arrived. The browser routes the pointer between the processes of a
 * page by regions which it draws anew a moment after a frame has appeared or gone: until then a press on the frame
 * reaches no listener anywhere, and no tool reports that.
 */
import type { BrowserContext, Locator, Page } from "playwright/test";

/** How long a person goes on pressing, in milliseconds. */
const PATIENCE = 15_000;

const made = new WeakMap<BrowserContext, number>();

/** How many presses the tools of this harness have made in a browser: each once, however often it had to be made. */
export function pressesIn(context: BrowserContext): number {
  return made.get(context) ?? 0;
}

/** Counts one. */
export function countPress(target: Locator): void {
  const context = target.page().context();
  made.set(context, pressesIn(context) + 1);
}

/**
 * Presses, and presses again while the document of what was pressed has heard of no press. One that was heard is never
 * repeated, whatever it did.
 */
export async function pressUntilHeard(target: Locator): Promise<void> {
  countPress(target);
  const deadline = Date.now() + PATIENCE;
  do {
    const heard = await target.evaluateHandle(({ ownerDocument }) => {
      const state = { pressed: false };
      ownerDocument.addEventListener("click", ({ isTrusted }) => void (state.pressed ||= isTrusted), true);
      return state;
    });
    await target.click();
    // A document that is gone by now went because of the press.
    if (await heard.evaluate(({ pressed }) => pressed).catch(() => true)) return;
  } while (Date.now() < deadline);
  throw new Error(`No press on ${target.toString()} was heard of in ${PATIENCE} ms`);
}

/** Presses the one button of the enclave's frame; resolves to the window that opens. */
export async function pressForWindow(button: Locator): Promise<Page> {
  const opening = button.page().context().waitForEvent("page");
  // Where the press fails, that is what the test is to report.
  opening.catch(() => {});
  await pressUntilHeard(button);
  const window = await opening;
  await window.waitForLoadState();
  return window;
}
