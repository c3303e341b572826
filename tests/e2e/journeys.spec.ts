/** What each journey takes of a person: clicks, windows and wallet prompts, compared with the tables of `docs/journeys.md`. */
import process from "node:process";
import type { BrowserContext, Page } from "playwright/test";
import type { RunningDemo } from "../harness/demo.ts";
import { expect, test } from "../harness/demo-test.ts";
import { readJourneys, writeJourneys, type Took } from "../harness/journey-table.ts";
import { approveCheck, fillForm, PASSWORD, PLANTED } from "../harness/journeys.ts";
import { goAlong, windowsOf, type Obliging } from "../harness/obliging-person.ts";
import { closeWindow, enclaveFrame, isle, press } from "../harness/people.ts";
import { picturesOfFailure } from "../harness/pictures.ts";
import { pressesIn, pressUntilHeard } from "../harness/press.ts";
import { call, changeWallet, sdkBrowser, testWallet, type TestWallet } from "../harness/sdk-page.ts";

let demo: RunningDemo;
test.beforeAll(({ demo: shared }) => {
  demo = shared;
});
test.afterEach(async ({ browser }, info) => picturesOfFailure(browser, info));

type Store = "user" | "mpc";
const HEADINGS: Record<Store, string> = { user: "With a password", mpc: "With a wallet and the key nodes" };
/** First names of the two credentials. */
const FIRST = PLANTED.firstName;
const SECOND = "Otherhaven";
const ONE_DAY = "86400";

/** Counts what happens in a browser. */
interface Tally {
  /** Runs one journey. */
  count(name: string, walk: () => Promise<void>): Promise<void>;
}

/** @param prompts how often a wallet has asked so far */
function tally(context: BrowserContext, took: Record<string, Took>, prompts: () => number): Tally {
  const pages: Page[] = [];
  context.on("page", (page) => void pages.push(page));
  const now = (): Took => ({
    clicks: pressesIn(context),
    windows: pages.filter((page) => page.url().startsWith(demo.enclave.url)).length,
    prompts: prompts(),
  });
  return {
    count: (name, walk) =>
      test.step(name, async () => {
        const before = now();
        await walk();
        const after = now();
        took[name] = {
          clicks: after.clicks - before.clicks,
          windows: after.windows - before.windows,
          prompts: after.prompts - before.prompts,
        };
      }),
  };
}

/** A browser in which every prompt of the burner wallet is counted. */
async function watchedBrowser(context: BrowserContext): Promise<() => number> {
  let prompts = 0;
  await context.exposeBinding("__prompted", () => void prompts++);
  await context.addInitScript(() => {
    const { showModal } = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
      const root = this.getRootNode();
      if (root instanceof ShadowRoot && root.host.localName === "burner-wallet-prompt")
        (globalThis as unknown as { __prompted(): void }).__prompted();
      showModal.call(this);
    };
  });
  return () => prompts;
}

type Somebody = Omit<Obliging, "page" | "frame">;

async function open(context: BrowserContext, url: string, who: Somebody): Promise<Obliging> {
  const page = await context.newPage();
  await page.goto(url);
  return { ...who, page, frame: enclaveFrame(page) };
}

const button = (page: Page, name: string | RegExp) => isle(page).getByRole("button", { name });
const shows = (page: Page, heading: string | RegExp) => () =>
  isle(page).getByRole("heading", { name: heading }).isVisible();
/** Opens the Isle and connects the wallet. */
async function signIn(at: Obliging): Promise<void> {
  await pressUntilHeard(button(at.page, /idOS/).first());
  await press(at.page, /Burner wallet/);
  await goAlong(at, shows(at.page, "Credentials"));
}

/** True where a credential's first name stands, in whatever of the enclave's places. */
async function sees({ page, enclave }: Obliging, name: string): Promise<boolean> {
  const frames = page
    .context()
    .pages()
    .flatMap((one) => one.frames());
  for (const frame of frames.filter((one) => one.url().startsWith(enclave)))
    if (
      await frame
        .getByText(name)
        .first()
        .isVisible()
        .catch(() => false)
    )
      return true;
  return false;
}

/** The credential that is shown. */
async function shown(at: Obliging): Promise<string | undefined> {
  for (const name of [FIRST, SECOND]) if (await sees(at, name)) return name;
  return undefined;
}

/** Closes what shows credentials or settings, wherever that is. */
async function closeAll(at: Obliging): Promise<void> {
  const inFrame = at.frame.getByRole("button", { name: "Close" });
  const windows = windowsOf(at);
  for (const window of windows) await closeWindow(window, "Close");
  if (windows.length === 0) await pressUntilHeard(inFrame);
  await expect(inFrame).toHaveCount(0);
}

/** Has an issuer let in, hands in its form, and has it approved. */
async function beVerified(at: Obliging, staff: BrowserContext, firstName: string): Promise<void> {
  const opening = at.page.context().waitForEvent("page");
  await isle(at.page).getByRole("link", { name: "Open the form" }).click();
  const form = await opening;
  await fillForm(form, firstName);
  await form.close();
  await at.page.close();
  await approveCheck(demo, staff, firstName);
}

/** A wallet that can bring the key back is linked; the Isle has no button for that, so by the SDK. */
async function link(context: BrowserContext, store: Store, took: Record<string, Took>): Promise<void> {
  const wallets: TestWallet[] = [testWallet(), testWallet()];
  const [own, other] = wallets as [TestWallet, TestWallet];
  const { count } = tally(context, took, () => own.signed.length + other.signed.length);
  const person = await sdkBrowser(demo, context, wallets);
  const page = await person.open(own);
  const at: Obliging = {
    page,
    frame: page.frameLocator("iframe"),
    enclave: demo.enclave.url,
    account: own,
    password: PASSWORD,
  };
  const until = async (work: Promise<{ ok: boolean }>): Promise<void> => {
    let outcome: { ok: boolean } | undefined;
    void work.then((value) => (outcome = value));
    await goAlong(at, async () => outcome !== undefined);
    expect(outcome).toMatchObject({ ok: true });
  };
  await until(call(page, "join", { store }));
  const name = "Link a second wallet, key unlocked";
  await count(name, () => until(changeWallet(page, "link", other)));
  // These wallets sign by themselves, where a person presses once for each.
  const { clicks, windows, prompts } = took[name] as Took;
  took[name] = { clicks: clicks + prompts, windows, prompts };
}

for (const store of ["user", "mpc"] as const)
  test(`@journeys ${HEADINGS[store].toLowerCase()}: every journey takes the clicks, windows and prompts that docs/journeys.md names`, async ({
    browser,
  }) => {
    test.setTimeout(480_000);
    const [context, staff, elsewhere, other] = [
      await browser.newContext(),
      await browser.newContext(),
      await browser.newContext(),
      await browser.newContext(),
    ];
    const took: Record<string, Took> = {};
    const who: Somebody = { enclave: demo.enclave.url, account: { address: "" }, password: PASSWORD };
    const { count } = tally(context, took, await watchedBrowser(context));
    const neobank = (): Promise<Obliging> => open(context, demo.neobank.url, who);

    let at = await neobank();
    await count("Join a site", async () => {
      await pressUntilHeard(at.page.getByRole("button", { name: "Open an account" }));
      await press(at.page, /Burner wallet/);
      await goAlong(at, () => button(at.page, "Create a profile").isVisible());
      await press(at.page, "Create a profile");
      if (store === "user") await pressUntilHeard(isle(at.page).getByRole("radio", { name: /With a password/ }));
      await press(at.page, "Create my key");
      await goAlong(at, () => button(at.page, "Get verified by Neobank").isVisible());
    });
    const formIsThere = () => isle(at.page).getByRole("link", { name: "Open the form" }).isVisible();
    await count("Let the site write a credential", async () => {
      await press(at.page, "Get verified by Neobank");
      await press(at.page, "Approve");
      await goAlong(at, formIsThere);
    });
    await beVerified(at, staff, FIRST);

    at = await neobank();
    await pressUntilHeard(button(at.page, /idOS/).first());
    await expect.poll(shows(at.page, "Your credential was issued")).toBe(true);
    await press(at.page, "Continue");
    await press(at.page, /Burner wallet/);
    await press(at.page, "Get another credential");
    await press(at.page, "Get verified by Neobank");
    await press(at.page, "Approve");
    await goAlong(at, formIsThere);
    await beVerified(at, staff, SECOND);
    at = await neobank();
    await pressUntilHeard(button(at.page, /idOS/).first());
    await expect.poll(shows(at.page, "Your credential was issued")).toBe(true);
    await press(at.page, "Continue");
    await at.page.close();

    at = await neobank();
    await count("Come back to the site", () => signIn(at));
    const view = button(at.page, /^View/);
    await count("View a credential, key locked", async () => {
      await pressUntilHeard(view.first());
      await goAlong(at, async () => (await shown(at)) !== undefined);
    });
    await count("View a further credential", async () => {
      const next = (await shown(at)) === FIRST ? SECOND : FIRST;
      if (!(await view.nth(1).isVisible())) await closeAll(at);
      await at.page.bringToFront();
      await pressUntilHeard(view.nth(1));
      await goAlong(at, () => sees(at, next));
    });
    await closeAll(at);
    const openSettings = async (): Promise<void> => {
      await press(at.page, "Settings");
      await press(at.page, "Key settings");
      await goAlong(at, async () => {
        const [window] = windowsOf(at);
        return (await window?.getByRole("heading", { name: "Connected sites" }).isVisible()) ?? false;
      });
    };
    await count("Open the key's settings, key unlocked", openSettings);
    await closeAll(at);
    await at.page.close();

    at = await open(context, demo.acme.url, who);
    const order = async (): Promise<void> => {
      await goAlong(at, shows(at.page, /asks for your identity/));
      await press(at.page, "Continue");
      await goAlong(at, () => at.page.getByRole("heading", { name: "Card ordered" }).isVisible());
    };
    const orderCard = at.page.getByRole("button", { name: "Order your card" });
    await count("Share with a new site, key locked", async () => {
      await pressUntilHeard(orderCard);
      await press(at.page, /Burner wallet/);
      await order();
    });
    await press(at.page, "Done");
    await count("Share with it again, key unlocked", async () => {
      await pressUntilHeard(orderCard);
      await order();
    });
    await press(at.page, "Done");
    await pressUntilHeard(button(at.page, /idOS/).first());
    await count("Take access back", async () => {
      await press(at.page, "Permissions");
      const revoke = button(at.page, /Revoke access of Acme/);
      const before = await revoke.count();
      await pressUntilHeard(revoke.first());
      await press(at.page, "Revoke access");
      await goAlong(at, async () => (await shows(at.page, "Permissions")()) && (await revoke.count()) === before - 1);
    });
    await context.close();

    // A browser that knows nothing of them.
    const second = tally(elsewhere, took, await watchedBrowser(elsewhere));
    const remembering: Somebody = { ...who, remember: ONE_DAY };
    at = await open(elsewhere, demo.neobank.url, remembering);
    await second.count("Come to the site in another browser", () => signIn(at));
    const look = async (): Promise<void> => {
      await pressUntilHeard(button(at.page, /^View/).first());
      await goAlong(at, async () => (await shown(at)) !== undefined);
    };
    await second.count("View a credential there, for the first time", look);
    await at.page.close();
    at = await open(elsewhere, demo.neobank.url, who);
    await signIn(at);
    await second.count("View a credential, key remembered", look);
    await elsewhere.close();

    await link(other, store, took);
    await Promise.all([other.close(), staff.close()]);

    if (process.env["JOURNEYS"] === "write") await writeJourneys(HEADINGS[store], took);
    expect(took).toEqual(await readJourneys(HEADINGS[store]));
  });
