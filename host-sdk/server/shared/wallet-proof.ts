/** Wallets as a server sees them: their identifier on idOS, and whether a signature is theirs. */
import { kindOfIdentifier, signedByWallet, WALLET_PROOFS } from "../../../enclave/crypto/wallet-proofs.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { comparable, ownerIdentifier } from "../../../enclave/protocol/wallet-kinds.ts";
import type { WalletRef } from "../../shared/backend-types.ts";

const notSigned = (): IdosError =>
  new IdosError("NETWORK_DENIED", "signature: it is not this wallet's signature over this text");

/**
 * What the wallet's owner is known by on idOS, in the form that this server keeps: lower case for EVM.
 * @throws IdosError `INVALID_ARGUMENT` when address and public key are not those of a wallet of its type
 */
export function walletIdentifier(wallet: WalletRef): string {
  const problem = WALLET_PROOFS[wallet.type].problem(wallet);
  if (problem) throw new IdosError("INVALID_ARGUMENT", `wallet.${problem.field}: expected ${problem.expected}`);
  return comparable(wallet.type, ownerIdentifier(wallet));
}

/** An owner's identifier, as the network has it, in the form in which two are compared. */
export function comparableIdentifier(identifier: string): string {
  const kind = kindOfIdentifier(identifier);
  return kind ? comparable(kind, identifier) : identifier;
}

/** True if two identifiers name one grantee: those of all kinds compare without regard to case. */
export function sameGrantee(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** True if two identifiers name one owner: EVM addresses compare without regard to case, others exactly. */
export function sameIdentifier(a: string, b: string): boolean {
  return comparableIdentifier(a) === comparableIdentifier(b);
}

/**
 * Checks that a wallet signed a text.
 * @param signature hex
 * @throws IdosError `NETWORK_DENIED` when it did not
 */
export function checkSignature(wallet: WalletRef, message: string, signature: string): void {
  if (!signedByWallet(wallet.type, wallet, message, signature)) throw notSigned();
}

/**
 * Checks that the wallet with an identifier signed a text.
 * @param publicKey the wallet's, where its identifier does not tell it: an XRPL address
 * @param signature hex
 * @throws IdosError `NETWORK_DENIED` when it did not
 */
export function checkSignatureOf(
  identifier: string,
  publicKey: string | undefined,
  message: string,
  signature: string,
): void {
  const kind = kindOfIdentifier(identifier);
  const wallet = kind && WALLET_PROOFS[kind].named(identifier);
  if (!wallet || !signedByWallet(kind, { publicKey, ...wallet }, message, signature)) throw notSigned();
}
