/**
 * The demo's wallet: makes the provider and announces it to the page, as an installed wallet would.
 * Only the demo's own pages load it.
 * @see https://eips.ethereum.org/EIPS/eip-6963
 */
import { accountsAt } from "./account-client.ts";
import { siteMemory } from "./connection-memory.ts";
import { BurnerPrompt } from "./prompt-dialog.ts";
import { type BurnerProvider, createBurnerProvider } from "./provider.ts";
import { burnerIcon } from "./burner-icon.ts";
import { words } from "./words.ts";

/** What the wallet says about itself. */
export const WALLET_NAME = words.listed;

/**
 * Starts the wallet in this page and announces it.
 * @param accountsUrl where the demo's server keeps the accounts; same origin
 * @returns the provider, whose `manage()` opens the wallet's own page
 */
export function startBurnerWallet(accountsUrl = "/burner/accounts"): BurnerProvider {
  const prompter = new BurnerPrompt();
  document.body.append(prompter);
  const provider = createBurnerProvider({ accounts: accountsAt(accountsUrl), prompter, memory: siteMemory() });
  const info = Object.freeze({
    uuid: crypto.randomUUID(),
    name: WALLET_NAME,
    icon: burnerIcon,
    rdns: "localhost.burner-wallet",
  });
  const announce = (): void => {
    dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  };
  addEventListener("eip6963:requestProvider", announce);
  announce();
  return provider;
}
