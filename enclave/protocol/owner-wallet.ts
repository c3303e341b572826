/** A wallet that a profile may belong to: what the network knows it by, and one text for it in this browser's tables. */
import type { OwnerWallet, RecoveryWallet } from "./types.ts";

/** What `has_profile` may know a wallet by: its address, and its public key where it has one. */
export function walletNames({ address, publicKey }: OwnerWallet): string[] {
  return [...new Set([address, ...(publicKey ? [publicKey] : [])])];
}

/** The same text for the same wallet, however a site writes it. NEAR and FaceSign accounts are mere names of their keys. */
export function walletKey({ type, address, publicKey }: OwnerWallet): string {
  if (type === "EVM") return `EVM:${address.toLowerCase()}`;
  return `${type}:${(type === "NEAR" || type === "FaceSign") && publicKey ? publicKey : address}`;
}

/** The wallet as one that can rebuild an MPC key; undefined for a kind that cannot, or no wallet. */
export function asRecoveryWallet(wallet: OwnerWallet | undefined): RecoveryWallet | undefined {
  if (!wallet) return undefined;
  const { type, ...rest } = wallet;
  return type === "Stellar" ? undefined : { type, ...rest };
}
