/** Whatever dies in the middle of a flow, the host gets a typed error within two seconds, and the next attempt succeeds. */
import process from "node:process";
import type { BrowserContext, Page, Worker } from "playwright/test";
import type { KeyInfo } from "../../../enclave/protocol/types.ts";
import type { RawEnvelope } from "../../harness/attacker/raw-host.ts";
import { addDevice } from "../../harness/device-double.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressUntilHeard } from "../../harness/press.ts";
import { call, continueButton, expect, start, test, unlock, withNodes, type openDapp, type World } from "./fixture.ts";
import {
  makePasskey,
  MPC_STEPS,
  needKey,
  openBench,
  PASSKEY_STEPS,
  PASSWORD_STEPS,
  reachStep,
  signNow,
  succeed,
  type Bench,
  typePhrase,
  type Step,
} from "./flow-steps.ts";
import { openSdkDapp, serveSdk, type SdkWindow } from "./sdk-host.ts";

// Long ones, of which each has a browser context and a key of its own.
test.describe.configure({ mode: "parallel" });

const names = new WeakMap<Worker, Promise<string>>();

/** The vaults that run, without the thread in which one opens credentials. */
async function vaults(page: Page): Promise<Worker[]> {
  const found: Worker[] = [];
  for (const worker of page.workers()) {
    // Asked once: one that has died does not answer.
    const name = names.get(worker) ?? worker.evaluate(() => self.name).catch(() => "gone");
    names.set(worker, name);
    if ((await name) === "") found.push(worker);
  }
  return found;
}

/** Ends the vault's worker as the browser would, past the frame. */
async function killVault(page: Page): Promise<void> {
  const [worker] = await vaults(page);
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
        await pressUntilHeard(page.frameLocator("iframe").getByRole("button", { name: /Cancel|Close/ }));
        await answer();
      } else {
        await expect.poll(async () => (await vaults(page)).length).toBe(1);
        const result = answer();
        const since = Date.now();
        await run(page, popup);
        if (needsWindow && step.closingEnds) expect(await result).toEqual({ ok: true, value: { closed: true } });
        else expect((await result).error?.code).toBe(code);
        expect(Date.now() - since).toBeLessThan(2_300);
      }
      await signNow(page);
      // A vault that died took the key with it.
      await needKey(bench, step);
      await succeed(bench, step);
      for (const left of page.context().pages()) if (left !== page) await left.close();
    });
}

const flowOf = ({ method, by }: Step): string => `${method} ${by}`;

/** In a long run, all steps; else one of each flow, another one for each way to interrupt it. */
function stepsFor(steps: readonly Step[], way: number): readonly Step[] {
  if (process.env["BUDGET"] === "full") return steps;
  const flows = [...new Set(steps.map(flowOf))].map((flow) => steps.filter((step) => flowOf(step) === flow));
  return flows.map((flow) => flow[(way + flow.length - 1) % flow.length] as Step);
}

/** One who comes by one kind of key, and the steps of their flows. */
interface Comer {
  steps: readonly Step[];
  open(world: World, context: BrowserContext, open?: typeof openDapp): Promise<Bench>;
  nodes?: boolean;
}
const COMERS: Record<string, Comer> = {
  "a password key": { steps: PASSWORD_STEPS, open: openBench },
  "a passkey": {
    steps: PASSKEY_STEPS,
    async open(...given) {
      const device = await addDevice(given[1]);
      const bench = { ...(await openBench(...given)), device };
      await makePasskey(bench);
      return bench;
    },
  },
  "an MPC key": { steps: MPC_STEPS, open: openBench, nodes: true },
};

for (const [name, death] of Object.entries(DEATHS))
  for (const [whose, comer] of Object.entries(COMERS))
    test(`@channel ${name}, at each step of each flow of ${whose}: a typed error within 2 s, and the next attempt succeeds`, async ({
      world: given,
      context,
    }) => {
      test.setTimeout(300_000);
      const { world, stop } = comer.nodes ? await withNodes(given) : { world: given, stop: async () => undefined };
      await dieAtEach(await comer.open(world, context), comer.steps, death);
      await stop();
    });

// At a screen nothing is sent any more: the consent and the phrase, whose code comes late, stand for all of them.
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
  await test.step("at the consent, which needs no network any more", async () => {
    const { answer, popup } = await reachStep(bench, step(PASSWORD_STEPS, "grant", "the consent"));
    await offline(undefined, answer, () => pressInWindow(popup as Page, "Approve"));
  });
  await test.step("at the way back to the recovery phrase", async () => {
    const restore = step(PASSWORD_STEPS, "unlock", "the way back");
    await needKey(bench, restore);
    const { answer, popup } = await reachStep(bench, restore);
    await offline(undefined, answer, async () => {
      await pressInWindow(popup as Page, "Use recovery phrase");
      await typePhrase(popup as Page, bench);
    });
  });
  for (const button of [...PASSWORD_STEPS, ...MPC_STEPS].filter(({ at }) => at === "the button"))
    await test.step(`before the window of ${button.method} ${button.by ?? ""} loads`, async () => {
      await needKey(bench, button);
      const { answer } = await reachStep(bench, button);
      await offline("NETWORK_UNREACHABLE", answer, () => pressUntilHeard(continueButton(page)));
      await succeed(bench, button);
    });
  await test.step("while the wallet signs for a new MPC key", async () => {
    const create = step(MPC_STEPS, "createKey", "the wallet");
    await needKey(bench, create);
    const params = create.params(bench);
    const { answer } = await reachStep(bench, { ...create, params: () => params });
    await offline("MPC_UNAVAILABLE", answer, () => signNow(page));
    // What was approved is approved: no new window.
    const again = await call(page, "createKey", params);
    expect(again.error).toBeUndefined();
    bench.mpcKey = again.value as KeyInfo;
  });
  await test.step("while the wallet signs to unlock an MPC key", async () => {
    const reopen = step(MPC_STEPS, "unlock", "the wallet");
    await needKey(bench, reopen);
    const { answer } = await reachStep(bench, reopen);
    await offline("MPC_UNAVAILABLE", answer, () => signNow(page));
    // The nodes failed: the next one offers the other ways beside the wallet.
    await succeed(bench, { ...reopen, finish: step(MPC_STEPS, "unlock", "the question").finish });
  });
  for (const method of ["linkRecovery", "unlinkRecovery"])
    await test.step(`while the wallet signs for ${method}`, async () => {
      const change = step(MPC_STEPS, method, "the wallet");
      await needKey(bench, change);
      const { answer, popup } = await reachStep(bench, change);
      await context.setOffline(true);
      const since = Date.now();
      await signNow(page);
      // Some nodes may have taken it: the window says it of each, and asks again.
      const results = (popup as Page).locator(".nodes li");
      await expect(results).toHaveCount(5);
      await expect(results.last()).toContainText("not done (NETWORK_UNREACHABLE)");
      expect(Date.now() - since).toBeLessThan(2_300);
      await context.setOffline(false);
      await pressInWindow(popup as Page, "Try the missing ones again");
      const { value } = await answer();
      expect((value as { nodes: { ok: boolean }[] }).nodes.filter(({ ok }) => !ok)).toEqual([]);
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

for (const [whose, comer] of Object.entries(COMERS))
  test(`@channel the frame is reloaded, navigated away or removed at each step of each flow of ${whose}: ENCLAVE_RESTARTED within 2 s, and the SDK's next call succeeds`, async ({
    world: given,
    context,
  }) => {
    test.setTimeout(process.env["BUDGET"] === "full" ? 900_000 : 240_000);
    const { world, stop } = comer.nodes ? await withNodes(given) : { world: given, stop: async () => undefined };
    const site = await serveSdk();
    const bench = await comer.open(world, context, (at, opened) => openSdkDapp(at, site, opened));
    const { page } = bench;
    for (const [way, [loss, run]] of Object.entries(LOSSES).entries()) {
      await test.step(`${loss} after the handshake`, async () => {
        await run(page, world.enclave.url);
        await expect.poll(() => page.evaluate(() => (window as unknown as SdkWindow).client.connected)).toBe(false);
      });
      for (const step of stepsFor(comer.steps, way))
        await test.step(`${loss} while ${step.method} is at ${step.at}`, async () => {
          await needKey(bench, step);
          const { answer } = await reachStep(bench, step);
          const result = answer();
          const since = Date.now();
          await run(page, world.enclave.url);
          expect((await result).error?.code).toBe("ENCLAVE_RESTARTED");
          expect(Date.now() - since).toBeLessThan(2_300);
          await signNow(page);
          // The key went with the frame.
          await needKey(bench, step);
          await succeed(bench, step);
          for (const left of context.pages()) if (left !== page) await left.close();
        });
    }
    await site.stop();
    await stop();
  });
