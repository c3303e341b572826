/** The channel and a grant's way through it, against the bare platform and idOS's own way, in one run of one browser. */
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { expect } from "playwright/test";
import { ensureChromium } from "../harness/chromium.mjs";
import { PASSWORD } from "../harness/attacker/person.ts";
import { pressUntilHeard } from "../harness/press.ts";
import { benchData } from "./channel/people.ts";
import { benchScript, startBenchSites, type BenchSites } from "./channel/sites.ts";
import type { Suite } from "./suite.ts";

/** Runs of each, interleaved, so that a slow minute of the machine is shared. */
const RUNS = 15;
/** Of a connect, which takes a new process each and varies most. */
const CONNECTS = 41;
/** Calls in a row per run; the first run of each is not counted. */
const CALLS = 300;
const OPENS = 5;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function openHost(context: BrowserContext, { host }: BenchSites): Promise<Page> {
  const page = await context.newPage();
  await page.goto(host);
  await page.evaluate(() => bench.load("/worker.js"));
  return page;
}

/** Inserts both frames in a browser context that has seen neither. */
async function connectOnce(browser: Browser, sites: BenchSites, enclaveFirst: boolean): Promise<[number, number]> {
  let result: [number, number] = [0, 0];
  for (const ours of [enclaveFirst, !enclaveFirst]) {
    const context = await browser.newContext();
    const page = await openHost(context, sites);
    const took = await page.evaluate(([url, isOurs]) => (isOurs ? bench.connect(url) : bench.connectBare(url)), [
      ours ? sites.enclave : sites.bare,
      ours,
    ] as const);
    result = ours ? [took, result[1]] : [result[0], took];
    await context.close();
  }
  return result;
}

/** Presses the frame's button. The window is the benchmark's own, which answers at once. */
const press = (page: Page): Promise<void> =>
  pressUntilHeard(page.frameLocator("iframe").first().getByRole("button", { name: "Continue in your idOS window" }));

/** Milliseconds of one grant. */
interface GrantTimes {
  /** From the call to the button. */
  ask: number;
  /** From the window's first word until the vault has the copy: everything that is done with plaintexts. */
  work: number;
  /** For which the frame kept the answer. */
  step: number;
}

/** What a grant takes the machine. Left out is the person, and the drawing of the window. */
async function grantOnce(page: Page): Promise<GrantTimes> {
  await page.evaluate(() => bench.grant());
  await press(page);
  const { called, button, answered } = await page.evaluate(() => bench.granted());
  const inside = page.frames().find((frame) => frame.url().includes("bench-enclave"));
  const { hello, granted } = (await inside?.evaluate(() => {
    const { hello: first, granted: last } = globalThis as { hello?: number; granted?: number };
    return { hello: first ?? Number.NaN, granted: last ?? Number.NaN };
  })) ?? { hello: Number.NaN, granted: Number.NaN };
  for (const popup of page.context().pages()) if (popup !== page) await popup.close();
  await expect(page.frameLocator("iframe").first().getByRole("button")).toHaveCount(0);
  return { ask: button - called, work: granted - hello, step: answered - granted };
}

async function unlock(page: Page): Promise<void> {
  const unlocked = page.evaluate(() => bench.unlock());
  await press(page);
  await unlocked;
}

/** `npm run bench -- channel` */
export const channel: Suite = {
  title: "the channel and a grant of 1 MB, against bare comlink, bare crypto and idOS's own way",

  async run(say) {
    const sites = await startBenchSites(await benchData());
    const browser = await chromium.launch({
      executablePath: ensureChromium(),
      args: ["--no-sandbox", "--disable-features=HttpsUpgrades,MediaRouter,PaintHolding,OptimizationHints"],
    });
    const windowScript = benchScript("auto-window.ts");
    const times = new Map<string, number[]>();
    const put = (name: string, ms: number): void => void times.set(name, [...(times.get(name) ?? []), ms]);
    const of = (name: string): number => median(times.get(name) ?? []);
    try {
      await connectOnce(browser, sites, true);
      for (let i = 0; i < CONNECTS; i++) {
        const [ours, bare] = await connectOnce(browser, sites, i % 2 === 0);
        put("connect", ours);
        put("connect bare", bare);
      }
      say(`${CONNECTS} connects`);

      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      await context.addInitScript({ content: await benchScript("hello.ts") });
      await context.route("**/window.html", async (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<title>${PASSWORD}</title><script type="module">${await windowScript}</script>`,
        }),
      );
      const page = await openHost(context, sites);
      const { enclave, bare } = sites;
      await page.evaluate(
        async (urls) => {
          await bench.connect(urls.enclave);
          await bench.connectBare(urls.bare);
        },
        { enclave, bare },
      );
      await unlock(page);
      for (let i = 0; i < 3; i++) await grantOnce(page);
      await page.evaluate((n) => bench.cheap(n), CALLS);
      await page.evaluate((n) => bench.cheapBare(n), CALLS);
      for (let i = 0; i < RUNS; i++) {
        const { ask, work, step } = await grantOnce(page);
        put("grant", ask + work);
        put("grant: to the button", ask);
        put("grant: to the copy", work);
        put("grant: the step", step);
        put("grant alone", await page.evaluate(() => bench.work("grant")));
        put("echo", await page.evaluate(() => bench.echo()));
        put("idOS grant", await page.evaluate(() => bench.idosGrant()));
        put("call", await page.evaluate((n) => bench.cheap(n), CALLS));
        put("call bare", await page.evaluate((n) => bench.cheapBare(n), CALLS));
        if (i < OPENS) {
          put("matched", await page.evaluate(() => bench.work("match")));
          put("tweetnacl opens", await page.evaluate(() => bench.work("tweetnacl opens")));
        }
        say(`run ${i + 1} of ${RUNS}`);
      }
    } finally {
      await browser.close();
      await sites.stop();
    }
    const machine = of("grant");
    return [
      { name: "frame inserted → connected", value: of("connect"), unit: "ms" },
      { name: "  blank cross-site frame + comlink ping", value: of("connect bare"), unit: "ms" },
      { name: "  ratio", value: of("connect") / of("connect bare"), unit: "×", limit: { atMost: 1.5 } },
      { name: "cheap call", value: of("call"), unit: "ms" },
      { name: "  bare comlink over a persistent port", value: of("call bare"), unit: "ms" },
      { name: "  ratio", value: of("call") / of("call bare"), unit: "×", limit: { atMost: 1.5 } },
      { name: "grant of 1 MB, without the person", value: machine, unit: "ms" },
      { name: "  from the call to the button", value: of("grant: to the button"), unit: "ms" },
      { name: "  from the open window to the copy, opening included", value: of("grant: to the copy"), unit: "ms" },
      { name: "  kept until the next step, beside that", value: of("grant: the step"), unit: "ms" },
      { name: "  its crypto alone in a worker", value: of("grant alone"), unit: "ms" },
      { name: "  1 MB transferred there and back", value: of("echo"), unit: "ms" },
      { name: "  ratio", value: machine / (of("grant alone") + of("echo")), unit: "×", limit: { atMost: 2.5 } },
      { name: "  idOS: three tweetnacl calls, cloned", value: of("idOS grant"), unit: "ms" },
      { name: "  ratio", value: of("idOS grant") / machine, unit: "×", limit: { atLeast: 1.5 } },
      { name: "1 000 candidates of 4 KB matched", value: of("matched"), unit: "ms" },
      { name: "  1 000 tweetnacl opens", value: of("tweetnacl opens"), unit: "ms" },
      { name: "  ratio", value: of("matched") / of("tweetnacl opens"), unit: "×", limit: { atMost: 0.35 } },
    ];
  },
};
