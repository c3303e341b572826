/**
 * A page of a dApp's own origin with nothing on it but the built host SDK, and wallets that live in the test. Its
 * journeys are those of the SDK: what a site can do, without the Isle's screens around it.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Wallet } from "ethers";
import { expect, type BrowserContext, type Page } from "playwright/test";
import type { Idos, Wallet as SdkWallet } from "../../host-sdk/index.ts";
import type { RunningDemo } from "./demo.ts";
import { pressInWindow } from "./people.ts";
import { pressForWindow } from "./press.ts";
import { startRecorder, type Recorder } from "./recorder.ts";

/** A wallet in the test. */
export interface TestWallet {
  address: string;
  /** What it signed, in short: `message …` or `typed UploadSignatureMessage`. */
  signed: string[];
  /** While set, it declines what contains this. */
  declines: string | undefined;
  sign(kind: "message" | "typed", payload: string): Promise<string>;
}

/** @param privateKey 0x hex; drawn unless given */
export function testWallet(privateKey?: string): TestWallet {
  const wallet = privateKey === undefined ? Wallet.createRandom() : new Wallet(privateKey);
  const self: TestWallet = {
    address: wallet.address,
    signed: [],
    declines: undefined,
    async sign(kind, payload) {
      if (self.declines !== undefined && payload.includes(self.declines)) throw new Error("declined");
      if (kind === "message") {
        self.signed.push(`message ${payload.slice(0, 60)}`);
        return wallet.signMessage(payload);
      }
      const { domain, types, primaryType, message } = JSON.parse(payload) as {
        domain: object;
        types: Record<string, { name: string; type: string }[]>;
        primaryType: string;
        message: Record<string, unknown>;
      };
      self.signed.push(`typed ${primaryType}`);
      return wallet.signTypedData(domain, types, message);
    },
  };
  return self;
}

interface PageGlobals {
  idos: Idos;
  walletOf(address: string): SdkWallet;
  settle(work: Promise<unknown>): Promise<Outcome>;
  __sign(address: string, kind: string, payload: string): Promise<{ signature: string } | { declined: true }>;
}

/** How a call ended. */
export type Outcome = { ok: true; value: unknown } | { ok: false; code: string; message: string };

/** The servers that such a page needs: a site to be on, the enclave and the storage node. */
export type SdkPlace = Pick<RunningDemo, "neobank" | "enclave" | "node">;

const pageScript = (demo: SdkPlace): string => `
import { createIdos } from "/__sdk/host-sdk/index.js";
globalThis.idos = createIdos({ enclave: ${JSON.stringify(demo.enclave.url)}, node: ${JSON.stringify(demo.node.url)}, backend: "/idos" });
globalThis.walletOf = (address) => {
  const sign = async (kind, payload) => {
    const answer = await __sign(address, kind, payload);
    if (answer.declined) throw Object.assign(new Error("User rejected"), { code: 4001 });
    return answer.signature;
  };
  return {
    type: "EVM", address, signatureType: "secp256k1_ep", identifier: address.slice(2).toLowerCase(),
    signMessage: (text) => sign("message", text),
    signTypedData: (data) => sign("typed", JSON.stringify(data)),
  };
};
globalThis.settle = (work) => work.then(
  (value) => ({ ok: true, value }),
  ({ code, message }) => ({ ok: false, code, message }),
);
document.title = "ready";
`;

/** A browser with wallets, at such pages. */
export interface SdkBrowser {
  context: BrowserContext;
  recorder: Recorder;
  /** Opens the page, with a wallet connected if one is given. */
  open(wallet?: TestWallet): Promise<Page>;
}

/** @param wallets those that the pages may ask */
export async function sdkBrowser(
  demo: SdkPlace,
  context: BrowserContext,
  wallets: readonly TestWallet[],
): Promise<SdkBrowser> {
  const recorder = await startRecorder(context, demo.enclave.url);
  await context.exposeBinding("__sign", async (_, address: string, kind: "message" | "typed", payload: string) => {
    const wallet = wallets.find((one) => one.address === address);
    if (!wallet) throw new Error("No such wallet in this test");
    try {
      return { signature: await wallet.sign(kind, payload) };
    } catch {
      return { declined: true };
    }
  });
  await context.route(`${demo.neobank.url}/__sdk/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace("/__sdk/", "");
    return route.fulfill({ contentType: "text/javascript", body: await readFile(join("dist", name)) });
  });
  return {
    context,
    recorder,
    async open(wallet) {
      const page = await context.newPage();
      // A document that the server itself sends: one from the test would count as of another network, and reach no node.
      await page.route(`${demo.neobank.url}/assets/back-office-*.js`, (route) =>
        route.fulfill({ contentType: "text/javascript", body: pageScript(demo) }),
      );
      await page.goto(`${demo.neobank.url}/back-office.html`);
      await expect(page).toHaveTitle("ready");
      if (wallet)
        await page.evaluate((address) => {
          const { idos, walletOf } = globalThis as unknown as PageGlobals;
          return idos.connect(walletOf(address));
        }, wallet.address);
      return page;
    },
  };
}

/** Starts a call of the SDK in the page; resolves to how it ended. */
export function call(
  page: Page,
  method: "join" | "unlock" | "lock" | "profile" | "manage",
  options: object = {},
): Promise<Outcome> {
  return page.evaluate(
    ([name, given]) => {
      const { idos, settle } = globalThis as unknown as PageGlobals;
      return settle((idos[name] as (options: object) => Promise<unknown>)(given));
    },
    [method, options] as const,
  );
}

/** Links or unlinks a wallet by the page's connected one. */
export function changeWallet(page: Page, method: "link" | "unlink", wallet: TestWallet): Promise<Outcome> {
  return page.evaluate(
    ([name, address]) => {
      const { idos, walletOf, settle } = globalThis as unknown as PageGlobals;
      return settle(idos.wallets[name](walletOf(address)));
    },
    [method, wallet.address] as const,
  );
}

/** Presses the frame's one button; resolves to the enclave's window. */
export function openWindow(page: Page): Promise<Page> {
  return pressForWindow(page.frameLocator("iframe").getByRole("button", { name: "Continue in your idOS window" }));
}

/**
 * Unlocks at a site that may use the key already: the window looks for a wallet of its own, finds none, and goes on by
 * itself when the page's has signed.
 * @returns how it ended, and the milliseconds since the window was there
 */
export async function unlockBySignature(page: Page): Promise<{ outcome: Outcome; took: number }> {
  const unlocking = call(page, "unlock");
  const window = await openWindow(page);
  const since = Date.now();
  const outcome = await unlocking;
  const took = Date.now() - since;
  // Where it failed, it stays and says why.
  if (!outcome.ok) await window.close();
  return { outcome, took };
}

/** Opens the window and allows what it asks. */
export async function allowInWindow(page: Page): Promise<void> {
  await pressInWindow(await openWindow(page), "Allow");
}
