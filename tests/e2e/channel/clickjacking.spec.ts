/** Threat 3: what the host can paint over, crop, move or focus decides nothing; the window decides only what was meant. */
import type { BrowserContext, Page } from "playwright/test";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { continueButton, expect, openDapp, openWindow, start, test, unlock, type World } from "./fixture.ts";

const LONG = credentialOf(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field${i}`, `value ${i}`])));

/** An unlocked dApp with a grant under way, not yet in the window. */
async function asking({ world, context }: { world: World; context: BrowserContext }, credential: unknown = LONG) {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const answer = await start(page, "grant", grantOf([world.person.holding(credential)]));
  await expect(continueButton(page)).toBeVisible();
  let settled = false;
  const result = answer().then((value) => ((settled = true), value));
  // Most of these never end.
  result.catch(() => undefined);
  return { page, result, isSettled: () => settled };
}

/** A page's way to hide what is in its frame and still have it clicked. */
const DISGUISES: Record<string, string> = {
  "mask-image": "body { mask-image: linear-gradient(transparent, transparent) }",
  "a hole in a clip-path": "body { block-size: 600px; clip-path: path(evenodd, 'M0 0H700V600H0Z M40 40H600V480H40Z') }",
  "an overlay that lets clicks through":
    "body::after { content: 'You won'; position: fixed; inset: 0; background: white; pointer-events: none }",
  opacity: "iframe { opacity: 0.001 }",
  "a crop to the button":
    "iframe { position: absolute; inset-inline-start: -10px; inset-block-start: -10px; inline-size: 340px; block-size: 120px }",
  "scaling and a blend mode": "iframe { transform: scale(0.3); transform-origin: 0 0; mix-blend-mode: lighten }",
};

test("@channel threat 3: clicks and keys stolen by masks, holes, overlays, opacity, crops and scaling approve nothing", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  for (const [name, css] of Object.entries(DISGUISES))
    await test.step(name, async () => {
      const grant = grantOf([world.person.holding(LONG)]);
      const id = await page.evaluate((p) => window.host.start("grant", p, "stolen"), grant);
      await expect(continueButton(page)).toBeVisible();
      const box = await page.locator("iframe").boundingBox();
      const button = await continueButton(page).boundingBox();
      const disguise = await page.addStyleTag({ content: css });
      const windows: Page[] = [];
      const count = (opened: Page): void => void windows.push(opened);
      context.on("page", count);
      // The button twice, then every place of the frame, and keys in between.
      await page.mouse.dblclick((button?.x ?? 0) + 5, (button?.y ?? 0) + 5);
      for (let i = 0; i < 8; i++) {
        const [x, y] = [(i * 97) % (box?.width ?? 1), (i * 53) % (box?.height ?? 1)];
        await page.mouse.click((box?.x ?? 0) + x, (box?.y ?? 0) + y);
        await page.keyboard.press(i % 2 ? "Enter" : "Space");
      }
      await page.waitForTimeout(700);
      context.off("page", count);
      expect(windows.length).toBeLessThanOrEqual(1);
      const outcome = await page.evaluate(async (call) => {
        window.host.cancel("stolen");
        return window.host.answer(call);
      }, id);
      expect(outcome.ok).toBe(false);
      await disguise.evaluate((style) => (style as HTMLElement).remove());
    });
});

test("@channel threat 3: scrolling the frame by a fragment moves nothing but the one button into view", async ({
  world,
  context,
}) => {
  const { page, isSettled } = await asking({ world, context });
  const { url } = world.enclave;
  const frame = page.frames().find((f) => f.url().startsWith(url));
  expect(await frame?.locator("button").allInnerTexts()).toEqual(["Continue in your idOS window", "Cancel"]);
  expect(await frame?.locator("[id]").evaluateAll((all) => all.map(({ id }) => id))).toEqual(["frame"]);
  await page.evaluate((src) => {
    window.host.iframe.src = `${src}/#frame`;
  }, url);
  await page.waitForTimeout(500);
  expect(isSettled()).toBe(false);
});

test("@channel threat 3: a double-click and a held key that began in the frame do not approve in the window", async ({
  world,
  context,
}) => {
  const { page, isSettled } = await asking({ world, context }, credentialOf({ firstName: "A" }));
  const opening = context.waitForEvent("page");
  await continueButton(page).focus();
  await page.keyboard.down("Enter");
  const popup = await opening;
  await popup.bringToFront();
  const approve = popup.getByRole("button", { name: "Approve" });
  await expect(approve).toBeVisible();
  const box = await approve.boundingBox();
  // The key goes on repeating, and clicks rain on the place where Approve appears.
  const cdp = await context.newCDPSession(popup);
  const key = { type: "keyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" } as const;
  await approve.focus();
  for (let i = 0; i < 30; i++) {
    await cdp.send("Input.dispatchKeyEvent", { ...key, autoRepeat: true });
    await popup.waitForTimeout(50);
  }
  expect(isSettled()).toBe(false);
  await expect(approve).toBeVisible();
  expect(box).not.toBeNull();
});

test("@channel threat 3: Approve stays disarmed until the list was read to its end, and is never focused first", async ({
  world,
  context,
}) => {
  const { page, isSettled } = await asking({ world, context });
  const popup = await openWindow(page);
  await popup.bringToFront();
  const approve = popup.getByRole("button", { name: "Approve" });
  await expect(approve).toBeVisible();
  expect(await popup.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await popup.waitForTimeout(900);
  await approve.click({ force: true });
  await popup.keyboard.press("Enter");
  await popup.waitForTimeout(200);
  expect(isSettled()).toBe(false);
  await popup.locator(".end").scrollIntoViewIfNeeded();
  await expect(approve).not.toHaveAttribute("aria-disabled", "true");
  // A click that a script makes is nobody's.
  await approve.evaluate((button) => (button as HTMLElement).click());
  await popup.waitForTimeout(200);
  expect(isSettled()).toBe(false);
  await approve.click();
  await expect.poll(isSettled).toBe(true);
});
