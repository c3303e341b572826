/** What the parts of an `Idos` share: the connected wallet with its network client, the enclave, the backend. */
import { fromHex } from "../../enclave/crypto/bytes.ts";
import type { UnlockParams } from "../../enclave/protocol/calls/unlock.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { asRecoveryWallet, type RecoveryWallet } from "../../enclave/protocol/wallet-kinds.ts";
import type { Backend } from "./backend.ts";
import type { WalletRef } from "../shared/backend-types.ts";
import type { EnclaveClient } from "../enclave-client/enclave-client.ts";
import type { Network } from "../network/network.ts";
import type { NetworkSigner } from "../network/signer.ts";
import type { IdosEvents, Profile, Wallet } from "../shared/types.ts";
import { walletError } from "../wallets/wallet-errors.ts";

/** One wallet, from `connect` until it is disconnected, replaced or changes its account. */
export interface Session {
  wallet: Wallet;
  network: Network;
}

/** What `createIdos` shares with the journeys. */
export interface SessionParts {
  enclave: EnclaveClient;
  /** Runs work for the connected wallet; it ends with the caller's signal, with the session, or with `close`. */
  run<T>(signal: AbortSignal | undefined, work: (session: Session, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The session's profile. @throws IdosError `NOT_FOUND` when the wallet has none */
  profile(session: Session, signal: AbortSignal): Promise<Profile>;
  /** Asks the wallet to sign text, after saying what for. */
  signText(wallet: Wallet, what: IdosEvents["asking"], signal: AbortSignal | undefined): Promise<string>;
}

/** What a journey works with. */
export interface Parts extends SessionParts {
  backend: Backend;
}

/** The wallet as others may name it. */
export function walletRef({ type, address, publicKey }: WalletRef): WalletRef {
  return { type, address, ...(publicKey !== undefined && { publicKey }) };
}

/** The wallet as MPC nodes know it; undefined for kinds that they do not. */
export function recoveryWallet(wallet: WalletRef): RecoveryWallet | undefined {
  return asRecoveryWallet(walletRef(wallet));
}

/**
 * What the enclave is told to unlock.
 * @throws IdosError `UNSUPPORTED` for a key that is kept in MetaMask
 */
export function unlockOf({ store, ...profile }: Profile, wallet: WalletRef): UnlockParams {
  if (store === "mm")
    throw new IdosError("UNSUPPORTED", "The key of this profile is kept in MetaMask, and no idOS window can open it");
  return { ...profile, store, wallet: recoveryWallet(wallet) };
}

/**
 * The wallet as the network's signer.
 * @throws IdosError `UNSUPPORTED` for a kind of signature that this client cannot send
 */
export function walletSigner(wallet: Wallet, signText: SessionParts["signText"]): NetworkSigner {
  const { signatureType: authType, identifier } = wallet;
  if (authType !== "secp256k1_ep" && authType !== "ed25519")
    throw new IdosError("UNSUPPORTED", `Wallets of type ${wallet.type} are not supported yet`);
  return {
    authType,
    keyType: authType === "ed25519" ? "ed25519" : "secp256k1",
    identifier,
    sign: async (_message, why, signal) => fromHex(await signText(wallet, why, signal), "signature"),
  };
}

/** Signs by the wallet's own method; whatever that throws becomes a `WALLET_…` code. */
export async function asWallet<T>(sign: () => Promise<T>): Promise<T> {
  try {
    return await sign();
  } catch (error) {
    throw walletError(error);
  }
}

/** Any error as an IdosError. */
export function typedError(error: unknown): IdosError {
  return isIdosError(error)
    ? error
    : new IdosError("INTERNAL", "Something went wrong in the idOS SDK", { cause: error });
}
