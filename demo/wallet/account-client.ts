/** The wallet's accounts, as the dApp's own server keeps them for both dApps (`account-routes.ts`). */
import type { BurnerAccount } from "./evm-account.ts";
import { ProviderError } from "./provider-error.ts";

/** Where the wallet's accounts are. */
export interface AccountSource {
  /** All accounts, oldest first. */
  list(): Promise<BurnerAccount[]>;
  /** Makes a new one. */
  create(): Promise<BurnerAccount>;
}

const DEADLINE_MS = 10_000;

async function ask(url: string, method: "GET" | "POST"): Promise<unknown> {
  const offline = new ProviderError("disconnected", "The demo's server does not answer: is it still running?");
  const response = await fetch(url, { method, signal: AbortSignal.timeout(DEADLINE_MS) }).catch(() => {
    throw offline;
  });
  if (!response.ok) throw offline;
  return response.json();
}

/**
 * Accounts behind a same-origin URL.
 * @param url answers `GET` with all accounts and `POST` with a new one
 */
export function accountsAt(url: string): AccountSource {
  return {
    list: async () => ((await ask(url, "GET")) as { accounts: BurnerAccount[] }).accounts,
    create: async () => (await ask(url, "POST")) as BurnerAccount,
  };
}
