/** A caller of the network in a page: WebKwil, a session that is a cookie of the browser, and a wallet outside of it. */
import type { Browser, Page } from "playwright";
import type { Action, Arguments } from "../../enclave/kwil/actions.ts";
import { fromHex, toHex } from "../../enclave/crypto/bytes.ts";
import { type Acts, type Caller, positional, Refused, wordsOf } from "../interop/demo/network/people.ts";
import type { DApp, TypedBody } from "./network-web-kwil.entry.ts";

declare const dApp: DApp;

/** A view's rows or a transaction's hash, or the words of an error. */
type Ran = { result: unknown } | { error: string };

async function signatureOf({ signer }: Caller, message: Uint8Array): Promise<Uint8Array> {
  if (typeof signer.signer === "function") return signer.signer(message);
  // A wallet of ethers, which takes bytes as they are and answers hex.
  return fromHex(await signer.signer.signMessage(message as unknown as string));
}

/**
 * Opens a dApp's page for a caller, in a browser profile of its own.
 * @param page URL of a page with `network-web-kwil.entry.ts`
 * @param node URL of the storage node
 */
export async function openCaller(
  browser: Browser,
  page: string,
  node: string,
  caller: Caller,
): Promise<Acts & { close(): Promise<void> }> {
  const context = await browser.newContext();
  const tab: Page = await context.newPage();
  await tab.exposeFunction("walletSign", async (message: string) => toHex(await signatureOf(caller, fromHex(message))));
  await tab.goto(page);
  const { identifier, signatureType } = caller.signer;
  await tab.evaluate(([url, id, type]) => dApp.connectWallet(url, id, type), [
    node,
    toHex(identifier),
    signatureType,
  ] as const);

  async function run(kind: "view" | "write", action: Action, args: Arguments<Action>, signed: boolean) {
    const body = positional(action, args) as TypedBody;
    const given = [kind, body, action.description, signed] as const;
    const ran = (await tab.evaluate((all) => dApp.run(...all), given)) as Ran;
    if ("error" in ran) throw new Refused(wordsOf(new Error(ran.error)));
    return ran.result;
  }
  return {
    call: async (action, args) => (await run("view", action, args, true)) as Record<string, unknown>[],
    callSignedOut: async (action, args) => (await run("view", action, args, false)) as Record<string, unknown>[],
    execute: async (action, args) => String(await run("write", action, args, true)),
    close: () => context.close(),
  };
}
