/** Looking at credentials, which happens in the window alone. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright/test";
import { toAscii85 } from "../../../host-sdk/server/credential/ascii85.ts";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { escape, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const credential = credentialOf({
  firstName: "Ada",
  familyName: "Lovelace",
  dateOfBirth: "1990-12-10",
  residentialAddressCountry: "DE",
  idDocumentFrontFile: toAscii85(new Uint8Array(PIXEL)),
});

/** The row of a field, by its label. */
const row = (place: Page, label: string) =>
  place.locator(".field", { has: place.locator("dt, .label", { hasText: label }) }).first();

async function showsTheCredential(place: Page): Promise<void> {
  await expect(place.getByText("Ada", { exact: true })).toBeVisible();
  // The browser's own English.
  await expect(place.getByText("December 10, 1990").first()).toBeVisible();
  await expect(place.getByText("Germany").first()).toBeVisible();
  const drawn = place.locator("img.thumbnail, .thumbnail img").first();
  await expect(drawn).toBeVisible();
  expect(await drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
}

test("@channel the viewer: fields in words, search, one value copied, and nothing for the page", async ({
  world,
  context,
}) => {
  const { person, dapp } = world;
  await context.grantPermissions(["clipboard-read"], { origin: dapp.url });
  const page = await openDapp(world, context);
  await unlock(page, person);
  const viewed = await start(page, "view", { candidates: [person.holding(credential)] });
  const popup = await openWindow(page);
  await expect(popup.getByRole("heading", { name: "Your credential", exact: true })).toBeVisible();
  await showsTheCredential(popup);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByText("Your credentials are open in your idOS window.")).toBeVisible();

  const search = popup.getByRole("searchbox", { name: "Search" });
  await search.fill("lovel");
  await expect(popup.getByText("1 value found.")).toBeVisible();
  await expect(popup.getByText("Lovelace", { exact: true })).toBeVisible();
  await expect(popup.getByText("Germany").first()).toBeHidden();
  // Escape empties a filled field and closes nothing; then it closes.
  await search.press("Escape");
  await expect(search).toHaveValue("");
  await expect(popup.getByText("Germany").first()).toBeVisible();

  await row(popup, "Family name").getByRole("button", { name: /Copy/ }).click();
  await expect(popup.getByRole("status").filter({ hasText: /copied/i })).toBeVisible();
  await page.bringToFront();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Lovelace");

  await popup.bringToFront();
  await search.focus();
  await escape(popup);
  expect(await viewed()).toEqual({ ok: true, value: { closed: true } });
});

test("@channel the viewer: a JSON file that is the credential, and a page to print", async ({ world, context }) => {
  const { person } = world;
  await context.addInitScript(() => {
    Object.assign(window, { printed: 0, print: () => void (window as unknown as { printed: number }).printed++ });
  });
  const page = await openDapp(world, context);
  await unlock(page, person);
  const second = credentialOf({ firstName: "Grace" });
  const viewed = await start(page, "view", { candidates: [person.holding(credential), person.holding(second)] });
  const popup = await openWindow(page);
  await expect(popup.getByRole("heading", { name: "Your 2 credentials" })).toBeVisible();
  await showsTheCredential(popup);

  const downloading = popup.waitForEvent("download");
  await popup.getByRole("button", { name: "Save as a JSON file" }).first().click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^credential-[0-9a-z-]+\.json$/);
  expect(JSON.parse(await readFile(await download.path(), "utf8"))).toEqual(credential);

  await expect(popup.getByText("Grace", { exact: true })).toBeHidden();
  await popup.getByRole("button", { name: "Print" }).click();
  expect(await popup.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);
  await popup.emulateMedia({ media: "print" });
  await expect(popup.getByText("Lovelace", { exact: true })).toBeVisible();
  await expect(popup.getByText("Grace", { exact: true })).toBeVisible();
  // The picture is left, which is a button to enlarge it.
  await expect(popup.getByRole("button", { name: /Save|Print|Copy|Close/ })).toHaveCount(0);
  await expect(popup.getByRole("searchbox")).toHaveCount(0);
  await popup.emulateMedia({ media: "screen" });
  await popup.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(popup.getByText("Grace", { exact: true })).toBeHidden();

  await popup.locator(".actions").getByRole("button", { name: "Close" }).click();
  expect(await viewed()).toEqual({ ok: true, value: { closed: true } });
});

test("@channel a consent shows a file of the credential as a picture, before anything is approved", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const answer = await start(page, "grant", grantOf([world.person.holding(credential)]));
  const popup = await openWindow(page);
  await expect(popup.getByRole("button", { name: "Approve" })).toBeVisible();
  await showsTheCredential(popup);
  await popup.getByRole("button", { name: "Decline" }).click();
  expect((await answer()).error?.code).toBe("USER_REJECTED");
});
