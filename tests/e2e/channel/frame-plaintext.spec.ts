/**
 * Threat 23: the frame never holds a plaintext. A page can hide its frame, focus it, press keys and buttons in it, drag
 * out of it and measure how far it scrolls; whatever it does so, it learns nothing of what is viewed or granted.
 */
import type { BrowserContext, Page } from "playwright/test";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { RAW_HOST_SCRIPT } from "../../harness/attacker/raw-host.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { closeWindow, pressInWindow } from "../../harness/people.ts";
import { expect, openDapp, openWindow, start, test, unlock, type World } from "./fixture.ts";

const PLANTED = {
  firstName: "Quillhaven",
  familyName: "Zetterbrook",
  dateOfBirth: "1987-03-14",
  idDocumentNumber: "PLANTED-7719-XK",
};
const SHORT = credentialOf(PLANTED);
/** Scrolls for as long as it is drawn somewhere. */
const LONG = credentialOf({
  ...PLANTED,
  ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field${i}`, `value ${i}`])),
});

/** A page that scrolls, with a place to drop things, and all of it masked: what is in its frame is there and not seen. */
const HOSTILE_PAGE = `<!doctype html><meta charset="utf-8"><title>You won</title>
<style>
  body { margin: 0; block-size: 6000px; mask-image: linear-gradient(transparent, transparent) }
  iframe { position: absolute; inset: 0 auto auto 0; inline-size: 640px; block-size: 500px; border: 0 }
  textarea { position: absolute; inset: 0 auto auto 660px; inline-size: 300px; block-size: 400px }
</style>
<body><textarea></textarea>${RAW_HOST_SCRIPT}</body>`;

/** Every text that the frame's document has held so far, in elements, attributes and fields. Runs in each realm. */
function keepWhatIsDrawn(): void {
  if (window.top === window) return;
  const seen = new Set<string>();
  Object.assign(window, { seen });
  const look = (): void => {
    const { documentElement: page } = document;
    if (!page) return;
    seen.add(page.outerHTML);
    for (const field of document.querySelectorAll("input, textarea")) seen.add((field as HTMLInputElement).value);
  };
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
  });
}

const drawnInFrame = (page: Page, world: World): Promise<string> =>
  page
    .frames()
    .find((frame) => frame.url().startsWith(world.enclave.url))
    ?.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen].join("\n")) as Promise<string>;

function expectNothing(text: string): void {
  for (const secret of [...Object.values(PLANTED), "14 March 1987", "March 14, 1987"])
    expect(text.includes(secret), secret).toBe(false);
}

/** A hostile page whose person has unlocked their key there. */
async function luredTo(world: World, context: BrowserContext) {
  await context.addInitScript(keepWhatIsDrawn);
  const site = await startSite("prizes", { "/": HOSTILE_PAGE });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.url });
  const page = await openDapp({ ...world, dapp: site }, context);
  await unlock(page, world.person);
  return { page, site };
}

/** What the page can read of the clipboard, once it has the focus itself. */
async function clipboard(page: Page): Promise<string> {
  await page.bringToFront();
  await page.locator("textarea").focus();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** All that a page can have done in its frame; what it got by it. */
async function attack(page: Page): Promise<string> {
  const got: string[] = [];
  await page.bringToFront();
  await page.evaluate(() => navigator.clipboard.writeText("nothing yet"));
  const copy = async (): Promise<void> => {
    await page.evaluate(() => window.host.iframe.focus());
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("ControlOrMeta+c");
    got.push(await clipboard(page));
  };
  await copy();
  // Every place at which a button may be.
  for (let y = 20; y < 500; y += 48)
    for (let x = 40; x < 640; x += 150) {
      await page.mouse.click(x, y);
      got.push(await page.evaluate(() => navigator.clipboard.readText().catch(() => "")));
    }
  got.push(await clipboard(page));
  await copy();
  return got.join("\n");
}

/** What the page can have dragged out of its frame, into a field of its own. */
async function drag(page: Page): Promise<string> {
  await page.bringToFront();
  await page.evaluate(() => window.host.iframe.focus());
  await page.keyboard.press("ControlOrMeta+a");
  await page.mouse.move(60, 60);
  await page.mouse.down();
  await page.mouse.move(300, 120, { steps: 4 });
  await page.mouse.move(760, 120, { steps: 8 });
  await page.mouse.up();
  return page.locator("textarea").inputValue();
}

test("@channel threat 23: select-all, disguised clicks and drags in a hidden, focused frame give a page nothing of what is viewed", async ({
  world,
  context,
}) => {
  test.setTimeout(180_000);
  const { page, site } = await luredTo(world, context);
  const candidates = [world.person.holding(SHORT), world.person.holding(LONG)];
  const buttons = page.frameLocator("iframe").getByRole("button");
  let opened = 0;
  context.on("page", () => opened++);
  await page.evaluate((params) => window.host.start("view", params, "lured"), { candidates });
  await expect(buttons.first()).toBeVisible();
  await test.step("before the window, which the clicks may open", async () => expectNothing(await attack(page)));
  // They did reach the frame.
  expect(opened).toBeGreaterThan(0);
  await page.evaluate(() => window.host.cancel("lured"));
  await expect(buttons).toHaveCount(0);

  await start(page, "view", { candidates });
  const viewer = await openWindow(page);
  await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
  await test.step("while the window shows it", async () => {
    expectNothing(await drag(page));
    expectNothing(await attack(page));
  });
  expectNothing(await drawnInFrame(page, world));
  await site.stop();
});

test("@channel threat 23: a page measures nothing of what is viewed, by scrolling, by fragments, by sizes or by what it is told", async ({
  world,
  context,
}) => {
  const { page, site } = await luredTo(world, context);
  const frameUrl =
    page
      .frames()
      .find((frame) => frame.url().startsWith(world.enclave.url))
      ?.url() ?? "";
  /** Notches of the wheel over the frame until the page itself scrolls: what scrolls inside takes them first. */
  const notches = async (): Promise<number> => {
    await page.evaluate(() => scrollTo(0, 0));
    await page.mouse.move(300, 250);
    for (let n = 1; n <= 60; n++) {
      await page.mouse.wheel(0, 120);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (await page.evaluate(() => scrollY > 0)) return n;
    }
    return Infinity;
  };
  /** Before any press in the frame. */
  const unopened = async (credential: unknown): Promise<number> => {
    const params = { candidates: [world.person.holding(credential)] };
    await page.evaluate((given) => window.host.start("view", given, "unopened"), params);
    const buttons = page.frameLocator("iframe").getByRole("button");
    await expect(buttons.first()).toBeVisible();
    const count = await notches();
    await page.evaluate(() => window.host.cancel("unopened"));
    await expect(buttons).toHaveCount(0);
    return count;
  };
  expect(await unopened(LONG)).toBe(await unopened(SHORT));

  const look = async (credential: unknown) => {
    const before = await page.evaluate(() => window.host.asked.length);
    const answer = await start(page, "view", { candidates: [world.person.holding(credential)] });
    const frame = page.frameLocator("iframe");
    await expect(frame.getByRole("button").first()).toBeVisible();
    const atButton = await notches();
    await page.evaluate(() => scrollTo(0, 0));
    const viewer = await openWindow(page);
    await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
    await page.bringToFront();
    const whileShown = await notches();
    // To any element of the frame that has a name; it must not reload for that.
    await page.evaluate((url) => (window.host.iframe.src = `${url}#frame`), frameUrl.split("#")[0]);
    const afterFragment = await page.evaluate(() => scrollY);
    await page.evaluate(() => scrollTo(0, 0));
    await viewer.bringToFront();
    await closeWindow(viewer, "Close");
    const { ok, value } = await answer();
    await expect(frame.getByRole("button")).toHaveCount(0);
    const asked = await page.evaluate((n) => window.host.asked.slice(n), before);
    return { atButton, whileShown, afterFragment, ok, value, asked };
  };
  const short = await look(SHORT);
  expect(await look(LONG)).toEqual(short);
  expect(short.value).toEqual({ closed: true });
  expect(short.whileShown).toBeLessThan(Infinity);
  await site.stop();
});

test("@channel threat 23: neither the frame's document nor what its vault tells it ever holds a plaintext, of a view or of a grant", async ({
  world,
  context,
  recording,
}) => {
  const { person } = world;
  await context.addInitScript(keepWhatIsDrawn);
  const page = await openDapp(world, context);
  await unlock(page, person);
  const candidates = [person.holding(SHORT)];
  const viewing = await start(page, "view", { candidates });
  await expect(page.frameLocator("iframe").getByRole("button").first()).toBeVisible();
  expectNothing(await drawnInFrame(page, world));
  const viewer = await openWindow(page);
  await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
  await closeWindow(viewer, "Close");
  expect((await viewing()).ok).toBe(true);

  const granting = await start(page, "grant", grantOf(candidates));
  const consent = await openWindow(page);
  await expect(consent.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
  await pressInWindow(consent, "Approve");
  expect((await granting()).ok).toBe(true);

  const requirements = { path: "credentialSubject.firstName", equals: "Somebody" };
  const declining = await start(page, "grant", grantOf(candidates, { requirements }));
  const none = await openWindow(page);
  await pressInWindow(none, "Do not tell");
  expect((await declining()).error?.code).toBe("USER_REJECTED");

  expectNothing(await drawnInFrame(page, world));
  // The frame's realm hears its vault: what it is told of the flow is among the messages.
  expect(
    recording?.messages.some(({ realm, text }) => realm === world.enclave.url && text.includes("openWindow")),
  ).toBe(true);
  recording?.expectAbsent(PLANTED);
});
