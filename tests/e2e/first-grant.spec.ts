/** The first grant, end to end: join, issue, see, grant, undo, and the same key again in another browser. */
import { expect, test, type BrowserContext, type Page } from "playwright/test";
import { startDemo, type RunningDemo } from "../harness/demo.ts";
import {
  approveInWallet,
  connectWallet,
  continueInWindow,
  enclaveFrame,
  enterBackOffice,
  isle,
  press,
  pressInWindow,
} from "../harness/people.ts";
import { acmeView } from "../harness/acme-view.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { startRecorder, type Recorder } from "../harness/recorder.ts";
import { mpcSecrets, passwordSecrets } from "../harness/secrets.ts";

/** Planted in the identity form; stands in no public notes. */
const PLANTED = { firstName: "Quillhaven", familyName: "Zetterbrook", idDocumentNumber: "PLANTED-7719-XK" };
const PASSWORD = "copper lantern drifts over quiet harbours";

let demo: RunningDemo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(async () => demo?.stop());
test.afterEach(async ({ browser }, info) => picturesOfFailure(browser, info));

/** A person: a browser context whose every message between host and frame is recorded. */
interface Person {
  context: BrowserContext;
  recorder: Recorder;
  address: string;
  userId: string;
}

async function newPerson(context: BrowserContext): Promise<Person> {
  return { context, recorder: await startRecorder(context, demo.enclave.url), address: "", userId: "" };
}

async function visit(person: Person, url: string): Promise<Page> {
  const page = await person.context.newPage();
  await page.goto(url);
  return page;
}

async function expectOutOfProcess(page: Page): Promise<void> {
  const frame = page.frames().find((f) => f.url().startsWith(demo.enclave.url));
  if (!frame) throw new Error("No enclave frame");
  // Succeeds only for a frame that has a process of its own.
  await (await page.context().newCDPSession(frame)).detach();
}

/** Neobank's form, filled with planted values. */
async function fillForm(form: Page): Promise<void> {
  await form.getByRole("button", { name: "Fill with sample data" }).click();
  await form.getByLabel("First name").fill(PLANTED.firstName);
  await form.getByLabel("Family name").fill(PLANTED.familyName);
  await form.getByLabel("Document number").fill(PLANTED.idDocumentNumber);
  await form.getByRole("button", { name: "Send for review" }).click();
  await expect(form.getByRole("heading", { name: "Thank you. We have your details." })).toBeVisible();
}

/** Joins Neobank and hands in the form; the page is closed at the end. */
async function join(person: Person, store: "mpc" | "user"): Promise<void> {
  const page = await visit(person, demo.neobank.url);
  await page.getByRole("button", { name: "Open an account" }).click();
  person.address = await connectWallet(page);
  await press(page, "Create a profile");
  if (store === "user") await isle(page).getByRole("radio", { name: /With a password/ }).check();
  await press(page, "Create my key");
  await approveInWallet(page, /asks you to prove that you own this wallet/);

  const window = await continueInWindow(page);
  await expectOutOfProcess(page);
  await expect(window.getByText("neobank.localhost").first()).toBeVisible();
  if (store === "mpc") {
    await expect(window.getByText(person.address)).toBeVisible();
    await pressInWindow(window, "Allow");
    await approveInWallet(page, "idOS secret store contract");
  } else {
    await window.getByLabel("New password").fill(PASSWORD);
    await window.getByLabel("The same password again").fill(PASSWORD);
    await pressInWindow(window, "Allow");
  }
  // The profile is there; the wallet signs in to the node, and the delegated write grant follows.
  await approveInWallet(page, "wants you to sign in with your account");
  await press(page, "Get verified by Neobank");
  await expect(isle(page).getByRole("heading", { name: "Let Neobank write to your profile?" })).toBeVisible();
  await press(page, "Approve");
  await approveInWallet(page, "operation: delegatedWriteGrant");

  const opening = person.context.waitForEvent("page");
  await isle(page).getByRole("link", { name: "Open the form" }).click();
  const form = await opening;
  await fillForm(form);
  await form.close();
  await page.close();
}

async function approveCheck(context: BrowserContext): Promise<void> {
  const office = await context.newPage();
  await enterBackOffice(office, demo.neobank.url, demo.operatorTokens.neobank);
  const cases = office.getByRole("article", { name: `${PLANTED.firstName} ${PLANTED.familyName}` });
  await cases.getByRole("button", { name: "Approve" }).first().click();
  await expect(office.getByText(/issued/i).first()).toBeVisible({ timeout: 30_000 });
  await office.close();
}

/** Unlocks in whatever way the profile needs, from the frame's button on. */
async function unlock(page: Page, store: "mpc" | "user", person: Person): Promise<Page> {
  const window = await continueInWindow(page);
  if (store === "mpc") {
    await pressInWindow(window, "Allow");
    await approveInWallet(page, "idOS secret store contract");
  } else {
    person.userId = await window.locator(".help code").innerText();
    await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
    await pressInWindow(window, "Unlock");
  }
  return window;
}

/** Opens the Isle's home. `issued`: the Isle remembers the check that was under way and reports its end first. */
async function openHome(person: Person, url: string, { issued = false, known = true } = {}): Promise<Page> {
  const page = await visit(person, url);
  await isle(page).getByRole("button", { name: /idOS/ }).first().click();
  if (issued) {
    await expect(isle(page).getByRole("heading", { name: "Your credential was issued" })).toBeVisible();
    await press(page, "Continue");
  }
  // A wallet that knows the site connects without a prompt, and the session with the node goes on.
  if (known) await press(page, /Burner wallet/);
  else {
    await connectWallet(page, person.address);
    await approveInWallet(page, "wants you to sign in with your account");
  }
  await expect(isle(page).getByRole("heading", { name: "Credentials" })).toBeVisible();
  return page;
}

function secretsOf(person: Person, store: "mpc" | "user") {
  return store === "mpc" ? mpcSecrets(demo.dataDir, person.address) : passwordSecrets(PASSWORD, person.userId);
}

for (const store of ["mpc", "user"] as const)
  test(`@first-grant a person joins with ${store === "mpc" ? "the key nodes" : "a password"}, is issued a credential, sees it, grants it and takes it back`, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const person = await newPerson(await browser.newContext());
    const staff = await browser.newContext();

    await test.step("joins, and leaves", () => join(person, store));
    await test.step("Neobank issues after the page is closed", () => approveCheck(staff));

    await test.step("sees the credential in the enclave", async () => {
      const page = await openHome(person, demo.neobank.url, { issued: true });
      await press(page, /^View/);
      await unlock(page, store, person);
      const viewer = enclaveFrame(page);
      await expect(viewer.getByText(PLANTED.familyName).first()).toBeVisible({ timeout: 30_000 });
      await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
      await viewer.getByRole("button", { name: "Close" }).click();
      await page.close();
    });

    await test.step("grants it to Acme, whose server decrypts it and finds every check ok", async () => {
      const page = await visit(person, demo.acme.url);
      await page.getByRole("button", { name: "Order your card" }).click();
      await connectWallet(page, person.address);
      await approveInWallet(page, "wants you to sign in with your account");
      await expect(isle(page).getByRole("heading", { name: /asks for your identity/ })).toBeVisible();
      await press(page, "Continue");
      const window = await unlock(page, store, person);
      await expect(window.getByText(PLANTED.idDocumentNumber).first()).toBeVisible({ timeout: 30_000 });
      await pressInWindow(window, "Approve");
      await expect(window.getByText("Your wallet will show this digest")).toBeVisible();
      const digest = (await window.locator(".digest").innerText()).replace(/\s/g, "");
      expect(digest).toMatch(/^[0-9a-f]{40}$/);
      await window.getByRole("button", { name: "Close and return" }).click();
      await approveInWallet(page, digest);
      await expect(page.getByRole("heading", { name: "Card ordered" })).toBeVisible({ timeout: 30_000 });
      await page.close();

      const office = await staff.newPage();
      await enterBackOffice(office, demo.acme.url, demo.operatorTokens.acme);
      const received = office.getByRole("article").first();
      await expect(received).toContainText(`${PLANTED.firstName} ${PLANTED.familyName}`);
      for (const check of ["Proof", "Issuer", "Status", "Expiry", "Hash"])
        await expect(received.getByRole("listitem").filter({ hasText: check }).first()).toContainText("ok");
      await office.close();
    });

    const acme = await acmeView(demo);
    const copy = (await acme.copies()).at(-1) ?? "";
    expect(await acme.content(copy)).toMatch(/^[A-Za-z0-9+/]+=*$/);
    await test.step("revokes; Acme's next read is refused and the copy is gone", async () => {
      const page = await openHome(person, demo.acme.url);
      await press(page, "Permissions");
      await press(page, /Revoke access of Acme/);
      await press(page, "Revoke access");
      await approveInWallet(page, "Remove a credential");
      await expect(isle(page).getByRole("heading", { name: "Permissions" })).toBeVisible();
      await expect(isle(page).getByRole("button", { name: /Revoke access of Acme/ })).toHaveCount(0);
      await page.close();

      const office = await staff.newPage();
      await enterBackOffice(office, demo.acme.url, demo.operatorTokens.acme);
      const received = office.getByRole("article").first();
      await received.getByRole("button", { name: "Read again" }).click();
      await expect(received).toContainText("The network refuses");
      expect(await acme.copies()).not.toContain(copy);
      expect(await acme.content(copy)).toBeUndefined();
      await office.close();
    });

    await test.step("unlocks the same key in a second browser and opens the credential", async () => {
      const second = await newPerson(await browser.newContext());
      second.address = person.address;
      const page = await openHome(second, demo.neobank.url, { known: false });
      await press(page, /^View/);
      await unlock(page, store, second);
      await expect(enclaveFrame(page).getByText(PLANTED.familyName).first()).toBeVisible({ timeout: 30_000 });
      second.recorder.expectAbsent({ ...PLANTED, ...(await secretsOf(second, store)) });
      await second.context.close();
    });

    expect(person.recorder.messages.length).toBeGreaterThan(50);
    person.recorder.expectAbsent({ ...PLANTED, ...(await secretsOf(person, store)) });
    await person.context.close();
    await staff.close();
  });
