/** What the channel tests share: the built enclave under its production headers, and a hostile dApp on another origin. */
import { resolve } from "node:path";
import { expect, test as base, type BrowserContext, type Page } from "playwright/test";
import { startEnclave, type RunningEnclave } from "../../../demo/local/enclave-server.ts";
import { startMpcNode } from "../../../demo/network/mpc-node/server.ts";
import type { KnownConsumer, MpcConfig } from "../../../enclave/config/config.ts";
import type { AskedTypedData } from "../../../enclave/protocol/types.ts";
import { PASSWORD, makePerson, type TestPerson } from "../../harness/attacker/person.ts";
import { RAW_HOST_PAGE, type RawEnvelope } from "../../harness/attacker/raw-host.ts";
import { startRecorder, takeRecorders, type Recorder } from "../../harness/recorder.ts";
import { startSite, type Site } from "../../harness/attacker/sites.ts";
import { pressInWindow } from "../../harness/people.ts";
import { pressForWindow } from "../../harness/press.ts";

export { expect } from "playwright/test";

/** Where the attack happens. */
export interface World {
  enclave: RunningEnclave;
  /** The dApp, whose page speaks the protocol by hand. */
  dapp: Site;
  person: TestPerson;
}

/** Serves the built enclave. */
export function serveEnclave(
  choices: { mpc?: MpcConfig; storageNodes?: string[]; consumers?: KnownConsumer[]; root?: string } = {},
): Promise<RunningEnclave> {
  return startEnclave({
    port: 0,
    hostname: "enclave.localhost",
    root: resolve("dist/enclave"),
    consumers: [],
    ...choices,
  });
}

const CONTRACT = "01".padEnd(42, "a");

/** The same world with an enclave that has five MPC nodes. */
export async function withNodes(world: World): Promise<{ world: World; stop(): Promise<void> }> {
  let enclaveUrl = "";
  const nodes = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      startMpcNode({
        port: 0,
        hostname: "mpc.localhost",
        contract: CONTRACT,
        index,
        enclaveOrigins: () => [enclaveUrl],
      }),
    ),
  );
  const mpc = { contract: CONTRACT, threshold: 3, nodes: nodes.map(({ url }) => url) };
  const enclave = await serveEnclave({ mpc });
  enclaveUrl = enclave.url;
  return {
    world: { ...world, enclave },
    stop: async () => void (await Promise.all([enclave.stop(), ...nodes.map((node) => node.stop())])),
  };
}

/** What every test has. */
interface Recording {
  /** Whether messages are recorded; not where that would be what is measured. */
  records: boolean;
  recording: Recorder | undefined;
}

export const test = base.extend<Recording, { world: World }>({
  records: [true, { option: true }],
  // Threat 4, in every test: whatever else it tries, the password and the key stay on their side.
  recording: [
    async ({ records, context, world: { enclave, person } }, use) => {
      const recorder = records ? await startRecorder(context, enclave.url) : undefined;
      await use(recorder);
      recorder?.expectAbsent({ password: PASSWORD, key: person.secretKey });
      takeRecorders();
    },
    { auto: true },
  ],
  world: [
    async ({ browserName: _ }, use) => {
      const enclave = await serveEnclave();
      const dapp = await startSite("dapp", { "/": RAW_HOST_PAGE });
      await use({ enclave, dapp, person: await makePerson() });
      await dapp.stop();
      await enclave.stop();
    },
    { scope: "worker" },
  ],
});

/** Opens the dApp and connects the enclave. */
export async function openDapp({ enclave, dapp }: World, context: BrowserContext, path = "/"): Promise<Page> {
  const page = await context.newPage();
  await page.goto(dapp.url + path);
  await page.evaluate((url) => window.host.connect(url), enclave.url);
  return page;
}

/** Starts a call of the dApp; the answer is awaited apart, since a person acts in between. */
export async function start(page: Page, method: string, params: unknown): Promise<() => Promise<RawEnvelope>> {
  const id = await page.evaluate(([m, p]) => window.host.start(m as string, p), [method, params] as const);
  return () => page.evaluate((i) => window.host.answer(i), id);
}

/** Calls and waits. */
export async function call(page: Page, method: string, params: unknown): Promise<RawEnvelope> {
  return (await start(page, method, params))();
}

/** Has the dApp answer with what `sign` makes of typed data, as if that were a wallet. */
export async function signWith(page: Page, sign: (data: AskedTypedData) => Promise<string>): Promise<void> {
  await page.exposeFunction("signInNode", async ({ typedData }: { typedData: AskedTypedData }) => sign(typedData));
  await page.evaluate(() => {
    window.host.sign = (params) =>
      (window as unknown as { signInNode(p: unknown): Promise<string> }).signInNode(params);
  });
}

/** The button in the frame. */
export function continueButton(page: Page) {
  return page.frameLocator("iframe").getByRole("button", { name: "Continue in your idOS window" });
}

/** Presses the frame's button; resolves to the window. */
export function openWindow(page: Page): Promise<Page> {
  return pressForWindow(continueButton(page));
}

/** Presses Escape in the window, which it closes: the key's release finds no page any more. */
export async function escape(popup: Page): Promise<void> {
  await expect(popup.locator(".actions .buttons")).toBeVisible();
  await popup.keyboard.press("Escape").catch(() => undefined);
}

/** Unlocks with the password. */
export async function unlock(page: Page, person: TestPerson): Promise<void> {
  const answer = await start(page, "unlock", person.key);
  const window = await openWindow(page);
  await window.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(window, "Unlock");
  const { ok, error } = await answer();
  if (!ok) throw new Error(`unlock: ${error?.code}`);
}
