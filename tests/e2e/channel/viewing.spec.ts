/** The viewer's window: one for the unlock before it and for all further credentials, and never a way to a consent. */
import type { Page } from "playwright/test";
import { credentialOf, grantOf, PASSWORD, type TestPerson } from "../../harness/attacker/person.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressUntilHeard } from "../../harness/press.ts";
import { call, continueButton, escape, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

const CLOSED = { ok: true, value: { closed: true } };

const of = (person: TestPerson, firstName: string) => ({ candidates: [person.holding(credentialOf({ firstName }))] });
const inFrame = (page: Page, name: string) => page.frameLocator("iframe").getByRole("button", { name });
const shows = (window: Page, text: string) => expect(window.getByText(text, { exact: true }).first()).toBeVisible();

/** Opens the viewer of an unlocked dApp. */
async function viewing(page: Page, person: TestPerson, name: string) {
  const answer = await start(page, "view", of(person, name));
  const window = await openWindow(page);
  await shows(window, name);
  return { answer, window };
}

test("@channel an unlock and the views that follow share one window, in which each view takes the place of the one before", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  const windows: Page[] = [];
  context.on("page", (opened) => windows.push(opened));
  // As the SDK asks for it: both at once, each time.
  const unlocking = await start(page, "unlock", person.key);
  const first = await start(page, "view", of(person, "Ada"));
  const window = await openWindow(page);
  await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(window, "Unlock");
  expect((await unlocking()).ok).toBe(true);
  await shows(window, "Ada");

  let last = first;
  for (const name of ["Grace", "Barbara"]) {
    const again = await start(page, "unlock", person.key);
    const next = await start(page, "view", of(person, name));
    expect(await last()).toEqual(CLOSED);
    expect((await again()).ok).toBe(true);
    await shows(window, name);
    await expect(window.getByText("Ada")).toHaveCount(0);
    await expect(continueButton(page)).toHaveCount(0);
    last = next;
  }
  // Many at once: the last one is shown, and none is left without an answer.
  const many = await Promise.all(["A1", "A2", "A3", "A4"].map((name) => start(page, "view", of(person, name))));
  for (const answer of [last, ...many.slice(0, -1)]) expect(await answer()).toEqual(CLOSED);
  await shows(window, "A4");
  await window.close();
  expect(await many[3]?.()).toEqual(CLOSED);
  expect(windows).toHaveLength(1);
  await expect(page.frameLocator("iframe").getByRole("button")).toHaveCount(0);
});

test("@channel a view ends by the window's own ✕, by Escape there and by Close in the frame; a cancelled call closes the window", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const byCross = await viewing(page, person, "Ada");
  await byCross.window.close();
  expect(await byCross.answer()).toEqual(CLOSED);

  const byEscape = await viewing(page, person, "Ada");
  await escape(byEscape.window);
  expect(await byEscape.answer()).toEqual(CLOSED);

  const inTheFrame = await viewing(page, person, "Ada");
  const gone = inTheFrame.window.waitForEvent("close");
  await page.bringToFront();
  await pressUntilHeard(inFrame(page, "Close"));
  expect(await inTheFrame.answer()).toEqual(CLOSED);
  await gone;

  const id = await page.evaluate((params) => window.host.start("view", params, "cancelled"), of(person, "Ada"));
  const cancelled = await openWindow(page);
  await shows(cancelled, "Ada");
  const closed = cancelled.waitForEvent("close");
  const outcome = await page.evaluate((call) => {
    window.host.cancel("cancelled");
    return window.host.answer(call);
  }, id);
  expect(outcome.error?.code).toBe("ABORTED");
  await closed;

  // Locked meanwhile, it is gone with the key.
  const locked = await viewing(page, person, "Ada");
  const ended = locked.window.waitForEvent("close");
  await call(page, "lock", {});
  expect((await locked.answer()).error?.code).toBe("LOCKED");
  await ended;
  await expect(page.frameLocator("iframe").getByRole("button")).toHaveCount(0);
});

test("@channel threat 3: no call of the page turns the viewer into a question; only a press in the frame does, in the same window", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const windows: Page[] = [];
  context.on("page", (opened) => windows.push(opened));
  const { answer, window } = await viewing(page, person, "Ada");
  const granting = await start(page, "grant", grantOf(of(person, "Grace").candidates));
  const managing = await start(page, "manage", {});
  await expect(page.frameLocator("iframe").getByText("Something else waits for you.")).toBeVisible();
  // A view behind a question waits for its turn: it does not push the question into the window.
  const later = await start(page, "view", of(person, "Barbara"));
  await window.bringToFront();
  await expect(window.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await shows(window, "Ada");
  expect(await page.evaluate(() => self.host.asked.filter(({ method }) => method === "showFrame").at(-1))).toEqual({
    method: "showFrame",
    params: { size: "compact" },
  });

  await page.bringToFront();
  await pressUntilHeard(continueButton(page));
  expect(await answer()).toEqual(CLOSED);
  await shows(window, "Grace");
  await expect(window.getByText("Ada", { exact: true })).toHaveCount(0);
  await pressInWindow(window, "Approve");
  expect((await granting()).ok).toBe(true);
  expect(windows).toHaveLength(1);

  // The last page of a grant stays; what follows has its own window.
  const settings = await openWindow(page);
  await expect(settings.getByRole("heading", { name: "Connected sites" })).toBeVisible();
  await pressInWindow(settings, "Close");
  expect(await managing()).toEqual(CLOSED);
  const viewer = await openWindow(page);
  await shows(viewer, "Barbara");
  await viewer.close();
  expect(await later()).toEqual(CLOSED);
});

test("@channel a call that is cancelled behind a view takes no window from what waits after it", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const windows: Page[] = [];
  context.on("page", (opened) => windows.push(opened));
  const cancelledGrant = () =>
    page.evaluate(
      async (params) => {
        const id = self.host.start("grant", params, "mine");
        // Each has its answer, so that the call has come.
        await self.host.answer(self.host.start("status", {}));
        self.host.cancel("mine");
        await self.host.answer(self.host.start("status", {}));
        return id;
      },
      grantOf(of(person, "Grace").candidates),
    );

  const { answer, window } = await viewing(page, person, "Ada");
  const first = await cancelledGrant();
  const next = await start(page, "view", of(person, "Barbara"));
  expect(await answer()).toEqual(CLOSED);
  await shows(window, "Barbara");
  expect((await page.evaluate((id) => self.host.answer(id), first)).error?.code).toBe("ABORTED");

  await cancelledGrant();
  const granting = await start(page, "grant", grantOf(of(person, "Ida").candidates));
  await page.bringToFront();
  await pressUntilHeard(continueButton(page));
  expect(await next()).toEqual(CLOSED);
  await shows(window, "Ida");
  await pressInWindow(window, "Approve");
  expect((await granting()).ok).toBe(true);
  expect(windows).toHaveLength(1);
});

test("@channel threat 3: a view that gives way to another one, which is cancelled at once, leads to no question", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const { answer, window } = await viewing(page, person, "Ada");
  const gone = window.waitForEvent("close");
  await page.evaluate(
    ([view, grant]) => {
      self.host.start("view", view, "second");
      self.host.start("grant", grant);
      self.host.cancel("second");
      self.host.start("view", view);
    },
    [of(person, "Barbara"), grantOf(of(person, "Grace").candidates)] as const,
  );
  expect(await answer()).toEqual(CLOSED);
  await gone;
  await expect(continueButton(page)).toBeVisible();
});

test("@channel closed in the frame while something waits, the viewer goes and the other has its own button", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const { answer, window } = await viewing(page, person, "Ada");
  const granting = await start(page, "grant", grantOf(of(person, "Grace").candidates));
  const gone = window.waitForEvent("close");
  await page.bringToFront();
  await expect(inFrame(page, "Close")).toBeVisible();
  await pressUntilHeard(inFrame(page, "Close"));
  expect(await answer()).toEqual(CLOSED);
  await gone;
  await pressUntilHeard(inFrame(page, "Cancel"));
  expect((await granting()).error?.code).toBe("ABORTED");
});

test("@channel while a credential is open, another tab of the site may ask, and what waits behind the viewer takes its turn after it", async ({
  world,
  context,
}) => {
  const { person } = world;
  const [one, two] = [await openDapp(world, context), await openDapp(world, context)];
  for (const tab of [one, two]) {
    await tab.bringToFront();
    await unlock(tab, person);
  }
  await one.bringToFront();
  const { answer, window } = await viewing(one, person, "Ada");
  await two.bringToFront();
  const elsewhere = await start(two, "grant", grantOf(of(person, "Grace").candidates));
  await expect(continueButton(two)).toBeVisible();

  await one.bringToFront();
  const waits = await start(one, "grant", grantOf(of(person, "Barbara").candidates));
  await pressUntilHeard(continueButton(one));
  await expect(one.frameLocator("iframe").getByText("Another tab of this site is asking you already")).toBeVisible();
  await shows(window, "Ada");
  await two.bringToFront();
  await pressUntilHeard(inFrame(two, "Cancel"));
  expect((await elsewhere()).error?.code).toBe("ABORTED");
  expect(await answer()).toEqual(CLOSED);
  await shows(window, "Barbara");
  await window.getByRole("button", { name: "Decline" }).click();
  expect((await waits()).error?.code).toBe("USER_REJECTED");
});
