/** What people do on the demo's pages: at the Isle, at the enclave's frame and window, at the wallet, at the back offices. */
import { expect, type FrameLocator, type Locator, type Page } from "playwright/test";
import { countPress, pressForWindow, pressUntilHeard } from "./press.ts";

/** The Isle's card on a dApp's page. */
export function isle(page: Page): Locator {
  return page.locator("idos-isle");
}

/** The enclave's frame on a dApp's page. */
export function enclaveFrame(page: Page): FrameLocator {
  return page.frameLocator("idos-isle iframe");
}

/** The burner wallet's prompt. */
export function walletPrompt(page: Page): Locator {
  return page.locator("burner-wallet-prompt dialog[open]");
}

/** Presses a button of the Isle. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await pressUntilHeard(isle(page).getByRole("button", { name }));
}

/** Connects the burner wallet with a new account, or with the one given. Resolves to its address. */
export async function connectWallet(page: Page, address?: string): Promise<string> {
  await press(page, /Burner wallet/);
  const prompt = walletPrompt(page);
  const accounts = prompt.getByRole("radio");
  await prompt.getByRole("button", { name: "Connect" }).waitFor();
  if (address) await pressUntilHeard(prompt.getByText(address));
  else {
    const before = await accounts.count();
    await pressUntilHeard(prompt.getByRole("button", { name: "New account" }));
    await expect(accounts).toHaveCount(before + 1);
  }
  const chosen = await prompt.locator("label:has(input:checked) code").innerText();
  await pressUntilHeard(prompt.getByRole("button", { name: "Connect" }));
  // The wallet may ask for the next thing at once.
  await expect(prompt.getByRole("button", { name: "Connect" })).toBeHidden();
  return chosen;
}

/** Approves what the wallet shows, after checking that it says what is expected. */
export async function approveInWallet(page: Page, says: string | RegExp): Promise<void> {
  const prompt = walletPrompt(page);
  await expect(prompt).toContainText(says);
  await pressUntilHeard(prompt.getByRole("button", { name: "Approve" }));
}

/** Declines what the wallet shows. */
export async function declineInWallet(page: Page): Promise<void> {
  await pressUntilHeard(walletPrompt(page).getByRole("button", { name: "Decline" }));
}

/** Presses the frame's one button; resolves to the enclave's window. */
export function continueInWindow(page: Page): Promise<Page> {
  return pressForWindow(enclaveFrame(page).getByRole("button", { name: "Continue in your idOS window" }));
}

/** Presses a button of the window, once it is armed. */
export async function pressInWindow(window: Page, name: string): Promise<void> {
  const button = window.getByRole("button", { name });
  // Armed by 600 ms of focus, and by having seen the list's end.
  await window.bringToFront();
  await expect(button).toBeVisible();
  const end = window.locator(".end");
  if (await end.count())
    await end
      .first()
      .scrollIntoViewIfNeeded({ timeout: 2_000 })
      .catch(() => {});
  await expect(button).toBeEnabled();
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
  await clickThatMayClose(button);
}

/** A page that closes at a click may be gone before the click is reported as done. */
async function clickThatMayClose(button: Locator): Promise<void> {
  countPress(button);
  await button.click().catch((error: unknown) => {
    if (!button.page().isClosed()) throw error;
  });
}

/** Presses the button with which a window closes itself, and waits until it has. */
export async function closeWindow(window: Page, name: string): Promise<void> {
  const closed = window.waitForEvent("close");
  await clickThatMayClose(window.getByRole("button", { name }));
  await closed;
}

/** Signs in to a back office. */
export async function enterBackOffice(page: Page, url: string, token: string): Promise<void> {
  await page.goto(`${url}/back-office.html`);
  await page.getByLabel("Operator token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}
