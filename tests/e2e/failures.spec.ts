/** What goes wrong ends in a screen with its cause and a way on, and nothing is lost. */
import type { Page } from "playwright/test";
import type { RunningDemo } from "../harness/demo.ts";
import { expect, test } from "../harness/demo-test.ts";
import { approveCheck, join, newPerson, openHome, PASSWORD, PLANTED, visit, type Person } from "../harness/journeys.ts";
import {
  approveInWallet,
  connectWallet,
  continueInWindow,
  declineInWallet,
  enclaveFrame,
  isle,
  press,
  pressInWindow,
} from "../harness/people.ts";
import { expectNothingCrossed } from "../harness/nothing-crossed.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { pressUntilHeard } from "../harness/press.ts";

let demo: RunningDemo;
test.beforeAll(({ demo: shared }) => {
  demo = shared;
});
test.afterEach(async ({ browser }, info) => {
  await picturesOfFailure(browser, info);
  await expectNothingCrossed(demo);
});

async function expectFailure(page: Page, title: string): Promise<void> {
  await expect(isle(page).getByRole("heading", { name: title })).toBeVisible({ timeout: 20_000 });
  await expect(isle(page).getByRole("button", { name: "Try again" })).toBeVisible();
}

/** A new wallet at Neobank, at the choice of how the key is kept. */
async function atKeyChoice(person: Person): Promise<Page> {
  const page = await visit(person, demo.neobank.url);
  await page.getByRole("button", { name: "Open an account" }).click();
  person.address = await connectWallet(page);
  await press(page, "Create a profile");
  return page;
}

async function choosePassword(page: Page): Promise<void> {
  await isle(page)
    .getByRole("radio", { name: /With a password/ })
    .check();
  await press(page, "Create my key");
}

async function typeNewPassword(window: Page): Promise<void> {
  await window.getByRole("radio", { name: /A password of my own/ }).check();
  await window.getByLabel("New password").fill(PASSWORD);
  await window.getByLabel("The same password again").fill(PASSWORD);
  await pressInWindow(window, "Allow");
}

/** From the node's sign-in to the ready profile. */
async function expectProfile(page: Page): Promise<void> {
  await approveInWallet(page, "wants you to sign in with your account");
  await expect(isle(page).getByRole("button", { name: "Get verified by Neobank" })).toBeVisible();
}

test("@first-grant a declined wallet and a closed window leave a join that can be finished", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  const page = await atKeyChoice(person);
  await choosePassword(page);
  await declineInWallet(page);
  await expectFailure(page, "You declined in your wallet");

  await press(page, "Try again");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await (await continueInWindow(page)).close();
  await expectFailure(page, "The idOS window was closed");

  await press(page, "Try again");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await typeNewPassword(await continueInWindow(page));
  await expectProfile(page);
});

test("@first-grant an MPC signature that the wallet declines uploads nothing, and the retry needs no new window", async ({
  browser,
}) => {
  const person = await newPerson(demo, await browser.newContext());
  const uploads: string[] = [];
  person.context.on("request", (request) => {
    if (request.method() === "PUT" && request.url().includes("/offchain/")) uploads.push(request.url());
  });
  const page = await atKeyChoice(person);
  await press(page, "Create my key");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await pressInWindow(await continueInWindow(page), "Allow");
  await declineInWallet(page);
  await expectFailure(page, "You declined in your wallet");
  expect(uploads).toEqual([]);

  await press(page, "Try again");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await approveInWallet(page, "idOS secret store contract");
  await expectProfile(page);
  expect(uploads).toHaveLength(5);
});

test("@first-grant a blocked window is named, and allowing it is enough", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  const page = await atKeyChoice(person);
  await choosePassword(page);
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  const button = enclaveFrame(page).getByRole("button", { name: "Continue in your idOS window" });
  await button.waitFor();
  const frame = page.frames().find((f) => f.url().startsWith(demo.enclave.url));
  // What a pop-up blocker does to the frame, and its end.
  await frame?.evaluate(() => {
    const { open } = window;
    Object.assign(globalThis, { allowWindows: () => (window.open = open) });
    window.open = () => null;
  });
  await pressUntilHeard(button);
  await expectFailure(page, "Your browser blocked the idOS window");

  await frame?.evaluate(() => (globalThis as unknown as { allowWindows(): void }).allowWindows());
  await press(page, "Try again");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await typeNewPassword(await continueInWindow(page));
  await expectProfile(page);
});

test("@first-grant an enclave that cannot be reached is named, and a retry mounts it again", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  await person.context.route(`${demo.enclave.url}/**`, (route) => route.abort());
  const page = await atKeyChoice(person);
  await choosePassword(page);
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await expectFailure(page, "The idOS enclave did not answer");

  await person.context.unroute(`${demo.enclave.url}/**`);
  await press(page, "Try again");
  await approveInWallet(page, /asks you to prove that you own this wallet/);
  await typeNewPassword(await continueInWindow(page));
  await expectProfile(page);
});

test("@first-grant a node that cannot be reached is named, and a retry goes on", async ({ browser }) => {
  const person = await newPerson(demo, await browser.newContext());
  await person.context.route(`${demo.node.url}/**`, (route) => route.abort());
  const page = await visit(person, demo.neobank.url);
  await page.getByRole("button", { name: "Open an account" }).click();
  await connectWallet(page);
  await expectFailure(page, "The idOS network did not answer");

  await person.context.unroute(`${demo.node.url}/**`);
  await press(page, "Try again");
  await expect(isle(page).getByRole("button", { name: "Create a profile" })).toBeVisible();
});

test("@first-grant wrong password, declined consent and declined transaction share nothing, and each can be tried again", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const person = await newPerson(demo, await browser.newContext());
  const staff = await browser.newContext();
  await join(demo, person, "user");
  await approveCheck(demo, staff);
  const home = await openHome(person, demo.neobank.url, { issued: true });
  await home.close();

  const page = await visit(person, demo.acme.url);
  await page.getByRole("button", { name: "Order your card" }).click();
  await connectWallet(page, person.address);
  await approveInWallet(page, "wants you to sign in with your account");
  await press(page, "Continue");

  const window = await continueInWindow(page);
  await window.getByLabel("idOS password", { exact: true }).fill("not the password at all");
  await pressInWindow(window, "Unlock");
  await expect(
    window.getByText("This password does not open your profile. Nothing was lost: try again."),
  ).toBeVisible();
  await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(window, "Unlock");

  await expect(window.getByText(PLANTED.idDocumentNumber).first()).toBeVisible({ timeout: 30_000 });
  await window.keyboard.down("Escape");
  await expectFailure(page, "You declined in your idOS window");

  // The key is unlocked and the site connected: straight to the consent.
  await press(page, "Try again");
  const again = await continueInWindow(page);
  await expect(again.getByText(PLANTED.idDocumentNumber).first()).toBeVisible({ timeout: 30_000 });
  await pressInWindow(again, "Approve");
  await expect(again.getByText("Your wallet will show this digest")).toBeVisible();
  await declineInWallet(page);
  await expectFailure(page, "You declined in your wallet");

  await press(page, "Try again");
  const last = await continueInWindow(page);
  await pressInWindow(last, "Approve");
  await expect(last.getByText("Your wallet will show this digest")).toBeVisible();
  await approveInWallet(page, "Share a credential");
  await expect(page.getByRole("heading", { name: "Card ordered" })).toBeVisible({ timeout: 30_000 });
  person.recorder.expectAbsent({ ...PLANTED, PASSWORD });
});
