/** Wallets as a server sees them: their identifier on idOS, and whether a signature is theirs. EVM only. */
import { isEvmAddress, recoverPersonalMessage, sameEvmAddress } from "../../../enclave/crypto/evm.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { WalletRef } from "../../shared/backend-types.ts";

/**
 * What the wallet's owner is known by on idOS, in the form that this server keeps: lower case for EVM.
 * @throws IdosError `UNSUPPORTED` for other types, `INVALID_ARGUMENT`
 */
export function walletIdentifier({ type, address }: WalletRef): string {
  if (type !== "EVM")
    throw new IdosError("UNSUPPORTED", `wallet: this server does not verify signatures of ${type} wallets`);
  if (!isEvmAddress(address)) throw new IdosError("INVALID_ARGUMENT", "wallet.address: expected 0x and 40 hex digits");
  return address.toLowerCase();
}

/** True if two wallet identifiers name the same wallet: EVM addresses compare without regard to case, others exactly. */
export function sameWallet(a: string, b: string): boolean {
  return isEvmAddress(a) && isEvmAddress(b) ? sameEvmAddress(a, b) : a === b;
}

/**
 * Checks that an EVM wallet signed a text (EIP-191).
 * @param address wallet identifier
 * @param signature hex
 * @throws IdosError `NETWORK_DENIED` when it did not
 */
export function checkSignature(address: string, message: string, signature: string): void {
  const signer = recoverPersonalMessage(message, signature);
  if (!signer || !sameEvmAddress(signer, address))
    throw new IdosError("NETWORK_DENIED", "signature: it is not this wallet's signature over this text");
}
