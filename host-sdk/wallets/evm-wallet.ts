/** An EIP-1193 provider as a {@link Wallet}. Contract wallets are not supported: idOS verifies 65-byte signatures only. */
import { fromHex, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { isEvmAddress, sameEvmAddress } from "../../enclave/crypto/evm.ts";
import { DOMAIN_TYPE } from "../../enclave/crypto/eip712.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { abortable } from "../abortable.ts";
import type { Eip1193Provider, Wallet } from "../shared/types.ts";
import { walletError } from "./wallet-errors.ts";

function addresses(accounts: unknown): string[] {
  return Array.isArray(accounts)
    ? accounts.filter((account): account is string => typeof account === "string" && isEvmAddress(account))
    : [];
}

/**
 * Asks a provider for its accounts and takes the first.
 * @throws IdosError `WALLET_REJECTED`, `WALLET_DISCONNECTED` when it gives none, `WALLET_UNAVAILABLE`, `ABORTED`
 */
export async function evmWallet(provider: Eip1193Provider, signal?: AbortSignal): Promise<Wallet> {
  async function ask(method: string, params: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await abortable(Promise.resolve(provider.request({ method, params })), signal);
    } catch (error) {
      throw walletError(error);
    }
  }

  const [address] = addresses(await ask("eth_requestAccounts", [], signal));
  if (!address) throw new IdosError("WALLET_DISCONNECTED", "The wallet gave no account");

  async function sign(method: string, params: unknown[], signal: AbortSignal | undefined): Promise<string> {
    const accounts = addresses(await ask("eth_accounts", [], signal));
    if (!accounts.length) throw new IdosError("WALLET_DISCONNECTED", "The wallet is no longer connected to this site");
    if (!accounts.some((account) => sameEvmAddress(account, address ?? "")))
      throw new IdosError("WALLET_WRONG_ACCOUNT", `Switch the wallet back to ${address}`, {
        data: { address: address ?? "" },
      });
    const signature = await ask(method, params, signal);
    if (typeof signature !== "string" || !/^0x[0-9a-f]{130}$/i.test(signature))
      throw new IdosError(
        "WALLET_UNAVAILABLE",
        "The wallet's answer is no 65-byte signature; contract wallets cannot sign for idOS",
      );
    const bytes = fromHex(signature);
    // Some hardware wallets write 0 or 1 where everyone else writes 27 or 28.
    if ((bytes[64] ?? 0) < 27) bytes[64] = (bytes[64] ?? 0) + 27;
    return `0x${toHex(bytes)}`;
  }

  return {
    type: "EVM",
    address,
    signatureType: "secp256k1_ep",
    identifier: address.slice(2).toLowerCase(),
    signMessage: (text, signal) => sign("personal_sign", [`0x${toHex(utf8(text))}`, address], signal),
    signTypedData: ({ types, ...data }, signal) =>
      sign(
        "eth_signTypedData_v4",
        [address, JSON.stringify({ types: { EIP712Domain: DOMAIN_TYPE, ...types }, ...data })],
        signal,
      ),
    onChange(listener) {
      const onAccounts = (accounts: unknown) => {
        const [first] = addresses(accounts);
        if (!first || !sameEvmAddress(first, address)) listener();
      };
      provider.on?.("accountsChanged", onAccounts);
      provider.on?.("disconnect", listener);
      return () => {
        provider.removeListener?.("accountsChanged", onAccounts);
        provider.removeListener?.("disconnect", listener);
      };
    },
  };
}
