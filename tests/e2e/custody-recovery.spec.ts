/** Ways back to an MPC key: other wallets, faulty nodes, and creations that were killed half-way. */
import { expect, test, type Page } from "playwright/test";
import { startDemo, type RunningDemo } from "../harness/demo.ts";
import { mpcFaults, type Fault } from "../harness/mpc-faults.ts";
import { pressInWindow } from "../harness/people.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import {
  allowInWindow,
  call,
  changeWallet,
  openWindow,
  sdkBrowser,
  testWallet,
  type SdkBrowser,
  type TestWallet,
} from "../harness/sdk-page.ts";
import { mpcSecrets } from "../harness/secrets.ts";

let demo: RunningDemo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(async () => demo?.stop());
test.afterEach(async ({ browser }, info) => picturesOfFailure(browser, info));

/** Joins with an MPC key; the profile's user id. */
async function join(page: Page): Promise<string> {
  const joining = call(page, "join", { store: "mpc" });
  await allowInWindow(page);
  const joined = await joining;
  expect(joined).toMatchObject({ ok: true, value: { store: "mpc" } });
  return (joined as { value: { userId: string } }).value.userId;
}

/** A browser that has never seen the profile unlocks it with the wallet. */
async function unlocksElsewhere(from: SdkBrowser, wallet: TestWallet): Promise<void> {
  const browser = from.context.browser();
  if (!browser) throw new Error("No browser");
  const fresh = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const page = await fresh.open(wallet);
  const unlocking = call(page, "unlock");
  await allowInWindow(page);
  expect(await unlocking).toEqual({ ok: true });
  await fresh.context.close();
}

test("@custody threat 19: a second wallet is linked with its address in full, and unlocks after the first was unlinked", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const [first, second] = [testWallet(), testWallet()];
  const person = await sdkBrowser(demo, await browser.newContext(), [first, second]);
  const page = await person.open(first);
  const userId = await join(page);

  const declined = changeWallet(page, "link", second);
  const window = await openWindow(page);
  await expect(window.getByText(second.address, { exact: true })).toBeVisible();
  await expect(window.getByText(first.address, { exact: true })).toBeVisible();
  await pressInWindow(window, "Decline");
  expect(await declined).toMatchObject({ ok: false, code: "USER_REJECTED" });
  expect(first.signed.filter((what) => what.includes("AddAddress"))).toEqual([]);

  const linking = changeWallet(page, "link", second);
  await allowInWindow(page);
  const linked = await linking;
  expect(linked).toMatchObject({ ok: true, value: { nodes: demo.mpc.map(({ url }) => ({ node: url, ok: true })) } });
  expect(first.signed.filter((what) => what === "typed AddAddressSignatureMessage")).toHaveLength(1);
  await unlocksElsewhere(person, second);

  // The second wallet takes over.
  const other = await person.open(second);
  expect(await call(other, "profile")).toMatchObject({ ok: true, value: { userId } });
  const unlocking = call(other, "unlock");
  await allowInWindow(other);
  expect(await unlocking).toEqual({ ok: true });
  const unlinking = changeWallet(other, "unlink", first);
  const consent = await openWindow(other);
  await expect(consent.getByText(first.address, { exact: true })).toBeVisible();
  await pressInWindow(consent, "Allow");
  expect(await unlinking).toMatchObject({ ok: true, value: { removed: true } });
  await unlocksElsewhere(person, second);

  // The first one is nobody's owner any more, and the nodes refuse it.
  const gone = await person.open(first);
  expect(await call(gone, "profile")).toEqual({ ok: true, value: null });
  person.recorder.expectAbsent(await mpcSecrets(demo.dataDir, second.address));
  await person.context.close();
});

test("@custody threat 10: a wallet that only some nodes took is shown per node, and repaired", async ({ browser }) => {
  test.setTimeout(120_000);
  const [first, second] = [testWallet(), testWallet()];
  const person = await sdkBrowser(demo, await browser.newContext(), [first, second]);
  const faults = await mpcFaults(demo, person.context);
  const page = await person.open(first);
  await join(page);

  faults.set(["ok", "down", "ok", "500", "ok"]);
  const linking = changeWallet(page, "link", second);
  const window = await openWindow(page);
  await pressInWindow(window, "Allow");
  const results = window.locator(".nodes li");
  await expect(results).toHaveCount(5);
  await expect(results.nth(0)).toContainText(`${demo.mpc[0]?.url}: done`);
  await expect(results.nth(1)).toContainText(/not done \(NETWORK_UNREACHABLE\)/);
  await expect(results.nth(3)).toContainText(/not done \(MPC_UNAVAILABLE\)/);

  faults.set(["ok", "ok", "ok", "500"]);
  await pressInWindow(window, "Try the missing ones again");
  await expect(results.nth(1)).toContainText(/: done/);
  expect([...new Set(faults.requests)].sort()).toEqual(["PATCH 1", "PATCH 3"]);
  await pressInWindow(window, "Leave it");
  expect(await linking).toMatchObject({ ok: true });
  const { nodes } = ((await linking) as { value: { nodes: object[] } }).value;
  expect(nodes).toEqual(
    demo.mpc.map(({ url }, i) =>
      i === 3 ? { node: url, ok: false, code: "MPC_UNAVAILABLE" } : { node: url, ok: true },
    ),
  );

  // A wallet that one node would still hand its share to is not taken off the profile.
  faults.set(["ok", "ok", "down"]);
  const unlinking = changeWallet(page, "unlink", second);
  const consent = await openWindow(page);
  await pressInWindow(consent, "Allow");
  await pressInWindow(consent, "Leave it");
  expect(await unlinking).toMatchObject({ ok: true, value: { removed: false } });
  faults.set([]);
  const again = changeWallet(page, "unlink", second);
  await allowInWindow(page);
  expect(await again).toMatchObject({ ok: true, value: { removed: true } });
  await person.context.close();
});

/** Every fault, every count of honest nodes, and liars that agree with each other. */
const MIXES: Fault[][] = [
  ["ok", "ok", "ok", "ok", "ok"],
  ["down", "ok", "ok", "ok", "ok"],
  ["ok", "slow", "ok", "ok", "ok"],
  ["ok", "ok", "wrong", "ok", "ok"],
  ["ok", "ok", "ok", "garbage", "ok"],
  ["ok", "ok", "ok", "ok", "old"],
  ["500", "ok", "ok", "ok", "ok"],
  ["wrong", "wrong", "ok", "ok", "ok"],
  ["old", "ok", "old", "ok", "ok"],
  ["slow", "slow", "ok", "ok", "ok"],
  ["ok", "down", "ok", "wrong", "ok"],
  ["ok", "garbage", "slow", "ok", "ok"],
  ["ok", "ok", "500", "old", "ok"],
  ["wrong", "ok", "ok", "ok", "slow"],
  ["down", "down", "down", "ok", "ok"],
  ["ok", "wrong", "wrong", "wrong", "ok"],
  ["old", "old", "old", "ok", "ok"],
  ["old", "old", "old", "old", "old"],
  ["down", "500", "garbage", "ok", "ok"],
  ["down", "down", "down", "down", "down"],
];

test("@custody threat 10: 20 mixes of faulty nodes recover the right key in 3 s with three honest ones, and say why with fewer", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const wallet = testWallet();
  const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const faults = await mpcFaults(demo, person.context);
  const page = await person.open(wallet);
  await join(page);
  expect(await call(page, "lock")).toMatchObject({ ok: true });
  const CAUSES: Partial<Record<Fault, string>> = {
    down: "NETWORK_UNREACHABLE",
    "500": "MPC_UNAVAILABLE",
    garbage: "MPC_CORRUPT_SHARE",
  };
  for (const mix of MIXES)
    await test.step(mix.join(", "), async () => {
      faults.set(mix);
      const started = Date.now();
      const outcome = await call(page, "unlock");
      const took = Date.now() - started;
      expect(faults.requests.filter((request) => request.startsWith("POST"))).toHaveLength(5);
      if (mix.filter((fault) => fault === "ok").length >= 3) {
        expect(outcome).toEqual({ ok: true });
        expect(took).toBeLessThan(3_000);
        await call(page, "lock");
        return;
      }
      expect(outcome.ok).toBe(false);
      if (outcome.ok) return;
      // Enough answers that lie are told from too few answers.
      const answered = mix.filter((fault) => ["ok", "wrong", "old"].includes(fault)).length;
      expect(outcome.code).toBe(answered >= 3 ? "KEY_MISMATCH" : "MPC_UNAVAILABLE");
      if (answered < 3)
        for (const fault of new Set(mix)) if (CAUSES[fault]) expect(outcome.message).toContain(CAUSES[fault]);
    });
  person.recorder.expectAbsent(await mpcSecrets(demo.dataDir, wallet.address));
  await person.context.close();
});

/** Ends an attempt somewhere; the page may be gone afterwards. */
type Kill = (page: Page, person: SdkBrowser, wallet: TestWallet) => Promise<void>;

const KILLS: Record<string, Kill> = {
  "the tab is closed while the window asks": async (page) => {
    void call(page, "join", { store: "mpc" }).catch(() => {});
    await openWindow(page);
    await page.close();
  },
  "the tab is closed while the shares are on their way": async (page, { context }) => {
    let reached = 0;
    await context.route("**/offchain/**", async (route) => {
      // Two nodes take theirs, the others never hear of it.
      if (route.request().method() === "PUT" && ++reached > 2) return;
      await route.continue();
    });
    void call(page, "join", { store: "mpc" }).catch(() => {});
    await allowInWindow(page);
    await expect.poll(() => reached).toBeGreaterThanOrEqual(5);
    await page.close();
    await context.unroute("**/offchain/**");
  },
  "the network goes before the profile is written": async (page, { context }) => {
    const shut = `${demo.neobank.url}/idos/**`;
    let posts = 0;
    await context.route(shut, async (route) => {
      // The challenge passes; what completes the join does not.
      if (route.request().method() === "POST" && ++posts > 1) return route.abort();
      return route.continue();
    });
    const joining = call(page, "join", { store: "mpc" });
    await allowInWindow(page);
    expect(await joining).toMatchObject({ ok: false, code: "NETWORK_UNREACHABLE" });
    await context.unroute(shut);
    await page.close();
  },
  "the answer is lost after the profile was written": async (page, { context }) => {
    const shut = `${demo.neobank.url}/idos/**`;
    let posts = 0;
    await context.route(shut, async (route) => {
      if (route.request().method() !== "POST" || ++posts === 1) return route.continue();
      // Node resolves no `*.localhost`.
      const { host } = new URL(demo.neobank.url);
      const url = route.request().url().replace(demo.neobank.url, demo.neobank.localUrl);
      expect((await route.fetch({ url, headers: { ...route.request().headers(), host } })).ok()).toBe(true);
      return route.abort();
    });
    const joining = call(page, "join", { store: "mpc" });
    await allowInWindow(page);
    expect(await joining).toMatchObject({ ok: false });
    await context.unroute(shut);
    await page.close();
  },
  "the wallet declines the upload": async (page, _, wallet) => {
    wallet.declines = "UploadSignatureMessage";
    const joining = call(page, "join", { store: "mpc" });
    await allowInWindow(page);
    expect(await joining).toMatchObject({ ok: false, code: "WALLET_REJECTED" });
    wallet.declines = undefined;
    await page.close();
  },
  "too few nodes take their share": async (page, { context }) => {
    const faults = await mpcFaults(demo, context);
    faults.set(["ok", "down", "500", "ok", "ok"]);
    const joining = call(page, "join", { store: "mpc" });
    await allowInWindow(page);
    expect(await joining).toMatchObject({ ok: false, code: "MPC_UNAVAILABLE" });
    faults.set([]);
    await page.close();
  },
};

for (const [name, kill] of Object.entries(KILLS))
  test(`@custody a creation in which ${name} leaves the next attempt with one profile and a key that its owner recovers`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const wallet = testWallet();
    const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
    await kill(await person.open(wallet), person, wallet);

    const page = await person.open(wallet);
    const joining = call(page, "join", { store: "mpc" });
    // A profile that was written is found, and no second key is made.
    if (name !== "the answer is lost after the profile was written") await allowInWindow(page);
    const joined = await joining;
    expect(joined).toMatchObject({ ok: true, value: { store: "mpc" } });
    expect(await call(page, "profile")).toEqual(joined);
    await unlocksElsewhere(person, wallet);
    await person.context.close();
  });

test("@custody a creation with one node down ends with a key that recovers, and the node gets its share when it is back", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const wallet = testWallet();
  const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const faults = await mpcFaults(demo, person.context);
  faults.set(["ok", "ok", "ok", "ok", "down"]);
  const page = await person.open(wallet);
  await join(page);
  await unlocksElsewhere(person, wallet);
  faults.set([]);
  await expect.poll(() => faults.requests, { timeout: 40_000 }).toContain("PUT 4");
  expect(faults.requests).toEqual(["PUT 4"]);

  // It counts: with two others down, the repaired one is needed.
  expect(await call(page, "lock")).toMatchObject({ ok: true });
  faults.set(["down", "down", "ok", "ok", "ok"]);
  expect(await call(page, "unlock")).toEqual({ ok: true });
  await person.context.close();
});
