/** Whatever dies in the middle of a flow, the host gets a typed error within two seconds, and the next attempt succeeds. */
import type { Page } from "playwright/test";
import { credentialOf, grantOf, PASSWORD, type TestPerson } from "../../harness/attacker/person.ts";
import { clientScript } from "../../harness/attacker/client-script.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { pressInWindow } from "../../harness/people.ts";
import { continueButton, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** A flow, taken to one of its steps. Resolves to its window, if it is open. */
type Reach = (page: Page) => Promise<Page | undefined>;

const atButton: Reach = async (page) => {
  await expect(continueButton(page)).toBeVisible();
  return undefined;
};
const inWindow =
  (sees: string | RegExp): Reach =>
  async (page) => {
    const popup = await openWindow(page);
    await expect(popup.getByText(sees).first()).toBeVisible();
    return popup;
  };
const inViewer: Reach = async (page) => {
  await expect(page.frameLocator("iframe").getByText("Your credential").first()).toBeVisible();
  return undefined;
};

interface Step {
  method: "unlock" | "createKey" | "grant" | "view";
  at: string;
  reach: Reach;
}
const STEPS: Step[] = [
  { method: "unlock", at: "the button", reach: atButton },
  { method: "unlock", at: "the password", reach: inWindow("idOS password") },
  { method: "createKey", at: "the choice", reach: inWindow("Choose a password") },
  { method: "grant", at: "the button", reach: atButton },
  { method: "grant", at: "the consent", reach: inWindow("Who gets it") },
  { method: "view", at: "the viewer", reach: inViewer },
];

/** Ends the vault's worker as the browser would, past the frame. */
async function killVault(page: Page): Promise<void> {
  const worker = page.workers()[0];
  if (!worker) throw new Error("No vault");
  // Its evaluation never answers: the worker is gone.
  await Promise.race([worker.evaluate(() => self.close()).catch(() => undefined), page.waitForTimeout(300)]);
}

interface Death {
  code: string;
  /** Only a flow that has its window open can lose it. */
  needsWindow: boolean;
  run(page: Page, popup: Page | undefined): Promise<void>;
}
const DEATHS: Record<string, Death> = {
  "the vault is killed": { code: "ENCLAVE_RESTARTED", needsWindow: false, run: killVault },
  "the window is closed": { code: "USER_CLOSED", needsWindow: true, run: async (_, popup) => popup?.close() },
  "the window is navigated away": {
    code: "USER_CLOSED",
    needsWindow: true,
    run: async (_, popup) => void (await popup?.goto("about:blank")),
  },
};

const paramsOf = ({ method }: Step, person: TestPerson): unknown => {
  const candidate = person.holding(credentialOf({ firstName: "A" }));
  if (method === "unlock") return person.key;
  if (method === "createKey") return { userId: person.userId, store: "user" };
  return method === "grant" ? grantOf([candidate]) : { candidates: [candidate] };
};

/** Brings a flow to its good end. */
async function succeed(page: Page, step: Step, person: TestPerson): Promise<void> {
  const answer = await start(page, step.method, paramsOf(step, person));
  if (step.method === "view") {
    await inViewer(page);
    await page.frameLocator("iframe").getByRole("button", { name: "Close" }).click();
  } else {
    const popup = await openWindow(page);
    if (step.method === "unlock") await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
    if (step.method === "createKey") {
      await popup.getByRole("radio", { name: /A password of my own/ }).check();
      await popup.getByLabel("New password").fill(PASSWORD);
      await popup.getByLabel("The same password again").fill(PASSWORD);
    }
    await pressInWindow(popup, { unlock: "Unlock", createKey: "Allow", grant: "Approve" }[step.method]);
  }
  expect((await answer()).ok).toBe(true);
}

for (const [death, { code, run, needsWindow }] of Object.entries(DEATHS))
  test(`@channel ${death}, at each step of each flow: a typed error within 2 s, and the next attempt succeeds`, async ({
    world,
    context,
  }) => {
    test.setTimeout(180_000);
    const { person } = world;
    for (const step of STEPS)
      await test.step(`${step.method} at ${step.at}`, async () => {
        const page = await openDapp(world, context);
        const needsKey = step.method === "grant" || step.method === "view";
        if (needsKey) await unlock(page, person);
        const answer = await start(page, step.method, paramsOf(step, person));
        const popup = await step.reach(page);
        if (needsWindow && !popup) return page.close();
        await expect.poll(() => page.workers().length).toBe(1);
        const result = answer();
        const since = Date.now();
        await run(page, popup);
        expect((await result).error?.code).toBe(code);
        expect(Date.now() - since).toBeLessThan(2_300);
        // A vault that died took the key with it.
        if (needsKey && death === "the vault is killed") await unlock(page, person);
        await succeed(page, step, person);
        await page.close();
        for (const left of context.pages()) await left.close();
      });
  });

test("@channel the network is dropped before the vault starts: a typed error within 2 s, and the next attempt succeeds", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await context.setOffline(true);
  const since = Date.now();
  const answer = await start(page, "unlock", world.person.key);
  expect((await answer()).error?.code).toBe("NETWORK_UNREACHABLE");
  expect(Date.now() - since).toBeLessThan(2_000);
  await context.setOffline(false);
  await unlock(page, world.person);
});

/** What a page can do to the frame under the SDK's feet. */
const LOSSES: Record<string, (page: Page, url: string) => Promise<void>> = {
  reloaded: (page, url) =>
    page.evaluate((u) => document.querySelector("iframe")?.setAttribute("src", `${u}/?again`), url),
  "navigated away": (page) => page.evaluate(() => document.querySelector("iframe")?.setAttribute("src", "about:blank")),
  removed: (page) => page.evaluate(() => document.querySelector("iframe")?.remove()),
};

test("@channel the frame is reloaded, navigated away or removed at each step: ENCLAVE_RESTARTED within 2 s, and the SDK's next call succeeds", async ({
  world,
  context,
}) => {
  test.setTimeout(180_000);
  const site = await startSite("sdk", {
    "/": `<!doctype html><title>dApp</title><body><main></main></body>`,
    "/client.js": { body: await clientScript(), type: "text/javascript" },
  });
  for (const [loss, run] of Object.entries(LOSSES))
    for (const step of ["the handshake is done", "the button", "the window"])
      await test.step(`${loss} at ${step}`, async () => {
        const page = await context.newPage();
        await page.goto(site.url);
        await page.evaluate(async (url) => {
          const { createEnclaveClient } = await import("/client.js" as string);
          const container = document.querySelector("main") as HTMLElement;
          container.style.cssText = "inline-size: 640px; block-size: 400px";
          const client = createEnclaveClient({
            url,
            look: {},
            frame: { container, onSize: () => undefined },
            signTypedData: () => Promise.reject(new Error("none")),
            onEvent: () => undefined,
            onState: () => undefined,
          });
          await client.connect();
          Object.assign(window, {
            client,
            unlock: (key: unknown) =>
              client.call("unlock", key).then(
                () => "ok",
                (error: { code: string }) => error.code,
              ),
          });
        }, world.enclave.url);
        const unlockCode = (): Promise<string> =>
          page.evaluate(
            (key) => (window as unknown as { unlock(k: unknown): Promise<string> }).unlock(key),
            world.person.key,
          );
        let lost: Promise<string> | undefined;
        if (step !== "the handshake is done") {
          lost = unlockCode();
          await expect(continueButton(page)).toBeVisible();
        }
        if (step === "the window") await openWindow(page);
        const since = Date.now();
        await run(page, world.enclave.url);
        if (lost) expect(await lost).toBe("ENCLAVE_RESTARTED");
        expect(Date.now() - since).toBeLessThan(2_300);
        await expect
          .poll(() => page.evaluate(() => (window as unknown as { client: { connected: boolean } }).client.connected))
          .toBe(false);
        const next = unlockCode();
        const popup = await openWindow(page);
        await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
        await pressInWindow(popup, "Unlock");
        expect(await next).toBe("ok");
        for (const left of context.pages()) await left.close();
      });
  await site.stop();
});
