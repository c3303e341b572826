/** The first grant, end to end: join, issue, see, grant, undo, and the same key again in another browser. */
import type { RunningDemo } from "../harness/demo.ts";
import { expect, test } from "../harness/demo-test.ts";
import {
  approveCheck,
  join,
  newPerson,
  openHome,
  PASSWORD,
  PLANTED,
  unlock,
  visit,
  type Person,
} from "../harness/journeys.ts";
import {
  closeWindow,
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
import { expectNothingCrossed } from "../harness/nothing-crossed.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { mpcSecrets, passwordSecrets } from "../harness/secrets.ts";

let demo: RunningDemo;
test.beforeAll(({ demo: shared }) => {
  demo = shared;
});
test.afterEach(async ({ browser }, info) => {
  await picturesOfFailure(browser, info);
  await expectNothingCrossed(demo);
});

function secretsOf(person: Person, store: "mpc" | "user") {
  return store === "mpc" ? mpcSecrets(demo.dataDir, person.address) : passwordSecrets(PASSWORD, person.userId);
}

for (const store of ["mpc", "user"] as const)
  test(`@first-grant a person joins with ${store === "mpc" ? "the key nodes" : "a password"}, is issued a credential, sees it, grants it and takes it back`, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const person = await newPerson(demo, await browser.newContext());
    const staff = await browser.newContext();

    await test.step("joins, and leaves", () => join(demo, person, store));
    await test.step("Neobank issues after the page is closed", () => approveCheck(demo, staff));

    await test.step("sees the credential in the enclave", async () => {
      const page = await openHome(person, demo.neobank.url, { issued: true });
      await press(page, /^View/);
      // Neobank was let use the key when it was made: an MPC key comes back by the wallet's signature alone.
      const viewer = store === "mpc" ? await continueInWindow(page) : await unlock(page, store, person);
      if (store === "mpc") await approveInWallet(page, "idOS secret store contract");
      await expect(viewer.getByText(PLANTED.familyName).first()).toBeVisible({ timeout: 30_000 });
      await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
      // The Isle goes on beside it: the next one opens in the same window, with nothing more to press.
      await expect(isle(page).getByRole("button", { name: "Cancel" })).toHaveCount(0);
      await expect(enclaveFrame(page).getByText("Your credentials are open in your idOS window.")).toBeVisible();
      const heading = await viewer.locator("h2.viewer-title").elementHandle();
      await press(page, /^View/);
      await heading?.waitForElementState("hidden");
      await expect(viewer.getByText(PLANTED.idDocumentNumber).first()).toBeVisible();
      expect(person.context.pages()).toHaveLength(2);
      await expect(isle(page).getByRole("heading", { name: "Credentials" })).toBeVisible();
      await closeWindow(viewer, "Close");
      await expect(enclaveFrame(page).getByRole("button")).toHaveCount(0);
      await page.close();
    });

    await test.step("grants it to Acme, whose server decrypts it and finds every check ok", async () => {
      const page = await visit(person, demo.acme.url);
      await page.getByRole("button", { name: "Order your card" }).click();
      await connectWallet(page, person.address);
      await approveInWallet(page, "wants you to sign in with your account");
      await expect(isle(page).getByRole("heading", { name: /asks for your identity/ })).toBeVisible();
      await press(page, "Continue");
      // One way out on one screen: the frame's.
      await expect(enclaveFrame(page).getByRole("button", { name: "Cancel" })).toBeVisible();
      await expect(isle(page).getByRole("button", { name: "Cancel" })).toHaveCount(0);
      const window = await unlock(page, store, person);
      await expect(window.getByText(PLANTED.idDocumentNumber).first()).toBeVisible({ timeout: 30_000 });
      await pressInWindow(window, "Approve");
      await expect(window.getByText("Your wallet will show this digest")).toBeVisible();
      const digest = (await window.locator(".digest").innerText()).replace(/\s/g, "");
      expect(digest).toMatch(/^[0-9a-f]{40}$/);
      await closeWindow(window, "Close and return");
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
      const second = await newPerson(demo, await browser.newContext());
      second.address = person.address;
      const page = await openHome(second, demo.neobank.url, { known: false });
      await press(page, /^View/);
      const viewer = await unlock(page, store, second);
      // The one window, from the unlock on.
      await expect(viewer.getByText(PLANTED.familyName).first()).toBeVisible({ timeout: 30_000 });
      expect(second.context.pages()).toHaveLength(2);
      second.recorder.expectAbsent({ ...PLANTED, ...(await secretsOf(second, store)) });
      await second.context.close();
    });

    expect(person.recorder.messages.length).toBeGreaterThan(50);
    person.recorder.expectAbsent({ ...PLANTED, ...(await secretsOf(person, store)) });
    await person.context.close();
    await staff.close();
  });
