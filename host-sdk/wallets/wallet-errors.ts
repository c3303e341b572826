/** What wallets throw, as this project's errors. */
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { readWalletError } from "../../enclave/protocol/wallet-errors.ts";
import { shownText } from "../shared/shown-text.ts";

/**
 * Turns what a wallet threw into an IdosError; one that is an IdosError already stays as it is.
 * @param error anything
 * @returns `WALLET_REJECTED`, `WALLET_DISCONNECTED`, or `WALLET_UNAVAILABLE` with the wallet's words
 */
export function walletError(error: unknown): IdosError {
  if (isIdosError(error)) return error;
  const { code, message, words } = readWalletError(error);
  return new IdosError(code, message ?? `The wallet failed: ${shownText(words ?? "no reason given", 200)}`, {
    cause: error,
  });
}
