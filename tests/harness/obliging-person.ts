/**
 * Somebody who does what is asked next, by the wallet, in the idOS window or in the enclave's frame, one press at a
 * time, until what they came for is there. A journey that asks in another order, or in other places, they go through
 * all the same: what changes is only how much it took.
 */
import { expect, type FrameLocator, type Locator, type Page } from "playwright/test";
import { closeWindow, pressInWindow, walletPrompt } from "./people.ts";
import { pressUntilHeard } from "./press.ts";

/** Who they are, and where. */
export interface Obliging {
  page: Page;
  /** The enclave's frame in it. */
  frame: FrameLocator;
  /** Where the enclave's windows come from. */
  enclave: string;
  /** Of the wallet account that they use; drawn anew if it is unknown. */
  account: { address: string };
  password: string;
  /** Seconds for which they have their key remembered, where that is offered. */
  remember?: string;
}

/** The enclave's windows that are open. */
export function windowsOf({ page, enclave }: Pick<Obliging, "page" | "enclave">): Page[] {
  return page
    .context()
    .pages()
    .filter((one) => one.url().startsWith(enclave));
}

/** Goes along until `done` says so. */
export async function goAlong(person: Obliging, done: () => Promise<boolean>): Promise<void> {
  for (;;) {
    let next: (() => Promise<void>) | undefined;
    await expect
      .poll(async () => (await done()) || (next = await nextStep(person)) !== undefined, {
        message: "nothing is asked, and what it was for is not there",
        timeout: 40_000,
        intervals: [50],
      })
      .toBe(true);
    if (!next) return;
    await next();
  }
}

/** What is asked now, if anything is. */
async function nextStep(person: Obliging): Promise<(() => Promise<void>) | undefined> {
  const { page, frame } = person;
  const prompt = walletPrompt(page);
  const connect = prompt.getByRole("button", { name: "Connect" });
  if (await connect.isVisible()) return () => chooseAccount(prompt, connect, person);
  const approve = prompt.getByRole("button", { name: "Approve" });
  if (await approve.isVisible()) return () => pressUntilHeard(approve);
  for (const window of windowsOf(person)) {
    const step = await stepIn(window, person).catch((error: unknown) => {
      if (!window.isClosed()) throw error;
    });
    if (step) return step;
  }
  const go = frame.getByRole("button", { name: "Continue in your idOS window" });
  if (!(await go.isVisible().catch(() => false))) return undefined;
  return async () => {
    await pressUntilHeard(go);
    await expect(go).toBeHidden();
  };
}

async function chooseAccount(prompt: Locator, connect: Locator, { account }: Obliging): Promise<void> {
  const accounts = prompt.getByRole("radio");
  if (account.address === "") {
    const before = await accounts.count();
    await pressUntilHeard(prompt.getByRole("button", { name: "New account" }));
    await expect(accounts).toHaveCount(before + 1);
    account.address = await prompt.locator("label:has(input:checked) code").innerText();
  }
  const own = prompt.locator("label", { hasText: account.address });
  if (!(await own.getByRole("radio").isChecked())) await pressUntilHeard(own);
  await pressUntilHeard(connect);
}

async function stepIn(window: Page, { password, remember }: Obliging): Promise<(() => Promise<void>) | undefined> {
  const offered = window.getByLabel("Remember on this device");
  const sendOff = (name: string) => async (): Promise<void> => {
    if (remember !== undefined && (await offered.isVisible())) await offered.selectOption(remember);
    await pressAndSee(window, name);
  };
  const own = window.getByRole("radio", { name: /A password of my own/ });
  if ((await own.isVisible()) && !(await own.isChecked())) return () => pressUntilHeard(own);
  const chosen = window.getByLabel("New password");
  if (await chosen.isVisible())
    return async () => {
      await chosen.fill(password);
      await window.getByLabel("The same password again").fill(password);
      await sendOff("Allow")();
    };
  const asked = window.getByLabel("idOS password", { exact: true });
  if (await asked.isVisible())
    return async () => {
      await asked.fill(password);
      await sendOff("Unlock")();
    };
  for (const name of ["Allow", "Approve"])
    if (await window.getByRole("button", { name, exact: true }).isVisible())
      // The screen may have come between the looks: its fields are seen at the next one.
      return (await own.isVisible()) || (await asked.isVisible()) ? undefined : sendOff(name);
  const name = "Close and return";
  if (await window.getByRole("button", { name }).isVisible()) return () => closeWindow(window, name);
  return undefined;
}

/** Presses, and waits until the window shows something else or is gone. */
async function pressAndSee(window: Page, name: string): Promise<void> {
  const shown = (): Promise<string> => window.locator("body").innerText();
  const before = await shown();
  await pressInWindow(window, name);
  await expect
    .poll(() => shown().catch((error: unknown) => (window.isClosed() ? "" : Promise.reject(error as Error))), {
      timeout: 30_000,
    })
    .not.toBe(before);
}
