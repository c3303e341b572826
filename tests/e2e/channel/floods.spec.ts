import { credentialOf, grantOf, PASSWORD } from "../../harness/attacker/person.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressUntilHeard } from "../../harness/press.ts";
import { call, continueButton, escape, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";
import type { Page } from "playwright/test";

/** Makes many calls at once; resolves to how to await their codes (or `ok`). */
async function flood(page: Page, method: string, params: unknown, count: number): Promise<() => Promise<string[]>> {
  const ids = await page.evaluate(
    ([m, p, n]) => Array.from({ length: n as number }, () => window.host.start(m as string, p)),
    [method, params, count] as const,
  );
  return () =>
    page.evaluate(
      async (all) =>
        (await Promise.all(all.map((id) => window.host.answer(id)))).map(({ ok, error }) =>
          ok ? "ok" : (error?.code ?? ""),
        ),
      ids,
    );
}

test("@channel threat 8: a hundred calls while locked show one prompt, and all resolve or all reject together", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  const windows: Page[] = [];
  context.on("page", (opened) => windows.push(opened));

  const rejected = await flood(page, "unlock", world.person.key, 100);
  const first = await openWindow(page);
  await escape(first);
  expect(new Set(await rejected())).toEqual(new Set(["USER_REJECTED"]));
  expect(windows).toHaveLength(1);
  await expect(continueButton(page)).toHaveCount(0);

  const resolved = await flood(page, "unlock", world.person.key, 100);
  const second = await openWindow(page);
  await second.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(second, "Unlock");
  expect(new Set(await resolved())).toEqual(new Set(["ok"]));
  expect(windows).toHaveLength(2);

  // Locked again, the same for calls that need the key.
  await call(page, "lock", {});
  const candidate = world.person.holding(credentialOf({ firstName: "A" }));
  const views = await flood(page, "view", { candidates: [candidate] }, 100);
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Continue in your idOS window" })).toBeVisible();
  await pressUntilHeard(page.frameLocator("iframe").getByRole("button", { name: "Cancel" }));
  expect(new Set(await views())).toEqual(new Set(["ABORTED"]));
  expect(windows).toHaveLength(2);
});

test("@channel threat 8: the queue of prompts can be declined whole, has a bound, and nagging is stopped", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  const queued = await flood(page, "grant", params, 40);
  const frame = page.frameLocator("iframe");
  await pressUntilHeard(frame.getByRole("button", { name: "Decline all 40 requests" }));
  expect(new Set(await queued())).toEqual(new Set(["USER_REJECTED"]));
  await expect(frame.getByRole("button")).toHaveCount(0);

  const many = await flood(page, "grant", params, 300);
  await expect(frame.getByRole("button", { name: "Decline all 256 requests" })).toBeVisible();
  await pressUntilHeard(frame.getByRole("button", { name: "Decline all 256 requests" }));
  const codes = await many();
  expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(44);
  expect(codes.filter((code) => code === "USER_REJECTED")).toHaveLength(256);

  for (let i = 0; i < 6; i++) {
    const answer = await start(page, "grant", params);
    await pressUntilHeard(frame.getByRole("button", { name: "Cancel" }));
    expect((await answer()).error?.code).toBe("ABORTED");
  }
  expect((await call(page, "grant", params)).error?.code).toBe("RATE_LIMITED");
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked" });
});

test("@channel threat 8: two tabs of one site prompt one after the other", async ({ world, context }) => {
  const [one, two] = [await openDapp(world, context), await openDapp(world, context)];
  const first = await start(one, "unlock", world.person.key);
  await expect(continueButton(one)).toBeVisible();
  const second = await start(two, "unlock", world.person.key);
  await two.bringToFront();
  const waiting = two.frameLocator("iframe").getByText("Another tab of this site is asking you already");
  await expect(waiting).toBeVisible();
  await one.bringToFront();
  await pressUntilHeard(one.frameLocator("iframe").getByRole("button", { name: "Cancel" }));
  expect((await first()).error?.code).toBe("ABORTED");
  await two.bringToFront();
  await expect(continueButton(two)).toBeVisible();
  await two.frameLocator("iframe").getByRole("button", { name: "Cancel" }).press("Escape");
  expect((await second()).error?.code).toBe("ABORTED");
});

test("@channel threat 8: grants, which ask for the turn ahead, also come one after the other in two tabs", async ({
  world,
  context,
}) => {
  const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
  const [one, two] = [await openDapp(world, context), await openDapp(world, context)];
  for (const tab of [one, two]) {
    await tab.bringToFront();
    await unlock(tab, world.person);
  }
  await one.bringToFront();
  const first = await start(one, "grant", params);
  await expect(continueButton(one)).toBeVisible();
  const second = await start(two, "grant", params);
  await two.bringToFront();
  await expect(two.frameLocator("iframe").getByText("Another tab of this site is asking you already")).toBeVisible();
  await one.bringToFront();
  await pressUntilHeard(one.frameLocator("iframe").getByRole("button", { name: "Cancel" }));
  expect((await first()).error?.code).toBe("ABORTED");
  await two.bringToFront();
  await expect(continueButton(two)).toBeVisible();
  await pressUntilHeard(two.frameLocator("iframe").getByRole("button", { name: "Cancel" }));
  expect((await second()).error?.code).toBe("ABORTED");
});
