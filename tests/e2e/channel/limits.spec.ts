/** Threat 30: limits that a page sheds or stretches, and what it could count of the person at the window. */
import type { Page } from "playwright/test";
import { promptingParty } from "../../../enclave/frame/decline-limit.ts";
import { credentialOf, grantOf, PASSWORD } from "../../harness/attacker/person.ts";
import { addDevice } from "../../harness/device-double.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressForWindow } from "../../harness/press.ts";
import { call, continueButton, escape, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** As many prompts in a row as may come to nothing. */
const LIMIT = 8;

const connect = (page: Page, url: string) => page.evaluate((at) => window.host.connect(at), url);

/** Runs in the window: notes every hint that stands beside its buttons. */
function noteHints(): void {
  const hints: string[] = [];
  Object.assign(window, { hints });
  new MutationObserver(() => {
    const hint = document.querySelector("#hint")?.textContent;
    if (hint) hints.push(hint);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** Starts a call under an id by which the page can cancel it. */
async function prompt(page: Page, method: string, params: unknown): Promise<() => Promise<string | undefined>> {
  const id = await page.evaluate(([m, p]) => window.host.start(m as string, p, "mine"), [method, params] as const);
  await expect(continueButton(page)).toBeVisible();
  return () =>
    page.evaluate(async (answer) => {
      window.host.cancel("mine");
      return (await window.host.answer(answer)).error?.code;
    }, id);
}

test("@channel threat 30: prompts that the page itself cancels count, and no answer without a window takes the count back", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  for (let i = 0; i < LIMIT; i++) {
    const cancel = await prompt(page, "grant", params);
    expect(await cancel()).toBe("ABORTED");
    await expect(continueButton(page)).toHaveCount(0);
    // The key is held: answered at once, by nobody.
    if (i < LIMIT - 1) expect((await call(page, "unlock", world.person.key)).ok).toBe(true);
    expect((await call(page, "status", {})).ok).toBe(true);
  }
  expect((await call(page, "grant", params)).error?.code).toBe("RATE_LIMITED");
});

/** What the frame's storage has of prompts that count; `more` are added, as another frame's, or all taken back. */
function countedPrompts(page: Page, url: string, change?: { more: number; party: string } | "none"): Promise<number> {
  const frame = page.frames().find((f) => f.url().startsWith(url));
  if (!frame) throw new Error("no frame");
  return frame.evaluate(async (change) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error("IndexedDB failed"));
      });
    const database = await done(indexedDB.open("idos-enclave"));
    try {
      const rows = database.transaction("prompts", "readwrite").objectStore("prompts");
      if (change === "none") await done(rows.clear());
      else if (change)
        for (let i = 0; i < change.more; i++)
          await done(rows.put({ id: crypto.randomUUID(), party: change.party, at: Date.now() }));
      return await done(rows.count());
    } finally {
      database.close();
    }
  }, change);
}

test("@channel threat 30: a window that stays for a call goes if the call does not get its turn, and no later one asks in it", async ({
  world,
  context,
}) => {
  await addDevice(context);
  const page = await openDapp(world, context);
  const { url } = world.enclave;
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  const unlocking = await start(page, "unlock", world.person.key);
  const granting = await start(page, "grant", params);
  const popup = await openWindow(page);
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(popup, "Unlock");
  await expect(popup.getByRole("button", { name: "Not now" })).toBeVisible();
  // The password took back what was counted; meanwhile another frame of the site prompts in vain.
  await expect.poll(() => countedPrompts(page, url)).toBe(0);
  await countedPrompts(page, url, { more: LIMIT, party: promptingParty(world.dapp.url) });
  const closed = popup.waitForEvent("close");
  await pressInWindow(popup, "Not now");
  expect((await unlocking()).ok).toBe(true);
  expect((await granting()).error?.code).toBe("RATE_LIMITED");
  await closed;

  await countedPrompts(page, url, "none");
  await start(page, "grant", params);
  await expect(continueButton(page)).toBeVisible();
});

test("@channel threat 30: a prompt in the window of an unlock counts like one with a button of its own", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  const { url } = world.enclave;
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  const unlocking = await start(page, "unlock", world.person.key);
  const granting = await page.evaluate((p) => window.host.start("grant", p, "mine"), params);
  const popup = await openWindow(page);
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(popup, "Unlock");
  expect((await unlocking()).ok).toBe(true);
  await expect(popup.getByRole("button", { name: "Approve" })).toBeVisible();
  const outcome = await page.evaluate((id) => {
    window.host.cancel("mine");
    return window.host.answer(id);
  }, granting);
  expect(outcome.error?.code).toBe("ABORTED");
  await expect.poll(() => countedPrompts(page, url)).toBe(1);
});

test("@channel threat 30: the count outlives the frame, the page and the channel, and other frames share it", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  const ways: ((shown: Page) => Promise<unknown>)[] = [
    async (shown) => {
      await shown.reload();
      await connect(shown, world.enclave.url);
    },
    async (shown) => {
      await shown.evaluate(() => window.host.iframe.remove());
      await connect(shown, world.enclave.url);
    },
    async (shown) => {
      await shown.evaluate(async () => {
        const { iframe } = window.host;
        const loaded = new Promise((resolve) => iframe.addEventListener("load", resolve, { once: true }));
        iframe.src = "about:blank";
        await loaded;
        iframe.remove();
      });
      await connect(shown, world.enclave.url);
    },
  ];
  for (let i = 0; i < LIMIT; i++) {
    await prompt(page, "unlock", world.person.key);
    await ways[i % ways.length]?.(page);
  }
  expect((await call(page, "unlock", world.person.key)).error?.code).toBe("RATE_LIMITED");
  const second = await openDapp(world, context);
  expect((await call(second, "unlock", world.person.key)).error?.code).toBe("RATE_LIMITED");
});

test("@channel threat 30: an act in the window takes the count back", async ({ world, context }) => {
  const page = await openDapp(world, context);
  for (let i = 0; i < LIMIT - 1; i++) expect(await (await prompt(page, "unlock", world.person.key))()).toBe("ABORTED");
  await unlock(page, world.person);
  await call(page, "lock", {});
  for (let i = 0; i < LIMIT; i++) expect(await (await prompt(page, "unlock", world.person.key))()).toBe("ABORTED");
  expect((await call(page, "unlock", world.person.key)).error?.code).toBe("RATE_LIMITED");
});

test("@channel threat 30: clicks, keys and scrolling in the frame keep no key awake; only the window does", async ({
  world,
  context,
}) => {
  await context.clock.install();
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  // A prompt that stays: the frame has something to be pressed beside its buttons.
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  const answer = await start(page, "grant", params);
  await expect(continueButton(page)).toBeVisible();
  const box = await page.locator("iframe").boundingBox();
  for (let minute = 0; minute < 14; minute++) {
    await page.clock.fastForward("01:00");
    await page.mouse.click((box?.x ?? 0) + 320, (box?.y ?? 0) + 400);
    await page.keyboard.press("Shift");
    await page.mouse.wheel(0, 50);
  }
  await page.clock.fastForward("01:05");
  expect((await answer()).error?.code).toBe("LOCKED");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "locked" });

  // The countdown's button opens a window and does nothing by itself.
  await unlock(page, world.person);
  await page.clock.fastForward("14:10");
  const popup = await pressForWindow(page.frameLocator("iframe").getByRole("button", { name: "Stay unlocked" }));
  await expect(popup.getByText("Your idOS key locks in")).toBeVisible();
  await page.clock.fastForward("01:00");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "locked" });

  await unlock(page, world.person);
  await page.clock.fastForward("14:10");
  const staying = await pressForWindow(page.frameLocator("iframe").getByRole("button", { name: "Stay unlocked" }));
  const closed = staying.waitForEvent("close");
  await pressInWindow(staying, "Stay unlocked");
  await closed;
  await page.clock.fastForward("02:00");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked" });
});

test("@channel threat 30: a page sees neither how many passwords are tried nor for how long, and each wrong one waits longer", async ({
  world,
  context,
}) => {
  const { userId } = world.person;
  const page = await openDapp(world, context);
  const asked = (): Promise<string[]> =>
    page.evaluate(() => window.host.asked.map(({ method, params }) => `${method} ${JSON.stringify(params)}`));
  await page.evaluate(() => (window.host.asked.length = 0));
  await unlock(page, world.person);
  // Answers and asks come by ports of their own.
  await expect.poll(asked).toContainEqual(expect.stringMatching(/^hideFrame/));
  await expect.poll(asked).toContainEqual(expect.stringContaining('"unlocked"'));
  const plain = await asked();
  await call(page, "lock", {});
  await expect.poll(asked).toContainEqual(expect.stringContaining('"locked"'));

  const key = world.person.key;
  let popup: Page;
  const field = () => popup.getByLabel("idOS password", { exact: true });
  const open = async (params: unknown) => {
    const answer = await start(page, "unlock", params);
    popup = await openWindow(page);
    await expect(field()).toBeVisible();
    await popup.evaluate(noteHints);
    return answer;
  };
  /** The longest wait that the window has shown since it was asked last, in seconds. */
  const wrong = async (password: string): Promise<number> => {
    await field().fill(password);
    await pressInWindow(popup, "Unlock");
    await expect(popup.getByText("This password does not open your profile")).toBeVisible();
    await expect(popup.getByRole("button", { name: "Cancel" })).toBeVisible();
    const hints = await popup.evaluate(() => (window as unknown as { hints: string[] }).hints.splice(0));
    return Math.max(...hints.map((hint) => Number(/unlock in (\d+) s/.exec(hint)?.[1] ?? 0)));
  };
  await page.evaluate(() => (window.host.asked.length = 0));
  const answer = await open(key);
  const waits = [await wrong("a"), await wrong("b"), await wrong("c")];
  const told = await asked();
  // What a right one is told until the window is open, and no more.
  expect(told).toEqual(plain.slice(0, told.length));
  expect(told.length).toBeLessThan(plain.length);
  expect(waits).toEqual([1, 2, 4]);

  // Closed and opened again, by another frame and in another letter case: the next wait is longer all the same.
  await escape(popup!);
  expect((await answer()).error?.code).toBe("USER_REJECTED");
  await page.reload();
  await connect(page, world.enclave.url);
  const shouted = await open({ ...key, userId: userId.toUpperCase() });
  expect(await wrong("d")).toBe(8);
  await escape(popup!);
  await shouted();
  const again = await open(key);
  expect(await wrong("e")).toBe(16);
  await escape(popup!);
  await again();

  await page.reload();
  await connect(page, world.enclave.url);
  await page.evaluate(() => (window.host.asked.length = 0));
  const last = await open(key);
  await expect(popup!.locator("#hint")).toContainText(/unlock in \d+ s/);
  await field().fill(PASSWORD);
  await expect(popup!.getByRole("button", { name: "Unlock" })).toHaveAttribute("aria-disabled", "false", {
    timeout: 30_000,
  });
  await pressInWindow(popup!, "Unlock");
  expect((await last()).ok).toBe(true);
  await expect.poll(asked).toEqual(plain);

  // A right one takes the count back.
  await call(page, "lock", {});
  await open(key);
  await expect(popup!.locator("#hint")).toHaveCount(0);
});

test("@channel threat 30: neither frame nor window is translated: their words reach nobody else, and stay what they are", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await start(page, "unlock", world.person.key);
  const popup = await openWindow(page);
  const frame = page.frames().find((f) => f.url().startsWith(world.enclave.url));
  for (const root of [popup.mainFrame(), frame])
    expect(
      await root?.evaluate(() => [
        document.documentElement.translate,
        document.querySelector<HTMLMetaElement>("meta[name=google]")?.content,
      ]),
    ).toEqual([false, "notranslate"]);
});
