/** The journeys of the demo, as a person goes through them. */
import { expect, type BrowserContext, type Page } from "playwright/test";
import type { RunningDemo } from "./demo.ts";
import {
  approveInWallet,
  connectWallet,
  continueInWindow,
  enterBackOffice,
  isle,
  press,
  pressInWindow,
} from "./people.ts";
import { startRecorder, type Recorder } from "./recorder.ts";

/** Planted in the identity form; stands in no public notes. */
export const PLANTED = { firstName: "Quillhaven", familyName: "Zetterbrook", idDocumentNumber: "PLANTED-7719-XK" };
export const PASSWORD = "copper lantern drifts over quiet harbours";

/** A person: a browser context whose every message between host and frame is recorded. */
export interface Person {
  context: BrowserContext;
  recorder: Recorder;
  address: string;
  userId: string;
}

export async function newPerson(demo: RunningDemo, context: BrowserContext): Promise<Person> {
  return { context, recorder: await startRecorder(context, demo.enclave.url), address: "", userId: "" };
}

export async function visit(person: Person, url: string): Promise<Page> {
  const page = await person.context.newPage();
  await page.goto(url);
  return page;
}

export async function expectOutOfProcess(demo: RunningDemo, page: Page): Promise<void> {
  const frame = page.frames().find((f) => f.url().startsWith(demo.enclave.url));
  if (!frame) throw new Error("No enclave frame");
  // Succeeds only for a frame that has a process of its own.
  await (await page.context().newCDPSession(frame)).detach();
}

/** Neobank's form, filled with planted values. */
export async function fillForm(form: Page, firstName = PLANTED.firstName): Promise<void> {
  await form.getByRole("button", { name: "Fill with sample data" }).click();
  await form.getByLabel("First name").fill(firstName);
  await form.getByLabel("Family name").fill(PLANTED.familyName);
  await form.getByLabel("Document number").fill(PLANTED.idDocumentNumber);
  await form.getByRole("button", { name: "Send for review" }).click();
  await expect(form.getByRole("heading", { name: "Thank you. We have your details." })).toBeVisible();
}

/** Joins Neobank and hands in the form; the page is closed at the end. */
export async function join(demo: RunningDemo, person: Person, store: "mpc" | "user"): Promise<void> {
  const page = await visit(person, demo.neobank.url);
  await page.getByRole("button", { name: "Open an account" }).click();
  person.address = await connectWallet(page);
  await press(page, "Create a profile");
  if (store === "user")
    await isle(page)
      .getByRole("radio", { name: /With a password/ })
      .check();
  await press(page, "Create my key");
  await approveInWallet(page, /asks you to prove that you own this wallet/);

  const window = await continueInWindow(page);
  await expectOutOfProcess(demo, page);
  await expect(window.getByText("neobank.localhost").first()).toBeVisible();
  // The network was asked, and knows of no key: nothing is warned of.
  await expect(window.getByText("asks to create your idOS key")).toBeVisible();
  if (store === "mpc") {
    await expect(window.getByText(person.address)).toBeVisible();
    await pressInWindow(window, "Allow");
    await approveInWallet(page, "idOS secret store contract");
  } else {
    await window.getByRole("radio", { name: /A password of my own/ }).check();
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

export async function approveCheck(
  demo: RunningDemo,
  context: BrowserContext,
  firstName = PLANTED.firstName,
): Promise<void> {
  const office = await context.newPage();
  await enterBackOffice(office, demo.neobank.url, demo.operatorTokens.neobank);
  const cases = office.getByRole("article", { name: `${firstName} ${PLANTED.familyName}` });
  await cases.getByRole("button", { name: "Approve" }).first().click();
  await expect(office.getByText(/issued/i).first()).toBeVisible({ timeout: 30_000 });
  await office.close();
}

/** Unlocks in whatever way the profile needs, from the frame's button on. */
export async function unlock(page: Page, store: "mpc" | "user", person: Person): Promise<Page> {
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
export async function openHome(person: Person, url: string, { issued = false, known = true } = {}): Promise<Page> {
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
