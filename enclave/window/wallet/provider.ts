/**
 * Speaks to a wallet that announced itself. Its provider is foreign code: it may throw, answer anything, or never; each
 * answer is read as data, and every wait has a way out elsewhere.
 * @see https://eips.ethereum.org/EIPS/eip-1193
 */
import { fromHex, toHex } from "../../crypto/bytes.ts";
import { isEvmAddress } from "../../crypto/evm.ts";
import { IdosError } from "../../protocol/errors.ts";
import { readWalletError } from "../../protocol/wallet-errors.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import { words } from "../../words/words.ts";

/** What is used of an EIP-1193 provider. */
export interface Eip1193Provider {
  request(args: { method: string; params?: unknown }): Promise<unknown>;
  on?(event: string, listener: (payload: unknown) => void): unknown;
  removeListener?(event: string, listener: (payload: unknown) => void): unknown;
}

/** Accounts that are looked at; no wallet gives a site so many. */
const MAX_ACCOUNTS = 1_000;

async function ask(provider: Eip1193Provider, method: string, params: unknown[] = []): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const { code, message, words: said } = readWalletError(error);
    const quoted = quoteHostText(said ?? "");
    throw new IdosError(code, message ?? (quoted ? words.wallet.says(quoted) : words.wallet.noReason));
  }
}

function addresses(accounts: unknown): string[] {
  try {
    return Array.isArray(accounts)
      ? accounts.slice(0, MAX_ACCOUNTS).filter((one): one is string => typeof one === "string" && isEvmAddress(one))
      : [];
  } catch {
    return [];
  }
}

/** The accounts that this window may use already; asks the person nothing. @throws IdosError `WALLET_…` */
export const grantedAccounts = async (provider: Eip1193Provider): Promise<string[]> =>
  addresses(await ask(provider, "eth_accounts"));

/**
 * Asks the person, in the wallet, to let this window use an account.
 * @param again the wallet is connected, with another account: it is asked for a choice, where it knows how to
 * @throws IdosError `WALLET_…`
 */
export async function requestAccounts(provider: Eip1193Provider, again: boolean): Promise<string[]> {
  if (again)
    try {
      await ask(provider, "wallet_requestPermissions", [{ eth_accounts: {} }]);
      return await grantedAccounts(provider);
    } catch (error) {
      if (!(error instanceof IdosError) || error.code !== "WALLET_UNAVAILABLE") throw error;
    }
  return addresses(await ask(provider, "eth_requestAccounts"));
}

/**
 * A signature in the one form that nodes take: r ‖ s ‖ v with v as 27 or 28. Wallets also write v as 0 or 1, leave the
 * `0x` out, or fold v into s (EIP-2098).
 * @returns `0x` hex of 65 bytes; undefined for anything else, such as a contract's signature
 */
export function plainSignature(answer: unknown): string | undefined {
  if (typeof answer !== "string" || !/^(0x)?([0-9a-f]{128}|[0-9a-f]{130})$/i.test(answer)) return undefined;
  const given = fromHex(answer);
  const bytes = new Uint8Array(65);
  bytes.set(given);
  if (given.length === 64) {
    bytes[64] = 27 + ((given[32] ?? 0) >> 7);
    bytes[32] = (given[32] ?? 0) & 0x7f;
  } else if ((bytes[64] ?? 0) < 27) bytes[64] = (bytes[64] ?? 0) + 27;
  return `0x${toHex(bytes)}`;
}

/**
 * Has typed data signed.
 * @param json as `eth_signTypedData_v4` takes it
 * @throws IdosError `WALLET_…`
 */
export async function signTypedData(provider: Eip1193Provider, address: string, json: string): Promise<string> {
  const signature = plainSignature(await ask(provider, "eth_signTypedData_v4", [address, json]));
  if (signature === undefined) throw new IdosError("WALLET_UNAVAILABLE", words.wallet.noSignature);
  return signature;
}

/** Calls back when the wallet changes its accounts. @returns how to stop */
export function onAccounts(provider: Eip1193Provider, listener: () => void): () => void {
  const heard = (): void => listener();
  try {
    provider.on?.("accountsChanged", heard);
  } catch {
    // It tells nothing, then.
  }
  return () => {
    try {
      provider.removeListener?.("accountsChanged", heard);
    } catch {
      // Nobody listens any more all the same.
    }
  };
}
