/**
 * Threat 3 with a real loss of focus. Playwright emulates focus on every page; here that is switched off for the window,
 * so that `document.hasFocus()` is what the browser's own windows make it. A browser without a screen counts each of its
 * windows as the one in front, until it is minimised.
 */
import type { CDPSession, Page } from "playwright/test";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** Switches the emulation off. Held by the test: a session that is collected takes its setting with it. */
async function realFocus(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  return cdp;
}

const hasFocus = (page: Page): Promise<boolean> => page.evaluate(() => document.hasFocus());

test("@channel threat 3: Approve is disarmed while the window has no focus, and armed 600 ms after it came back", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const answer = await start(page, "grant", grantOf([world.person.holding(credentialOf({ firstName: "A" }))]));
  let settled = false;
  const result = answer().then((value) => ((settled = true), value));
  const popup = await openWindow(page);
  const approve = popup.getByRole("button", { name: "Approve" });
  await expect(approve).toBeVisible();
  const cdp = await realFocus(popup);
  const { windowId } = await cdp.send("Browser.getWindowForTarget");
  const setWindow = (windowState: "minimized" | "normal") =>
    cdp.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });

  await popup.bringToFront();
  await expect.poll(() => hasFocus(popup)).toBe(true);
  await popup.locator(".end").scrollIntoViewIfNeeded();
  await expect(approve).toHaveAttribute("aria-disabled", "false");

  await setWindow("minimized");
  await expect.poll(() => hasFocus(popup)).toBe(false);
  await expect(approve).toHaveAttribute("aria-disabled", "true");

  // Back again: notes in the page itself how long after its focus the button was armed.
  await popup.evaluate(() => {
    const seen = { focused: NaN, armed: NaN };
    Object.assign(window, { seen });
    addEventListener("focus", () => (seen.focused = performance.now()), { once: true });
    const button = document.querySelector("button.primary") as HTMLElement;
    new MutationObserver(() => {
      if (button.getAttribute("aria-disabled") === "false" && Number.isNaN(seen.armed)) seen.armed = performance.now();
    }).observe(button, { attributes: true });
  });
  await setWindow("normal");
  const seen = () => popup.evaluate(() => (window as unknown as { seen: { focused: number; armed: number } }).seen);
  await expect(approve).toHaveAttribute("aria-disabled", "false");
  const { focused, armed } = await seen();
  expect(armed - focused).toBeGreaterThanOrEqual(595);
  expect(settled).toBe(false);

  await approve.click();
  expect((await result).ok).toBe(true);
});

test("@channel threat 30: a consent is covered while its window is not in front, and the click that brings it back approves nothing", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const answer = await start(page, "grant", grantOf([world.person.holding(credentialOf({ firstName: "Quillhaven" }))]));
  let settled = false;
  const result = answer().then((value) => ((settled = true), value));
  const popup = await openWindow(page);
  const approve = popup.getByRole("button", { name: "Approve" });
  const secret = popup.getByText("Quillhaven").first();
  await expect(secret).toBeVisible();
  const cdp = await realFocus(popup);
  const { windowId } = await cdp.send("Browser.getWindowForTarget");
  const setWindow = (windowState: "minimized" | "normal") =>
    cdp.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
  await popup.bringToFront();
  await popup.locator(".end").scrollIntoViewIfNeeded();
  await expect(approve).toHaveAttribute("aria-disabled", "false");
  const scrolled = await popup.locator(".scroll").evaluate(({ scrollTop }) => scrollTop);

  await setWindow("minimized");
  await expect.poll(() => hasFocus(popup)).toBe(false);
  await expect(popup.getByText("Click here to go on")).toBeVisible();
  await expect(secret).toBeHidden();
  // What lies where Approve was is the cover.
  const at = await approve.boundingBox();
  expect(
    await popup.evaluate(
      ({ x, y, width, height }) =>
        document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button")?.className,
      at ?? { x: 0, y: 0, width: 0, height: 0 },
    ),
  ).toBe("veil");

  await setWindow("normal");
  await expect(secret).toBeVisible();
  await approve.click({ force: true });
  expect(settled).toBe(false);
  expect(await popup.locator(".scroll").evaluate(({ scrollTop }) => scrollTop)).toBe(scrolled);
  await expect(approve).toHaveAttribute("aria-disabled", "false");
  await approve.click();
  expect((await result).ok).toBe(true);
});
