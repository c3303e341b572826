/** A key is remembered, resumed, locked and forgotten as its owner wishes, in the frame of a site and in the window. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { chromium, type APIResponse, type BrowserContext, type Frame, type Page, type Route } from "playwright/test";
import type { RunningDemo } from "../harness/demo.ts";
import { expect, test } from "../harness/demo-test.ts";
import { approveCheck, join, newPerson, PASSWORD, PLANTED, visit, type Person } from "../harness/journeys.ts";
import {
  closeWindow,
  approveInWallet,
  connectWallet,
  continueInWindow,
  enclaveFrame,
  isle,
  press,
  pressInWindow,
  walletPrompt,
} from "../harness/people.ts";
import { pressForWindow, pressUntilHeard } from "../harness/press.ts";
import { passwordSecrets } from "../harness/secrets.ts";
import { dumpStorage, expectNoSecret } from "../harness/storage-dump.ts";

let demo: RunningDemo;
test.beforeAll(({ demo: shared }) => {
  demo = shared;
});

const SEVEN_DAYS = "604800";

/** A new profile with a password key at Neobank. Resolves to the page, with the key unlocked. */
async function joinWithPassword(person: Person, remember?: string): Promise<Page> {
  const page = await visit(person, demo.neobank.url);
  await page.getByRole("button", { name: "Open an account" }).click();
  person.address = await connectWallet(page);
  await press(page, "Create a profile");
  await isle(page)
    .getByRole("radio", { name: /With a password/ })
    .check();
  await press(page, "Create my key");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  const window = await continueInWindow(page);
  await window.getByRole("radio", { name: /A password of my own/ }).check();
  await window.getByLabel("New password").fill(PASSWORD);
  await window.getByLabel("The same password again").fill(PASSWORD);
  if (remember) await window.getByLabel("Remember on this device").selectOption(remember);
  await pressInWindow(window, "Allow");
  await approveInWallet(page, "wants you to sign in with your account");
  await expect(isle(page).getByRole("button", { name: "Get verified by Neobank" })).toBeVisible();
  return page;
}

/** The Isle's home in a new page, whatever of wallet, check and node session is left in the browser. */
async function home(person: Person, url: string): Promise<Page> {
  const page = await visit(person, url);
  await isle(page).getByRole("button", { name: /idOS/ }).first().click();
  const ready = isle(page).getByRole("button", { name: "Settings", exact: true });
  const issued = isle(page).getByRole("heading", { name: "Your credential was issued" });
  const burner = isle(page).getByRole("button", { name: /Burner wallet/ });
  const prompt = walletPrompt(page);
  for (;;) {
    await expect(ready.or(issued).or(burner).or(prompt).first()).toBeVisible();
    if (await prompt.isVisible()) {
      if (await prompt.getByRole("button", { name: "Connect" }).isVisible()) {
        await prompt.getByText(person.address).first().click();
        await pressUntilHeard(prompt.getByRole("button", { name: "Connect" }));
        // Gone with what it asked; the next prompt may stand there already.
        await expect(prompt.getByRole("button", { name: "Connect" })).toBeHidden();
      } else await pressUntilHeard(prompt.getByRole("button", { name: "Approve" }));
    } else if (await burner.isVisible()) await burner.click();
    else if (await issued.isVisible()) await press(page, "Continue");
    else if (await ready.isVisible()) return page;
  }
}

const settingsTab = (page: Page) => isle(page).getByRole("button", { name: "Settings", exact: true });

/** Asks for the key's settings: the enclave's window opens, with whatever it has to ask first. */
async function openSettings(page: Page): Promise<Page> {
  await pressUntilHeard(settingsTab(page));
  await press(page, "Key settings");
  return continueInWindow(page);
}

function frameOf(page: Page): Frame {
  const frame = page.frames().find((f) => f.url().startsWith(demo.enclave.url));
  if (!frame) throw new Error("No enclave frame");
  return frame;
}
const vaults = (page: Page): number => page.workers().filter((w) => w.url().startsWith(demo.enclave.url)).length;
const heading = (window: Page, name: string) => window.getByRole("heading", { name });
const passwordField = (window: Page) => window.getByLabel("idOS password", { exact: true });

async function unlockWithPassword(window: Page, remember?: string): Promise<void> {
  await passwordField(window).fill(PASSWORD);
  if (remember) await window.getByLabel("Remember on this device").selectOption(remember);
  await pressInWindow(window, "Unlock");
}

/** What the enclave's server answers; its name does not resolve in Node. */
const fetchFromEnclave = (route: Route): Promise<APIResponse> =>
  route.fetch({ url: route.request().url().replace(demo.enclave.url, demo.enclave.localUrl) });

/**
 * The vault's clock, shifted: in the vault's script itself, since a page's fake clock does not reach its workers. The
 * frame starts no vault whose hash its page does not name, so the page is told of the new one.
 */
async function shiftVaultClock(context: BrowserContext, seconds: number): Promise<void> {
  const shift = `{const now=Date.now.bind(Date);Date.now=()=>now()+${seconds * 1000};}\n`;
  await context.route(`${demo.enclave.url}/`, async (route) => {
    const response = await fetchFromEnclave(route);
    const page = await response.text();
    const [name = ""] = /worker-[\w-]+\.js/.exec(page) ?? [];
    const worker = await (await fetch(`${demo.enclave.localUrl}/assets/${name}`)).text();
    const hash = createHash("sha384")
      .update(shift + worker)
      .digest("base64");
    const body = page.replace(/(data-vault-integrity='[^']*?"worker-[\w-]+\.js":")[^"]*/, `$1sha384-${hash}`);
    expect(body).not.toBe(page);
    await context.route(`${demo.enclave.url}/assets/${name}`, async (inner) =>
      inner.fulfill({ response: await fetchFromEnclave(inner), body: shift + worker }),
    );
    await route.fulfill({ response, body });
  });
}

test("@custody threat 13: a remembered key survives a restart of the browser, opens without a window, and nothing stored gives it away", async ({
  launchOptions,
}) => {
  test.setTimeout(240_000);
  const profile = await mkdtemp(joinPath(tmpdir(), "idos-profile-"));
  const options = { ...launchOptions, headless: true, viewport: { width: 1280, height: 900 } };
  let context = await chromium.launchPersistentContext(profile, options);
  try {
    const person = await newPerson(demo, context);
    await join(demo, person, "user");
    await approveCheck(demo, context);

    const page = await home(person, demo.neobank.url);
    await press(page, /^View/);
    const window = await continueInWindow(page);
    person.userId = await window.locator(".help code").innerText();
    await unlockWithPassword(window, SEVEN_DAYS);
    await expect(window.getByText(PLANTED.familyName).first()).toBeVisible();
    await context.close();

    context = await chromium.launchPersistentContext(profile, options);
    const again = { ...(await newPerson(demo, context)), address: person.address };
    let windows = 0;
    const back = await home(again, demo.neobank.url);
    context.on("page", () => windows++);
    await press(back, /^View/);
    // Nothing is asked: the one window is the viewer's.
    const viewer = await continueInWindow(back);
    await expect(viewer.getByText(PLANTED.familyName).first()).toBeVisible();
    expect(windows).toBe(1);

    const secrets = { ...PLANTED, ...(await passwordSecrets(PASSWORD, person.userId)) };
    const inFrame = await dumpStorage(frameOf(back));
    expect(inFrame).toContain(person.userId);
    expect(inFrame).toContain("CryptoKey extractable=false");
    expectNoSecret(inFrame, secrets);
    again.recorder.expectAbsent(secrets);

    // A new site needs one "Allow" and no password: the window remembers too.
    await back.close();
    const acme = await home(again, demo.acme.url);
    const allow = await openSettings(acme);
    await expect(heading(allow, "asks to use your idOS key")).toBeVisible();
    await expect(passwordField(allow)).toHaveCount(0);
    await pressInWindow(allow, "Allow");
    await expect(heading(allow, "Connected sites")).toBeVisible();
    for (const site of ["neobank.localhost", "acme.localhost"])
      await expect(allow.getByRole("listitem").filter({ hasText: site })).toBeVisible();
    const inWindow = await dumpStorage(allow);
    expect(inWindow).toContain("CryptoKey extractable=false");
    expectNoSecret(inWindow, secrets);

    await allow.getByRole("button", { name: "Activity" }).click();
    await expect(allow.getByText("Key unlocked").first()).toBeVisible();
    const saving = allow.waitForEvent("download");
    await allow.getByRole("button", { name: "Save as a JSON file" }).click();
    expect((await saving).suggestedFilename()).toBe("idos-activity.json");
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test("@custody threat 14: locking in one tab ends the vaults of all tabs of the site, and the next use asks for the password", async ({
  browser,
}) => {
  const person = await newPerson(demo, await browser.newContext());
  await (await joinWithPassword(person, SEVEN_DAYS)).close();
  const [first, second] = [await home(person, demo.neobank.url), await home(person, demo.neobank.url)];
  for (const tab of [first, second]) {
    await tab.bringToFront();
    const resumed = await openSettings(tab);
    // Remembered: no password.
    await expect(heading(resumed, "Connected sites")).toBeVisible();
    await resumed.getByRole("button", { name: "Close" }).click();
  }
  await expect.poll(() => [vaults(first), vaults(second)]).toEqual([1, 1]);

  await pressUntilHeard(settingsTab(second));
  await press(second, "Lock now");
  await expect.poll(() => [vaults(first), vaults(second)]).toEqual([0, 0]);

  // What the window remembers spares the password, not the asking; forgotten there, the password is asked for.
  const asked = await openSettings(second);
  await expect(heading(asked, "asks to use your idOS key")).toBeVisible();
  await pressInWindow(asked, "Allow");
  await asked.getByRole("button", { name: "Forget it on this device" }).click();
  await expect(asked.getByText("Your key is not remembered for new sites.")).toBeVisible();
  await asked.getByRole("button", { name: "Lock now" }).click();
  await expect.poll(() => vaults(second)).toBe(0);
  await first.bringToFront();
  const locked = await openSettings(first);
  await expect(passwordField(locked)).toBeVisible();
  await person.context.close();
});

test("@custody threat 14: an idle key counts its last seconds down in the frame and locks", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  await person.context.route(`${demo.enclave.url}/config.json`, async (route) => {
    const response = await fetchFromEnclave(route);
    await route.fulfill({ response, json: { ...(await response.json()), idleLock: 24 } });
  });
  await (await joinWithPassword(person)).close();
  const page = await home(person, demo.neobank.url);
  const window = await openSettings(page);
  await unlockWithPassword(window);
  await closeWindow(window, "Close");
  await expect.poll(() => vaults(page)).toBe(1);
  await expect(enclaveFrame(page).getByText(/Your idOS key locks in \d+ s/)).toBeVisible({ timeout: 20_000 });
  const staying = await pressForWindow(enclaveFrame(page).getByRole("button", { name: "Stay unlocked" }));
  const closed = staying.waitForEvent("close");
  await pressInWindow(staying, "Stay unlocked");
  await closed;
  await expect(enclaveFrame(page).getByText(/Your idOS key locks in/)).toBeHidden();
  expect(vaults(page)).toBe(1);
  await expect.poll(() => vaults(page), { timeout: 30_000 }).toBe(0);
  await expect(passwordField(await openSettings(page))).toBeVisible();
  await person.context.close();
});

test("@custody threat 13: what is remembered for an hour is gone after it", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  const page = await joinWithPassword(person, "3600");
  expect(await dumpStorage(frameOf(page))).toContain("CryptoKey extractable=false");
  await page.close();
  await shiftVaultClock(person.context, 3_601);
  const later = await home(person, demo.neobank.url);
  const window = await openSettings(later);
  await expect(passwordField(window)).toBeVisible();
  for (const realm of [frameOf(later), window]) expect(await dumpStorage(realm)).not.toContain("CryptoKey");
  await person.context.close();
});

test("@custody threat 13: a browser that wiped or blocks the frame's storage still connects with one Allow", async ({
  launchOptions,
}) => {
  test.setTimeout(180_000);
  const args = (launchOptions.args ?? []).map((arg) =>
    // Without partitioning Chromium refuses storage to a cross-site frame.
    arg.startsWith("--disable-features=") ? `${arg},ThirdPartyStoragePartitioning` : arg,
  );
  const blocking = await chromium.launch({ ...launchOptions, args });
  try {
    const person = await newPerson(demo, await blocking.newContext());
    const page = await joinWithPassword(person, SEVEN_DAYS);
    await expect(dumpStorage(frameOf(page))).rejects.toThrow();
    await page.close();
    const again = await home(person, demo.neobank.url);
    const window = await openSettings(again);
    await expect(heading(window, "asks to use your idOS key")).toBeVisible();
    await expect(window.getByText("This browser stores nothing for idOS inside other sites.")).toBeVisible();
    await pressInWindow(window, "Allow");
    await expect(heading(window, "Connected sites")).toBeVisible();
    await window.evaluate(() => indexedDB.deleteDatabase("idos-enclave"));
    await closeWindow(window, "Close");
    await again.close();
    const wiped = await home(person, demo.neobank.url);
    await expect(passwordField(await openSettings(wiped))).toBeVisible();
  } finally {
    await blocking.close();
  }
});

test("@custody a site that was disconnected in the window has to ask again", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  await (await joinWithPassword(person, SEVEN_DAYS)).close();
  const page = await home(person, demo.neobank.url);
  const window = await openSettings(page);
  await window.getByRole("button", { name: /^Disconnect neobank/ }).click();
  await expect.poll(() => vaults(page)).toBe(0);
  const asked = await openSettings(page);
  await expect(heading(asked, "asks to use your idOS key")).toBeVisible();
  expect(await dumpStorage(frameOf(page))).not.toContain("CryptoKey");
  await person.context.close();
});
