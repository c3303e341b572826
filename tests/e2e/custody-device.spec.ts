/**
 * What a device keeps of a key, when it gives it up, and what it warns of: at a dApp that speaks the protocol by hand,
 * so that every call can be made at any time.
 */
import { randomUUID } from "node:crypto";
import type { BrowserContext, Frame, Page } from "playwright/test";
import { startEnclave } from "../../demo/local/enclave-server.ts";
import { boxPublicKey } from "../../enclave/crypto/box.ts";
import { toBase64 } from "../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../enclave/crypto/kdf.ts";
import { phraseOf } from "../../enclave/crypto/phrase.ts";
import type { KeyInfo } from "../../enclave/protocol/types.ts";
import { credentialOf, grantOf, makePerson, PASSWORD, sealedTo } from "../harness/attacker/person.ts";
import { RAW_HOST_PAGE } from "../harness/attacker/raw-host.ts";
import { startSite } from "../harness/attacker/sites.ts";
import { closeWindow, pressInWindow } from "../harness/people.ts";
import { pressForWindow, pressUntilHeard } from "../harness/press.ts";
import type { Secrets } from "../harness/secrets.ts";
import { dumpBrowser, dumpStorage, expectNoSecret } from "../harness/storage-dump.ts";
import { call, escape, expect, openDapp, openWindow, start, test, type World } from "./channel/fixture.ts";

const SEVEN_DAYS = "604800";
const PLANTED = "Planted-Zetterbrook-4471";

const passwordField = (window: Page) => window.getByLabel("idOS password", { exact: true });
const heading = (window: Page, name: string) => window.getByRole("heading", { name });

/** Unlocks with a password. */
async function unlockWith(page: Page, key: KeyInfo, password: string, remember?: string): Promise<void> {
  const answer = await start(page, "unlock", key);
  const window = await openWindow(page);
  await passwordField(window).fill(password);
  if (remember) await window.getByLabel("Remember on this device").selectOption(remember);
  await pressInWindow(window, "Unlock");
  expect((await answer()).error).toBeUndefined();
}

function frameOf(page: Page): Frame {
  const frame = page.frames()[1];
  if (!frame) throw new Error("No enclave frame");
  return frame;
}

/** The vaults that the browser itself knows of, by their targets' ids. */
async function vaultTargets({ enclave }: World, context: BrowserContext): Promise<string[]> {
  const session = await context.browser()?.newBrowserCDPSession();
  const targets = (await session?.send("Target.getTargets"))?.targetInfos ?? [];
  await session?.detach();
  return targets.filter(({ type, url }) => type === "worker" && url.startsWith(enclave.url)).map((t) => t.targetId);
}

test("@custody threat 13: after every flow nothing that frame, window or page keeps gives key, password, phrase or plaintext away", async ({
  world,
  context,
  recording,
}) => {
  test.setTimeout(180_000);
  const page = await openDapp(world, context);
  const userId = randomUUID();

  // Six drawn words, saved and remembered.
  const creating = await start(page, "createKey", { userId, store: "user" });
  const creation = await openWindow(page);
  const drawn = creation.locator(".passphrase code");
  await expect(drawn).toHaveText(/^(\w+ ){5}\w+$/);
  const password = await drawn.innerText();
  await expect(creation.locator('input[autocomplete="username"]')).toHaveValue(userId);
  await expect(creation.locator('input[autocomplete="new-password"]')).toHaveValue(password);
  await creation.getByRole("checkbox").check();
  await creation.getByLabel("Remember on this device").selectOption(SEVEN_DAYS);
  await pressInWindow(creation, "Allow");
  const key = (await creating()).value as KeyInfo;
  const secretKey = await deriveKey("scrypt-v0.1", password, userId);
  expect(key).toEqual({ userId, publicKey: toBase64(boxPublicKey(secretKey)), store: "user" });
  const words = phraseOf(secretKey);
  const secrets: Secrets = {
    password,
    key: secretKey,
    plaintext: PLANTED,
    phrase: words.join(" "),
    "half of the phrase": words.slice(0, 12).join(" "),
  };

  const expectNothing = (flow: string) =>
    test.step(`after ${flow}`, async () => {
      const dump = await dumpBrowser(context, world.enclave.url);
      expectNoSecret(dump, secrets);
      return dump;
    });
  const kept = await expectNothing("a creation");
  // The dump sees what is kept: the key's two records, frame and window, under keys that cannot be read.
  expect(kept.match(/CryptoKey extractable=false/g)).toHaveLength(2);
  expect(kept).not.toContain("extractable=true");

  const candidate = sealedTo(boxPublicKey(secretKey), JSON.stringify(credentialOf({ familyName: PLANTED })));
  const viewing = await start(page, "view", { candidates: [candidate] });
  const viewer = await openWindow(page);
  await expect(viewer.getByText(PLANTED).first()).toBeVisible();
  await expectNothing("opening the viewer");
  await closeWindow(viewer, "Close");
  expect(await viewing()).toEqual({ ok: true, value: { closed: true } });

  const granting = await start(page, "grant", grantOf([candidate]));
  const consent = await openWindow(page);
  await expect(consent.getByText(PLANTED).first()).toBeVisible();
  await pressInWindow(consent, "Approve");
  expect((await granting()).ok).toBe(true);
  await expectNothing("a grant");
  await consent.close();

  const managing = await start(page, "manage", { page: "phrase" });
  const settings = await openWindow(page);
  await settings.getByRole("button", { name: "Show the words" }).click();
  expect(await settings.locator(".words code").allInnerTexts()).toEqual(words);
  await expectNothing("showing the phrase");
  await settings.getByRole("button", { name: "Back" }).click();
  await settings.getByRole("button", { name: "Activity" }).click();
  for (const what of ["Key created", "Copy of a credential shared", "Recovery phrase opened"])
    await expect(settings.getByText(what)).toBeVisible();
  await closeWindow(settings, "Close");
  await managing();
  await expectNothing("the settings");

  await call(page, "lock", {});
  await page.reload();
  await page.evaluate((url) => window.host.connect(url), world.enclave.url);
  // Locked by hand: the frame's record went, the window's spares the password for one "Allow".
  const again = await start(page, "unlock", key);
  const allow = await openWindow(page);
  await expect(heading(allow, "asks to use your idOS key")).toBeVisible();
  await expect(passwordField(allow)).toHaveCount(0);
  await pressInWindow(allow, "Allow");
  expect((await again()).ok).toBe(true);
  await expectNothing("an unlock by what is remembered");

  const forgetting = await start(page, "lock", { forget: true });
  const asked = await openWindow(page);
  await pressInWindow(asked, "Forget");
  expect((await forgetting()).ok).toBe(true);
  const left = await expectNothing("forgetting");
  expect(left).not.toContain("CryptoKey");
  expect((await call(page, "status", {})).value).toEqual({ state: "locked" });
  const after = await start(page, "unlock", key);
  await expect(passwordField(await openWindow(page))).toBeVisible();
  void after().catch(() => {});
  recording?.expectAbsent(secrets);
});

test("@custody threat 13: a key that its owner keeps is resumed by its site alone, and forgotten only if they agree", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlockWith(page, person.key, PASSWORD, SEVEN_DAYS);
  const declined = await start(page, "lock", { forget: true });
  await escape(await openWindow(page));
  expect((await declined()).error?.code).toBe("USER_REJECTED");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked" });

  // Another tab of the site resumes without a window; another site has to be allowed.
  const windows: Page[] = [];
  const second = await openDapp(world, context);
  context.on("page", (opened) => windows.push(opened));
  expect((await call(second, "unlock", person.key)).ok).toBe(true);
  expect(windows).toEqual([]);
  const site = await startSite("other", { "/": RAW_HOST_PAGE });
  const other = await openDapp({ ...world, dapp: site }, context);
  expect((await call(other, "status", {})).value).toEqual({ state: "locked" });
  const asking = await start(other, "unlock", person.key);
  const allow = await openWindow(other);
  await expect(heading(allow, "asks to use your idOS key")).toBeVisible();
  await escape(allow);
  expect((await asking()).error?.code).toBe("USER_REJECTED");

  // Somebody wipes the frame's storage while the key is held: it goes on, and the next load has to ask.
  await frameOf(page).evaluate(
    () =>
      new Promise((resolve) => {
        for (const type of ["success", "error"])
          indexedDB.deleteDatabase("idos-enclave").addEventListener(type, resolve);
      }),
  );
  const viewing = await start(page, "view", { candidates: [person.holding(credentialOf({ a: PLANTED }))] });
  const viewer = await openWindow(page);
  await expect(viewer.getByText(PLANTED).first()).toBeVisible();
  await closeWindow(viewer, "Close");
  expect((await viewing()).ok).toBe(true);
  await second.close();
  await page.reload();
  await page.evaluate((url) => window.host.connect(url), world.enclave.url);
  expect(await dumpStorage(frameOf(page))).not.toContain("CryptoKey");
  const unlocking = await start(page, "unlock", person.key);
  await expect(heading(await openWindow(page), "asks to use your idOS key")).toBeVisible();
  void unlocking().catch(() => {});
  await site.stop();
});

test("@custody threat 14: fifteen minutes without an act lock; the vault's target is gone and every use asks for an unlock", async ({
  world,
  context,
}) => {
  test.setTimeout(180_000);
  const { person } = world;
  await context.clock.install();
  const page = await openDapp(world, context);
  const frame = page.frameLocator("iframe");
  await unlockWith(page, person.key, PASSWORD);
  await expect.poll(() => vaultTargets(world, context)).toHaveLength(1);
  const [vault = ""] = await vaultTargets(world, context);
  const candidate = person.holding(credentialOf({ a: PLANTED }));

  // What the page does is no act of the person.
  await page.clock.fastForward("13:00");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked" });
  await page.clock.fastForward("01:10");
  await expect(frame.getByText(/Your idOS key locks in \d+ s/)).toBeVisible();
  const staying = await pressForWindow(frame.getByRole("button", { name: "Stay unlocked" }));
  await pressInWindow(staying, "Stay unlocked");
  await expect(frame.getByText(/Your idOS key locks in/)).toHaveCount(0);
  expect(await vaultTargets(world, context)).toEqual([vault]);

  // Beside an open credential the last minute is counted too.
  const viewing = await start(page, "view", { candidates: [candidate] });
  const viewer = await openWindow(page);
  await expect(viewer.getByText(PLANTED).first()).toBeVisible();
  await page.clock.fastForward("14:20");
  await expect(viewer.getByText(/Your idOS key locks in \d+ s/)).toBeVisible();
  await expect(viewer.getByText(PLANTED).first()).toBeVisible();
  expect(await vaultTargets(world, context)).toEqual([vault]);
  const gone = viewer.waitForEvent("close");
  await page.clock.fastForward("01:00");
  expect((await viewing()).error?.code).toBe("LOCKED");
  await gone;
  await expect.poll(() => vaultTargets(world, context)).toEqual([]);
  expect((await call(page, "status", {})).value).toMatchObject({ state: "locked", userId: person.userId });

  // And in the window, where any act is one.
  await unlockWith(page, person.key, PASSWORD);
  const managing = await start(page, "manage", {});
  const settings = await openWindow(page);
  await expect(heading(settings, "Connected sites")).toBeVisible();
  await page.clock.fastForward("14:20");
  const notice = settings.getByText(/Your idOS key locks in \d+ s/);
  await expect(notice).toBeVisible();
  await settings.keyboard.press("Shift");
  await expect(notice).toBeHidden();
  await page.clock.fastForward("14:20");
  await expect(notice).toBeVisible();
  const closing = settings.waitForEvent("close");
  await page.clock.fastForward("01:00");
  expect((await managing()).error?.code).toBe("LOCKED");
  await closing;

  const wallets = {
    wallet: { type: "EVM", address: `0x${"1".repeat(40)}` },
    target: { type: "EVM", address: `0x${"2".repeat(40)}` },
  };
  const uses: [method: string, params: unknown][] = [
    ["linkRecovery", wallets],
    ["unlinkRecovery", wallets],
    ["view", { candidates: [candidate] }],
    ["grant", grantOf([candidate])],
    ["manage", {}],
    ["unlock", person.key],
  ];
  const asksForPassword = ([method, params]: (typeof uses)[number]) =>
    test.step(method, async () => {
      const answer = await start(page, method, params);
      const window = await openWindow(page);
      await expect(passwordField(window)).toBeVisible();
      await escape(window);
      expect((await answer()).error?.code).toBe("USER_REJECTED");
    });
  for (const use of uses) await asksForPassword(use);

  // Asked in the last minute, the person may also lock at once.
  await unlockWith(page, person.key, PASSWORD);
  await page.clock.fastForward("14:10");
  await pressUntilHeard(frame.getByRole("button", { name: "Lock now" }));
  await expect.poll(() => vaultTargets(world, context)).toEqual([]);
  await asksForPassword(["view", { candidates: [candidate] }]);
});

test("@custody threat 14: two tabs of a site stay unlocked by an act in either, and lock together", async ({
  world,
  context,
}) => {
  const { person } = world;
  await context.clock.install();
  const first = await openDapp(world, context);
  await unlockWith(first, person.key, PASSWORD, SEVEN_DAYS);
  const second = await openDapp(world, context);
  expect((await call(second, "unlock", person.key)).ok).toBe(true);
  await expect.poll(() => vaultTargets(world, context)).toHaveLength(2);

  const countdowns = [first, second].map((tab) => tab.frameLocator("iframe").getByText(/Your idOS key locks in \d+ s/));
  await context.clock.fastForward("14:10");
  for (const countdown of countdowns) await expect(countdown).toBeVisible();
  await second.bringToFront();
  const staying = await pressForWindow(second.frameLocator("iframe").getByRole("button", { name: "Stay unlocked" }));
  await pressInWindow(staying, "Stay unlocked");
  for (const countdown of countdowns) await expect(countdown).toHaveCount(0);
  expect(await vaultTargets(world, context)).toHaveLength(2);

  await call(second, "lock", {});
  await expect.poll(() => vaultTargets(world, context)).toEqual([]);
  for (const tab of [first, second])
    expect((await call(tab, "status", {})).value).toMatchObject({ state: "locked", userId: person.userId });
  expect(await dumpStorage(frameOf(first))).not.toContain("CryptoKey");
});

test("@custody threat 14: a page that the browser keeps for its back button keeps no key", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlockWith(page, world.person.key, PASSWORD);
  await expect.poll(() => vaultTargets(world, context)).toHaveLength(1);
  // As browsers say it of a page that they keep; under automation Chromium keeps none.
  await frameOf(page).evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  await expect.poll(() => vaultTargets(world, context)).toEqual([]);
  expect((await call(page, "status", {})).value).toMatchObject({ state: "locked" });
});

test("@custody threat 14: another profile's unlock ends the vault of the one before", async ({ world, context }) => {
  const [one, two] = [world.person, await makePerson()];
  const page = await openDapp(world, context);
  await unlockWith(page, one.key, PASSWORD);
  await expect.poll(() => vaultTargets(world, context)).toHaveLength(1);
  const before = await vaultTargets(world, context);
  const answer = await start(page, "unlock", two.key);
  // While it asks, neither key is held.
  const window = await openWindow(page);
  expect((await call(page, "status", {})).value).toEqual({ state: "locked" });
  await passwordField(window).fill(PASSWORD);
  await pressInWindow(window, "Unlock");
  expect((await answer()).ok).toBe(true);
  const after = await vaultTargets(world, context);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked", userId: two.userId });
});

test("@custody threat 20: a profile that names another key than before is warned of, at the same site and at a new one", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlockWith(page, person.key, PASSWORD);
  await call(page, "lock", {});
  const replaced = {
    ...person.key,
    publicKey: toBase64(boxPublicKey(await deriveKey("scrypt-v0.1", `${PASSWORD}!`, person.userId))),
  };

  const site = await startSite("other", { "/": RAW_HOST_PAGE });
  const elsewhere = await openDapp({ ...world, dapp: site }, context);
  for (const asking of [page, elsewhere]) {
    const answer = await start(asking, "unlock", replaced);
    const window = await openWindow(asking);
    await expect(heading(window, "asks for a key that this device has not seen")).toBeVisible();
    // Before anything is typed.
    await expect(passwordField(window)).toHaveCount(0);
    await pressInWindow(window, "Stop here");
    expect((await answer()).error?.code).toBe("KEY_MISMATCH");
  }

  // The key of before is still the known one, and opens without a word.
  await unlockWith(page, person.key, PASSWORD);
  await call(page, "lock", {});

  const going = await start(page, "unlock", replaced);
  const window = await openWindow(page);
  await pressInWindow(window, "I changed it: continue");
  await passwordField(window).fill(`${PASSWORD}!`);
  await pressInWindow(window, "Unlock");
  expect((await going()).ok).toBe(true);
  await call(page, "lock", {});
  const known = await start(page, "unlock", replaced);
  await expect(passwordField(await openWindow(page))).toBeVisible();
  void known().catch(() => {});
  await site.stop();
});

test("@custody a password of any kind unlocks; where the policy forbids WebAssembly, argon2id says so and scrypt goes on", async ({
  world,
  browser,
}) => {
  test.setTimeout(120_000);
  const enclave = await startEnclave({
    port: 0,
    hostname: "enclave.localhost",
    root: "dist/enclave",
    consumers: [],
    newPasswordKdf: "argon2id-v1",
  });
  const here = { ...world, enclave };
  const keys = await Promise.all(
    (["argon2id-v1", "scrypt-v0.1", "scrypt-v0"] as const).map(async (kdf) => {
      const userId = randomUUID();
      const publicKey = toBase64(boxPublicKey(await keyOf(kdf, userId)));
      return { kdf, key: { userId, publicKey, store: "user" as const } };
    }),
  );
  const open = await browser.newContext();
  const page = await openDapp(here, open);
  for (const { kdf, key } of keys)
    await test.step(kdf, async () => {
      await unlockWith(page, key, PASSWORD);
      await call(page, "lock", {});
    });
  await open.close();

  const strict = await browser.newContext();
  await strict.route(`${enclave.url}/**`, async (route) => {
    const url = route.request().url().replace("enclave.localhost", "127.0.0.1");
    const response = await route.fetch({ url });
    const headers = response.headers();
    const policy = headers["content-security-policy"]?.replace(" 'wasm-unsafe-eval'", "") ?? "";
    await route.fulfill({ response, headers: { ...headers, "content-security-policy": policy } });
  });
  const barred = await openDapp(here, strict);
  for (const { kdf, key } of keys)
    await test.step(`${kdf} without WebAssembly`, async () => {
      if (kdf !== "argon2id-v1") {
        await unlockWith(barred, key, PASSWORD);
        await call(barred, "lock", {});
        return;
      }
      const answer = await start(barred, "unlock", key);
      const window = await openWindow(barred);
      await passwordField(window).fill(PASSWORD);
      await pressInWindow(window, "Unlock");
      await expect(window.getByRole("alert")).toContainText("it forbids WebAssembly");
      await escape(window);
      expect((await answer()).error?.code).toBe("USER_REJECTED");
    });
  const creating = await start(barred, "createKey", { userId: randomUUID(), store: "user" });
  const creation = await openWindow(barred);
  await creation.getByRole("checkbox").check();
  await pressInWindow(creation, "Allow");
  expect((await creating()).error).toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringContaining("WebAssembly") as unknown as string,
  });
  await expect(creation.getByText("This does not work in this browser")).toBeVisible();
  await strict.close();
  await enclave.stop();
});

/** As the vault derives it, by another implementation where Node cannot run the vault's. */
async function keyOf(kdf: "argon2id-v1" | "scrypt-v0.1" | "scrypt-v0", userId: string): Promise<Uint8Array> {
  if (kdf !== "argon2id-v1") return deriveKey(kdf, PASSWORD, userId);
  const { argon2id } = await import("@noble/hashes/argon2.js");
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const salt = sha256(new TextEncoder().encode(`idos-enclave/argon2id-v1/${userId}`));
  return argon2id(PASSWORD.normalize("NFKC"), salt, { m: 65_536, t: 3, p: 1, dkLen: 32 });
}
