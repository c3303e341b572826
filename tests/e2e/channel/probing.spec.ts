import { grantOf, PASSWORD, credentialOf } from "../../harness/attacker/person.ts";
import { closeWindow, pressInWindow } from "../../harness/people.ts";
import { call, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

const SECRET = "Planted-Zetterbrook-4471";

test("@channel threat 4: whatever the host calls, no plaintext, key or password comes back", async ({
  world,
  context,
  recording,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const candidate = person.holding(credentialOf({ familyName: SECRET, birthDate: "1990-01-01" }));

  for (const method of ["decrypt", "open", "export", "getKey", "secretKey", "encrypt", "deriveKey", "showFrame"])
    expect(await call(page, method, { candidates: [candidate] })).toMatchObject({
      ok: false,
      error: { code: "INVALID_ARGUMENT" },
    });
  expect((await call(page, "status", {})).value).toEqual({
    state: "unlocked",
    ...person.key,
    lockAt: expect.any(Number),
  });

  const viewed = await start(page, "view", { candidates: [candidate] });
  const viewer = await openWindow(page);
  await expect(viewer.getByText(SECRET).first()).toBeVisible();
  await closeWindow(viewer, "Close");
  expect(await viewed()).toEqual({ ok: true, value: { closed: true } });

  const granted = await start(page, "grant", grantOf([candidate]));
  const popup = await openWindow(page);
  await expect(popup.getByText(SECRET).first()).toBeVisible();
  await pressInWindow(popup, "Approve");
  expect((await granted()).ok).toBe(true);

  // A host that names its own key still gets only what the window approved, and that sealed.
  expect(recording?.messages.length).toBeGreaterThan(10);
  recording?.expectAbsent({ plaintext: SECRET, birthDate: "1990-01-01", password: PASSWORD, key: person.secretKey });
});

test("@channel threat 5: a binary search over a private field learns nothing, from answers, events or times", async ({
  world,
  context,
}) => {
  test.setTimeout(180_000);
  const { person } = world;
  let clickedAt = 0;
  await context.exposeBinding("clickedAt", (_, ms: number) => (clickedAt = ms));
  const page = await openDapp(world, context);
  await unlock(page, person);
  const candidate = person.holding(credentialOf({ income: 61_250 }));
  /** What the host sees of one probe: the answer, what it was asked meanwhile, and how long the answer took after the click. */
  const probe = async (min: number) => {
    const before = await page.evaluate(() => window.host.asked.length);
    const requirements = { path: "credentialSubject.income", min };
    const answer = await start(page, "grant", grantOf([candidate], { requirements }));
    const popup = await openWindow(page);
    const decline = popup.getByRole("button", { name: /Decline|Do not tell|Close without|Cancel/ }).first();
    await expect(decline).toBeVisible();
    // Taken in the host's own realm, as its clock would.
    const timed = page.evaluate(async () => {
      const { host } = window;
      const count = host.received.length;
      while (host.received.length === count) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.timeOrigin + performance.now();
    });
    await decline.evaluate((button) =>
      button.addEventListener(
        "click",
        () =>
          (window as unknown as { clickedAt(ms: number): void }).clickedAt(performance.timeOrigin + performance.now()),
        { capture: true },
      ),
    );
    await decline.click();
    const { ok, value, error } = await answer();
    const asked = await page.evaluate((n) => window.host.asked.slice(n), before);
    return { seen: JSON.stringify({ ok, value, error, asked }), ms: (await timed) - clickedAt };
  };
  const match: Awaited<ReturnType<typeof probe>>[] = [];
  const none: typeof match = [];
  for (let round = 0; round < 6; round++) {
    // A load of its own for each pair: declining counts against a site.
    if (round % 3 === 0 && round) {
      await page.reload();
      await page.evaluate((url) => window.host.connect(url), world.enclave.url);
      await unlock(page, person);
    }
    match.push(await probe(61_250 - round));
    none.push(await probe(61_251 + round));
  }
  expect(new Set([...match, ...none].map(({ seen }) => seen)).size).toBe(1);
  expect(match[0]?.seen).toContain("USER_REJECTED");
  const median = (list: typeof match) => list.map(({ ms }) => ms).sort((a, b) => a - b)[list.length >> 1] ?? 0;
  // One step of the search would need a difference that stands out of what the runs of one kind differ by.
  const spread = Math.max(
    ...[match, none].map((list) => Math.max(...list.map(({ ms }) => ms)) - Math.min(...list.map(({ ms }) => ms))),
  );
  expect(Math.abs(median(match) - median(none))).toBeLessThanOrEqual(Math.max(spread, 5));
});
