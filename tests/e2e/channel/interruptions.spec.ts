/** Whatever dies in the middle of a flow, the host gets a typed error within two seconds, and the next attempt succeeds. */
import process from "node:process";
import type { BrowserContext, Page } from "playwright/test";
import type { KeyInfo } from "../../../enclave/protocol/types.ts";
import { clientScript } from "../../harness/attacker/client-script.ts";
import type { RawEnvelope, RawHost } from "../../harness/attacker/raw-host.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { pressInWindow } from "../../harness/people.ts";
import { continueButton, expect, start, test, unlock, withNodes } from "./fixture.ts";
import {
  MPC_STEPS,
  needKey,
  honestWallet,
  openBench,
  PASSWORD_STEPS,
  reachStep,
  signNow,
  sleep,
  succeed,
  type Bench,
  type Step,
} from "./flow-steps.ts";

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

/** Kills at each step in turn, on one page: what one death leaves behind, the next flow would meet. */
async function dieAtEach(bench: Bench, steps: readonly Step[], { code, run, needsWindow }: Death): Promise<void> {
  const { page } = bench;
  for (const step of steps)
    await test.step(`${step.method} at ${step.at}`, async () => {
      await needKey(bench, step);
      const { answer, popup } = await reachStep(bench, step);
      if (needsWindow && !popup) {
        await page
          .frameLocator("iframe")
          .getByRole("button", { name: /Cancel|Close/ })
          .click();
        await answer();
      } else {
        await expect.poll(() => page.workers().length).toBe(1);
        const result = answer();
        const since = Date.now();
        await run(page, popup);
        expect((await result).error?.code).toBe(code);
        expect(Date.now() - since).toBeLessThan(2_300);
      }
      await signNow(page);
      // A vault that died took the key with it.
      await needKey(bench, step);
      await succeed(bench, step);
      for (const left of page.context().pages()) if (left !== page) await left.close();
    });
}

for (const [name, death] of Object.entries(DEATHS)) {
  const title = `${name}, at each step of each flow`;
  test(`@channel ${title} of a password key: a typed error within 2 s, and the next attempt succeeds`, async ({
    world,
    context,
  }) => {
    test.setTimeout(240_000);
    await dieAtEach(await openBench(world, context), PASSWORD_STEPS, death);
  });

  test(`@channel ${title} of an MPC key: a typed error within 2 s, and the next attempt succeeds`, async ({
    world: given,
    context,
  }) => {
    test.setTimeout(240_000);
    const { world, stop } = await withNodes(given);
    await dieAtEach(await openBench(world, context), MPC_STEPS, death);
    await stop();
  });
}

test("@channel the network is dropped at each step that needs it: a typed error within 2 s, and the next attempt succeeds", async ({
  world: given,
  context,
}) => {
  test.setTimeout(240_000);
  const { world, stop } = await withNodes(given);
  const bench = await openBench(world, context);
  const { page } = bench;
  const offline = async (code: string | undefined, answer: () => Promise<RawEnvelope>, act: () => Promise<void>) => {
    const result = answer();
    await context.setOffline(true);
    const since = Date.now();
    await act();
    expect((await result).error?.code).toBe(code);
    expect(Date.now() - since).toBeLessThan(2_300);
    await context.setOffline(false);
  };
  const step = (steps: readonly Step[], method: string, at: string): Step =>
    steps.find((one) => one.method === method && one.at === at) as Step;

  await test.step("before the vault starts", async () => {
    await context.setOffline(true);
    const since = Date.now();
    const answer = await start(page, "unlock", world.person.key);
    expect((await answer()).error?.code).toBe("NETWORK_UNREACHABLE");
    expect(Date.now() - since).toBeLessThan(2_300);
    await context.setOffline(false);
    await unlock(page, world.person);
  });
  await test.step("before the window loads", async () => {
    const consent = step(PASSWORD_STEPS, "grant", "the button");
    const { answer } = await reachStep(bench, consent);
    await offline("NETWORK_UNREACHABLE", answer, () => continueButton(page).click());
    await succeed(bench, consent);
  });
  await test.step("at the consent, which needs no network any more", async () => {
    const { answer, popup } = await reachStep(bench, step(PASSWORD_STEPS, "grant", "the consent"));
    await offline(undefined, answer, () => pressInWindow(popup as Page, "Approve"));
  });
  await test.step("while the wallet signs for an unlock by MPC", async () => {
    const reopen = step(MPC_STEPS, "unlock", "the wallet");
    await needKey(bench, { ...reopen, key: "mpc" });
    await needKey(bench, reopen);
    const { answer } = await reachStep(bench, reopen);
    await offline("MPC_UNAVAILABLE", answer, () => signNow(page));
    // After that the window offers the other ways beside the wallet.
    await succeed(bench, { ...reopen, finish: step(MPC_STEPS, "unlock", "the question").finish });
  });
  await test.step("while the wallet signs for a new MPC key", async () => {
    const create = step(MPC_STEPS, "createKey", "the wallet");
    const params = create.params(bench);
    const { answer } = await reachStep(bench, { ...create, params: () => params });
    await offline("MPC_UNAVAILABLE", answer, () => signNow(page));
    // What was approved is approved: no new window.
    const again = await start(page, "createKey", params);
    expect((await again()).error).toBeUndefined();
  });
  await stop();
});

/** What a page can do to the frame under the SDK's feet. */
const LOSSES: Record<string, (page: Page, url: string) => Promise<void>> = {
  reloaded: (page, url) =>
    page.evaluate((u) => document.querySelector("iframe")?.setAttribute("src", `${u}/?again`), url),
  "navigated away": (page) => page.evaluate(() => document.querySelector("iframe")?.setAttribute("src", "about:blank")),
  removed: (page) => page.evaluate(() => document.querySelector("iframe")?.remove()),
};

/** Every loss at every step in a long run; else one at each step, in turn. */
const lossesAt = (index: number): [string, (typeof LOSSES)[string]][] => {
  const all = Object.entries(LOSSES);
  return process.env["BUDGET"] === "full" ? all : all.slice(index % all.length, (index % all.length) + 1);
};

interface SdkPage {
  client: { connected: boolean; call(method: string, params: unknown): Promise<unknown> };
}

/** A page with the SDK's client, connected, whose wallet can be made to wait as the hand-written host's can. */
async function sdkPage(context: BrowserContext, url: string, enclave: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(async (at) => {
    const { createEnclaveClient } = await import("/client.js" as string);
    const container = document.querySelector("main") as HTMLElement;
    container.style.cssText = "inline-size: 640px; block-size: 400px";
    const host = { asked: [], sign: undefined } as unknown as RawHost;
    const client = createEnclaveClient({
      url: at,
      look: {},
      frame: { container, onSize: () => undefined },
      async signTypedData(params: unknown) {
        host.asked.push({ method: "signTypedData", params });
        return { signature: await host.sign?.(params) };
      },
      onEvent: () => undefined,
      onState: () => undefined,
    });
    await client.connect();
    Object.assign(window, { client, host });
  }, enclave);
  return page;
}

/** Calls by the SDK; what it answered, or the code. */
const bySdk = (page: Page, method: string, params: unknown): Promise<{ code: string; value?: unknown }> =>
  page.evaluate(
    ([name, given]) =>
      (window as unknown as SdkPage).client.call(name as string, given).then(
        (value) => ({ code: "ok", value }),
        (error: { code: string }) => ({ code: error.code }),
      ),
    [method, params] as const,
  );

const title = "the frame is reloaded, navigated away or removed at each step";
for (const [kind, steps] of Object.entries({ password: PASSWORD_STEPS, MPC: MPC_STEPS }))
  test(`@channel ${title} of a flow of a ${kind} key: ENCLAVE_RESTARTED within 2 s, and the SDK's next call succeeds`, async ({
    world: given,
    context,
  }) => {
    test.setTimeout(process.env["BUDGET"] === "full" ? 900_000 : 240_000);
    const site = await startSite("sdk", {
      "/": `<!doctype html><title>dApp</title><body><main></main></body>`,
      "/client.js": { body: await clientScript(), type: "text/javascript" },
    });
    const { world, stop } = await withNodes(given);
    const { person, enclave } = world;

    async function open(): Promise<Bench> {
      const page = await sdkPage(context, site.url, enclave.url);
      const wallet = await honestWallet(page);
      return { page, person, wallet };
    }
    /** Has the key that a step needs, however often the frame was lost. */
    async function unlocked(bench: Bench, { key }: Pick<Step, "key">): Promise<void> {
      const { page, wallet, mpcKey } = bench;
      if (!key) return;
      if (key === "password") {
        const unlocking = bySdk(page, "unlock", person.key);
        await PASSWORD_STEPS[0]?.finish(page);
        expect((await unlocking).code).toBe("ok");
      } else if (mpcKey) {
        // The frame that was connected is gone, and what it knew with it unless the browser kept it.
        expect((await bySdk(page, "unlock", { ...mpcKey, wallet })).code).toBe("ok");
      } else await create(bench);
    }
    async function create(bench: Bench): Promise<void> {
      const step = MPC_STEPS[0] as Step;
      const creating = bySdk(bench.page, "createKey", step.params(bench));
      await step.finish(bench.page);
      const { code, value } = await creating;
      expect(code).toBe("ok");
      bench.mpcKey = value as KeyInfo;
    }

    for (const [loss, run] of kind === "password" ? Object.entries(LOSSES) : [])
      await test.step(`${loss} after the handshake`, async () => {
        const bench = await open();
        await run(bench.page, enclave.url);
        const isConnected = () => (window as unknown as SdkPage).client.connected;
        await expect.poll(() => bench.page.evaluate(isConnected)).toBe(false);
        await unlocked(bench, { key: "password" });
        await bench.page.close();
      });
    for (const [index, step] of steps.entries())
      for (const [loss, run] of lossesAt(index))
        await test.step(`${loss} while ${step.method} is at ${step.at}`, async () => {
          const bench = await open();
          const { page } = bench;
          // A step of unlocking an MPC key needs one to be there.
          if (kind === "MPC" && step.method === "unlock") await create(bench);
          await unlocked(bench, step);
          if (!step.key) await bySdk(page, "lock", {});
          const params = step.params(bench);
          if (step.at === "the wallet") await sleep(page);
          const lost = bySdk(page, step.method, params);
          await step.reach(page);
          const since = Date.now();
          await run(page, enclave.url);
          expect((await lost).code).toBe("ENCLAVE_RESTARTED");
          expect(Date.now() - since).toBeLessThan(2_300);
          await signNow(page);
          // The key went with the frame.
          await unlocked(bench, step);
          const next = bySdk(page, step.method, params);
          await step.finish(page);
          expect((await next).code).toBe("ok");
          for (const left of context.pages()) await left.close();
        });
    await stop();
    await site.stop();
  });
