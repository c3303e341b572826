/**
 * Threat 24: a page reads private fields by time. It asks for one credential with a large file inside, by requirements
 * that the credential meets or does not, and times every call that it has: before, while and after the window shows which
 * of both it is. `SEED=…` repeats an order, `BUDGET=full` takes 300 probes of each kind.
 */
import { randomBytes } from "node:crypto";
import { STEP } from "../../../enclave/protocol/steps.ts";
import { toAscii85 } from "../../../host-sdk/server/credential/ascii85.ts";
import { CLOCKS_SCRIPT } from "../../harness/attacker/clocks.ts";
import { credentialOf, grantOf, type TestPerson } from "../../harness/attacker/person.ts";
import { RAW_HOST_PAGE } from "../../harness/attacker/raw-host.ts";
import { startSite, type Site } from "../../harness/attacker/sites.ts";
import { seeded, shuffled, tellApart, type Times } from "../../harness/attacker/tell-apart.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressUntilHeard } from "../../harness/press.ts";
import {
  call,
  continueButton,
  escape,
  expect,
  openDapp,
  openWindow,
  start,
  test,
  unlock,
  type World,
} from "./fixture.ts";
import type { BrowserContext, Page } from "playwright/test";

const FULL = process.env["BUDGET"] === "full";
/** Of each kind, with and without a match. */
const PROBES = FULL ? 300 : 24;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const INCOME = 61_250;
/** Bytes of the file. */
const FILE = 6_000_000;
/** A site may be declined eight times in a row, and a probe is two times; then the person lets something through. */
const BETWEEN_APPROVALS = 3;

// What is measured is time: no recorder stands in the way.
test.use({ records: false });

let site: Site;
test.beforeAll(async () => {
  site = await startSite("dapp-of-clocks", { "/": RAW_HOST_PAGE + CLOCKS_SCRIPT });
});
test.afterAll(() => site.stop());

function picture(): string {
  const bytes = randomBytes(FILE);
  // A PNG by its first bytes, which is all that is looked at before it is drawn.
  bytes.set(Buffer.from("89504e470d0a1a0a0000000d49484452000002800000028008060000", "hex"));
  return toAscii85(bytes);
}

async function openAttack(world: World, context: BrowserContext): Promise<Page> {
  const { person, enclave } = world;
  const page = await openDapp({ ...world, dapp: site }, context);
  await unlock(page, person);
  const { content, ...rest } = person.holding(credentialOf({ income: INCOME, idDocumentFrontFile: picture() }));
  await page.evaluate(
    async ([url, candidate, base64]) => {
      await window.clocks.connectSecond(url);
      window.clocks.keep(candidate, base64);
    },
    [enclave.url, { ...rest, key: person.key }, content] as const,
  );
  return page;
}

/** The person lets one thing through, so that what they declined before counts no more. */
async function letThrough(page: Page, person: TestPerson): Promise<void> {
  const answer = await start(page, "grant", grantOf([person.holding(credentialOf({ firstName: "A" }))]));
  const popup = await openWindow(page);
  await pressInWindow(popup, "Approve");
  expect((await answer()).ok).toBe(true);
  await popup.close();
}

/** Probes in a random order, as many that match as that do not; fails if their times tell which is which. */
async function expectNothingTold(
  page: Page,
  person: TestPerson,
  count: number,
  probe: (random: () => number) => Promise<Times>,
): Promise<void> {
  const random = seeded(SEED);
  const times: Record<"match" | "none", Times[]> = { match: [], none: [] };
  const codes = new Set<string>();
  const order = shuffled([...Array<"match">(count).fill("match"), ...Array<"none">(count).fill("none")], random);
  for (const [i, kind] of order.entries()) {
    if (i % BETWEEN_APPROVALS === 0) await letThrough(page, person);
    const requirements = { path: "credentialSubject.income", min: kind === "match" ? INCOME : INCOME + 1 };
    const { candidates: _, ...params } = grantOf([], { requirements });
    await page.evaluate((asked) => window.clocks.grant(asked), params);
    times[kind].push(await probe(random));
    codes.add(await page.evaluate(() => window.clocks.code()));
  }
  expect(codes.size).toBe(1);
  const verdict = tellApart(times.match, times.none, { seed: SEED });
  const { best, chance } = verdict;
  const found = `seed ${SEED}, ${count} of each: ${(100 * best.accuracy).toFixed(1)} % right by "${best.time}" (AUC ${best.auc.toFixed(3)}); chance up to ${(100 * chance.accuracy).toFixed(1)} % (AUC ${chance.auc.toFixed(3)})`;
  test.info().annotations.push({ type: "timing", description: found });
  console.log(`    ${found}`);
  expect(verdict.tells, found).toBe(false);
}

test("@channel threat 24: a grant whose window never opens tells a page nothing, by no call's time", async ({
  world,
  context,
}) => {
  test.setTimeout(FULL ? 3_600_000 : 600_000);
  const page = await openAttack(world, context);
  await expectNothingTold(page, world.person, PROBES, () =>
    page.evaluate(async () => {
      // At once: what was begun by then, and by whom it is stopped, is what later calls would wait for.
      await window.clocks.watch("click", 0);
      return window.clocks.abort();
    }),
  );
});

test("@channel threat 24: a grant that the page cancels at any moment of its window tells it nothing", async ({
  world,
  context,
}) => {
  test.setTimeout(FULL ? 7_200_000 : 600_000);
  const page = await openAttack(world, context);
  await expectNothingTold(page, world.person, PROBES, async (random) => {
    const watching = page.evaluate(
      async (ms) => {
        await window.clocks.watch("window", ms);
        return window.clocks.abort();
      },
      100 + Math.floor(random() * 2_000),
    );
    // Not until it has loaded: it may be gone by then.
    const opening = context.waitForEvent("page");
    await pressUntilHeard(continueButton(page));
    const times = await watching;
    await (await opening).close();
    return times;
  });
});

test("@channel threat 24: a grant that the person declines tells the page nothing of why", async ({
  world,
  context,
}) => {
  test.setTimeout(FULL ? 7_200_000 : 600_000);
  let pressed: (ms: number) => void = () => {};
  await context.exposeBinding("pressedAt", (_, ms: number) => pressed(ms));
  await context.addInitScript(() =>
    addEventListener(
      "keydown",
      () =>
        (window as unknown as { pressedAt(ms: number): void }).pressedAt(performance.timeOrigin + performance.now()),
      { capture: true },
    ),
  );
  const page = await openAttack(world, context);
  await expectNothingTold(page, world.person, PROBES, async () => {
    const press = new Promise<number>((resolve) => (pressed = resolve));
    const watching = page.evaluate(() => window.clocks.watch("window", 1_200));
    const popup = await openWindow(page);
    await watching;
    const answered = page.evaluate(() => window.clocks.answered(0));
    await escape(popup);
    const { "answer, from the person's": at = 0, ...times } = await answered;
    return { ...times, "answer, from the person's": at - (await press) };
  });
});

test("@channel threat 24: what needs no window is answered by the frame while a grant waits for the person, at steps of time", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp({ ...world, dapp: site }, context);
  await unlock(page, person);
  const answer = await start(page, "grant", grantOf([person.holding(credentialOf({ firstName: "A" }))]));
  const asked: [string, unknown][] = [
    ["unlock", person.key],
    ["status", {}],
    ["configure", { theme: "dark" }],
    ["status", { no: 1 }],
  ];
  const popup = await openWindow(page);
  await expect(popup.getByRole("heading", { name: "Who gets it" })).toBeVisible();
  const codes = [];
  for (const [method, params] of asked) {
    const { ok, error } = await call(page, method, params);
    codes.push(ok ? "ok" : error?.code);
  }
  expect(codes).toEqual(["ok", "ok", "ok", "INVALID_ARGUMENT"]);
  const moments = await page.evaluate(async () => {
    const arrived: number[] = [];
    for (let i = 0; i < 5; i++) {
      await window.host.call("status", {});
      arrived.push(performance.timeOrigin + performance.now());
    }
    return arrived.slice(1).map((at, i) => at - (arrived[i] ?? 0));
  });
  for (const between of moments) expect(between).toBeGreaterThan(STEP / 2);
  await escape(popup);
  expect((await answer()).error?.code).toBe("USER_REJECTED");
});

test("@channel threat 24: a window that is gone leaves no pace behind, and no prompt to wait for", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp({ ...world, dapp: site }, context);
  const elsewhere = await openDapp({ ...world, dapp: site }, context);
  const took = () =>
    page.evaluate(async () => {
      const from = performance.now();
      for (let i = 0; i < 3; i++) await window.host.call("status", {});
      return performance.now() - from;
    });
  await page.bringToFront();
  await unlock(page, person);
  await call(page, "lock", {});
  // A call that waits for an unlock, which is declined: by the person, and by the page in the middle of it.
  const params = grantOf([person.holding(credentialOf({ firstName: "A" }))]);
  const declined = await start(page, "grant", params);
  await escape(await openWindow(page));
  expect((await declined()).error?.code).toBe("USER_REJECTED");
  await expect.poll(took).toBeLessThan(STEP / 2);

  const id = await page.evaluate((asked) => window.host.start("grant", asked, "mine"), params);
  const popup = await openWindow(page);
  await page.evaluate(() => window.host.cancel("mine"));
  expect((await page.evaluate((started) => window.host.answer(started), id)).error?.code).toBe("ABORTED");
  await expect.poll(() => popup.isClosed()).toBe(true);
  await expect.poll(took).toBeLessThan(STEP / 2);

  await elsewhere.bringToFront();
  await unlock(elsewhere, person);
});
