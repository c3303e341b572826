/** Ways back to an MPC key: other wallets, faulty nodes, and creations that were killed half-way. */
import type { Page } from "playwright/test";
import type { RunningDemo } from "../harness/demo.ts";
import { expect, test } from "../harness/demo-test.ts";
import { mpcFaults, type Fault } from "../harness/mpc-faults.ts";
import { PASSWORD } from "../harness/journeys.ts";
import { closeWindow, pressInWindow } from "../harness/people.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { pressUntilHeard } from "../harness/press.ts";
import {
  allowInWindow,
  call,
  changeWallet,
  openWindow,
  sdkBrowser,
  testWallet,
  unlockBySignature,
  type SdkBrowser,
  type TestWallet,
} from "../harness/sdk-page.ts";
import { mpcSecrets, passwordSecrets, type Secrets } from "../harness/secrets.ts";
import { dumpBrowser, expectNoSecret } from "../harness/storage-dump.ts";

let demo: RunningDemo;
test.beforeAll(({ demo: shared }) => {
  demo = shared;
});
test.afterEach(async ({ browser }, info) => picturesOfFailure(browser, info));

/** Joins with an MPC key; the profile's user id. */
async function join(page: Page): Promise<string> {
  const joining = call(page, "join", { store: "mpc" });
  await allowInWindow(page);
  const joined = await joining;
  expect(joined).toMatchObject({ ok: true, value: { store: "mpc" } });
  return (joined as { value: { userId: string } }).value.userId;
}

async function userIdOf(page: Page): Promise<string> {
  return ((await call(page, "profile")) as { value: { userId: string } }).value.userId;
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
  // The site may use the key already: the wallet's signature is enough.
  expect((await unlockBySignature(other)).outcome).toEqual({ ok: true });
  const unlinking = changeWallet(other, "unlink", first);
  const consent = await openWindow(other);
  await expect(consent.getByText(first.address, { exact: true })).toBeVisible();
  await pressInWindow(consent, "Allow");
  expect(await unlinking).toMatchObject({ ok: true, value: { removed: true } });
  await unlocksElsewhere(person, second);

  // The first one is nobody's owner any more, and the nodes refuse it.
  const gone = await person.open(first);
  expect(await call(gone, "profile")).toEqual({ ok: true, value: null });
  await expectKeptSecret(person, await mpcSecrets(demo.dataDir, second.address));
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
      const { outcome, took } = await unlockBySignature(page);
      expect(faults.requests.filter((request) => request.startsWith("POST"))).toHaveLength(5);
      // Another vault: one that failed offers other ways than the nodes at its next try.
      expect(await call(page, "lock")).toMatchObject({ ok: true });
      if (mix.filter((fault) => fault === "ok").length >= 3) {
        expect(outcome).toEqual({ ok: true });
        expect(took).toBeLessThan(3_000);
        return;
      }
      expect(outcome.ok).toBe(false);
      if (outcome.ok) return;
      // Shares that fit each other and make another key are told from shares that do not fit.
      const answered = mix.filter((fault) => ["ok", "wrong", "old"].includes(fault)).length;
      expect(outcome.code).toBe(mix.filter((f) => f === "old").length >= 3 ? "KEY_MISMATCH" : "MPC_UNAVAILABLE");
      if (answered < 3)
        for (const fault of new Set(mix)) if (CAUSES[fault]) expect(outcome.message).toContain(CAUSES[fault]);
    });
  await expectKeptSecret(person, await mpcSecrets(demo.dataDir, wallet.address));
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
  expect((await unlockBySignature(page)).outcome).toEqual({ ok: true });
  await person.context.close();
});

async function chooseOwnPassword(window: Page): Promise<void> {
  await window.getByRole("radio", { name: /A password of my own/ }).check();
  await window.getByLabel("New password").fill(PASSWORD);
  await window.getByLabel("The same password again").fill(PASSWORD);
}

/** Joins with a password of the person's own. */
async function joinByPassword(page: Page): Promise<string> {
  const joining = call(page, "join", { store: "user" });
  const window = await openWindow(page);
  await chooseOwnPassword(window);
  await pressInWindow(window, "Allow");
  const joined = await joining;
  expect(joined).toMatchObject({ ok: true, value: { store: "user" } });
  return (joined as { value: { userId: string } }).value.userId;
}

/** Reads the phrase, tries to confirm it wrongly, and confirms it. */
async function writeDownPhrase(page: Page): Promise<string[]> {
  const managing = call(page, "manage", { page: "phrase" });
  const window = await openWindow(page);
  await expect(window.locator(".words")).toHaveCount(0);
  await window.getByRole("button", { name: "Show the words" }).click();
  const words = await window.locator(".words code").allInnerTexts();
  expect(words).toHaveLength(24);
  await expectPrintedSheet(window, words);
  await pressInWindow(window, "I have them");
  const fields = window.locator(".word input");
  await expect(fields).toHaveCount(3);
  for (let i = 0; i < 3; i++) await fields.nth(i).fill("abandon");
  await pressInWindow(window, "Confirm");
  await expect(window.getByRole("alert")).toContainText("At least one of these words is wrong");
  for (const label of await window.locator(".word label").allInnerTexts())
    await window.getByLabel(label, { exact: true }).fill(words[Number(label.split(" ")[1]) - 1] ?? "");
  await pressInWindow(window, "Confirm");
  await expect(window.getByText("You have your recovery phrase.")).toBeVisible();
  await window.getByRole("button", { name: "Back to the settings" }).click();
  await closeWindow(window, "Close");
  expect(await managing).toMatchObject({ ok: true });
  return words;
}

/** On paper: words, profile and where to use them; no buttons. */
async function expectPrintedSheet(window: Page, words: readonly string[]): Promise<void> {
  await window.emulateMedia({ media: "print" });
  await expect(window.locator(".words code").last()).toHaveText(words[23] ?? "");
  await expect(window.getByText("“Use recovery phrase”")).toBeVisible();
  for (const name of ["Hide the words", "Print this sheet", "I have them"])
    await expect(window.getByRole("button", { name })).toBeHidden();
  await window.emulateMedia({ media: null });
}

/** Fills the 24 fields by hand, the first with the help of its suggestions. */
async function typePhrase(window: Page, words: readonly string[]): Promise<void> {
  for (const [i, word] of words.entries()) await window.getByLabel(`Word ${i + 1}`, { exact: true }).fill(word);
  await pressInWindow(window, "Unlock");
}

for (const store of ["mpc", "user"] as const)
  test(`@custody a key ${store === "mpc" ? "of the nodes" : "from a password"} is restored from its phrase in another browser, without ${store === "mpc" ? "the nodes" : "the password"}`, async ({
    browser,
  }) => {
    test.setTimeout(180_000);
    const wallet = testWallet();
    const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
    const page = await person.open(wallet);
    await (store === "mpc" ? join(page) : joinByPassword(page));
    const words = await writeDownPhrase(page);

    const other = await sdkBrowser(demo, await browser.newContext(), [wallet]);
    const faults = await mpcFaults(demo, other.context);
    faults.set(["down", "down", "down", "down", "down"]);
    const elsewhere = await other.open(wallet);
    const unlocking = call(elsewhere, "unlock");
    const window = await openWindow(elsewhere);
    await pressInWindow(window, "Use recovery phrase");

    const first = window.getByLabel("Word 1", { exact: true });
    await first.fill("abo");
    await expect(window.locator("#suggestions option")).toHaveCount(2);
    await first.fill("quillhaven");
    await expect(first).toHaveAttribute("aria-invalid", "true");
    // Two words changed places: each is a word, together they are no phrase, or another key's.
    const at = words.findIndex((word, i) => i > 0 && word !== words[i - 1]);
    const swapped = words.with(at - 1, words[at] ?? "").with(at, words[at - 1] ?? "");
    await typePhrase(window, swapped);
    await expect(window.getByRole("alert")).toContainText(/do not belong together|of another key/);
    await expect(first).toHaveValue("");
    // The whole phrase of another key, pasted.
    await first.focus();
    await window.evaluate(
      (text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text", text);
        document.activeElement?.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
        );
      },
      `${"abandon ".repeat(23)}art`,
    );
    await pressInWindow(window, "Unlock");
    await expect(window.getByRole("alert")).toContainText("These words belong to another key");
    await typePhrase(window, words);
    expect(await unlocking).toEqual({ ok: true });
    expect(faults.requests).toEqual([]);
    for (const one of [person, other]) {
      await expectKeptSecret(one, {
        phrase: words.join(" "),
        "part of the phrase": words.slice(0, 4).join(" "),
        ...(await (store === "mpc"
          ? mpcSecrets(demo.dataDir, wallet.address)
          : passwordSecrets(PASSWORD, await userIdOf(page)))),
      });
    }
    await other.context.close();
    await person.context.close();
  });

test("@custody where the nodes cannot bring the key back, the next try offers the phrase", async ({ browser }) => {
  test.setTimeout(120_000);
  const wallet = testWallet();
  const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const faults = await mpcFaults(demo, person.context);
  const page = await person.open(wallet);
  await join(page);
  const words = await writeDownPhrase(page);
  expect(await call(page, "lock")).toMatchObject({ ok: true });
  faults.set(["down", "down", "down", "ok", "ok"]);
  expect((await unlockBySignature(page)).outcome).toMatchObject({ ok: false, code: "MPC_UNAVAILABLE" });
  const unlocking = call(page, "unlock");
  const window = await openWindow(page);
  await expect(window.getByRole("alert")).toContainText("Too few of the nodes");
  await pressInWindow(window, "Use recovery phrase");
  await typePhrase(window, words);
  expect(await unlocking).toEqual({ ok: true });
  await person.context.close();
});

/** A device with a fingerprint reader. It belongs to one page, so the enclave's window has to stay that page. */
async function addAuthenticator(window: Page): Promise<{ credentials(): Promise<number>; clear(): Promise<void> }> {
  const session = await window.context().newCDPSession(window);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
    },
  });
  return {
    credentials: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
    clear: async () => void (await session.send("WebAuthn.clearCredentials", { authenticatorId })),
  };
}

/** From its opening on, the window of this page's enclave stays the same browser page: it does not close. */
async function openKeptWindow(page: Page): Promise<Page> {
  await page.frameLocator("iframe").getByRole("button", { name: "Continue in your idOS window" }).waitFor();
  const frame = page.frames().find((one) => one.url().startsWith(demo.enclave.url));
  await frame?.evaluate(() => {
    const { open } = globalThis;
    globalThis.open = (url, _, features) => open(url, "kept", features);
  });
  const window = await openWindow(page);
  const stay = (): void => {
    globalThis.close = () => {};
  };
  await window.addInitScript(stay);
  await window.evaluate(stay);
  return window;
}

async function pressContinue(page: Page): Promise<void> {
  await pressUntilHeard(page.frameLocator("iframe").getByRole("button", { name: "Continue in your idOS window" }));
}

/** Nothing that the browser keeps gives one of these away, and no message of the enclave's with the page does. */
async function expectKeptSecret({ context, recorder }: SdkBrowser, secrets: Secrets): Promise<string> {
  const dump = await dumpBrowser(context, demo.enclave.url);
  expectNoSecret(dump, secrets);
  recorder.expectAbsent(secrets);
  return dump;
}

test("@custody a passkey that is made after a first unlock unlocks the next time, and is renamed and removed", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const wallet = testWallet();
  const maker = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const userId = await joinByPassword(await maker.open(wallet));
  const secrets = await passwordSecrets(PASSWORD, userId);
  await maker.context.close();

  const person = await sdkBrowser(demo, await browser.newContext(), [wallet]);
  const page = await person.open(wallet);
  const given = call(page, "unlock");
  const window = await openKeptWindow(page);
  const authenticator = await addAuthenticator(window);
  await pressInWindow(window, "Cancel");
  expect(await given).toMatchObject({ ok: false, code: "USER_REJECTED" });

  const unlock = async (inWindow: () => Promise<void>): Promise<void> => {
    const unlocking = call(page, "unlock");
    await pressContinue(page);
    await inWindow();
    expect(await unlocking).toEqual({ ok: true });
  };
  const typePassword = async (): Promise<void> => {
    await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
    await pressInWindow(window, "Unlock");
  };
  await unlock(async () => {
    await expect(window.getByRole("button", { name: "Use your passkey" })).toHaveCount(0);
    await typePassword();
    await pressInWindow(window, "Create a passkey");
  });
  expect(await authenticator.credentials()).toBe(1);
  expect(await expectKeptSecret(person, secrets)).toMatch(/idos-enclave\/passkeys\n.*wrapped/s);

  await call(page, "lock");
  await unlock(() => pressInWindow(window, "Use your passkey"));

  const manage = async (inWindow: () => Promise<void>): Promise<void> => {
    const managing = call(page, "manage", { page: "passkeys" });
    await pressContinue(page);
    await inWindow();
    await window.getByRole("button", { name: "Close" }).click();
    expect(await managing).toMatchObject({ ok: true });
  };
  await manage(async () => {
    await window.getByRole("button", { name: /^Rename / }).click();
    await window.getByLabel("Name of this passkey").fill("Kitchen laptop");
    await window.getByRole("button", { name: "Save the name" }).click();
    await expect(window.getByText("Kitchen laptop")).toBeVisible();
  });

  // The passkey was deleted on the device: the other ways are still there.
  await authenticator.clear();
  await call(page, "lock");
  await unlock(async () => {
    await pressInWindow(window, "Use your passkey");
    await expect(window.getByRole("alert")).toContainText("The passkey was not used", { timeout: 20_000 });
    await typePassword();
  });

  await manage(async () => {
    await window.getByRole("button", { name: "Remove Kitchen laptop" }).click();
    await window.getByRole("button", { name: "Remove this passkey" }).click();
    await expect(window.getByText("You have none yet.")).toBeVisible();
    await pressInWindow(window, "Add a passkey");
    await expect(window.getByRole("button", { name: /^Rename / })).toHaveCount(1);
  });
  expect(await authenticator.credentials()).toBe(1);
  await call(page, "lock");
  await unlock(() => pressInWindow(window, "Use your passkey"));
  await expectKeptSecret(person, secrets);
  await person.context.close();
});
