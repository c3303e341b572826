/** Creating idOS profiles: a user and its first wallet, as a permissioned inserter. */
import * as v from "valibot";
import {
  addUserAsInserter,
  getUserAsInserter,
  hasProfile,
  updateUserPubKeyAsInserter,
  upsertWalletAsInserter,
} from "../../../enclave/kwil/actions.ts";
import { uuidV5 } from "../../../enclave/crypto/uuid.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { base64Of32, keyStore, parse, text, uuidV4 } from "../../../enclave/protocol/schemas.ts";
import { walletKind } from "../../../enclave/protocol/wallet-schemas.ts";
import type { Base64, KeyStore, Uuid } from "../../../enclave/protocol/types.ts";
import { walletKey, walletNames } from "../../../enclave/protocol/wallet-kinds.ts";
import type { WalletRef } from "../../shared/backend-types.ts";
import type { Network } from "../../network/network.ts";
import { checkSignature, walletIdentifier } from "./wallet-proof.ts";

/** A profile to be created. */
export interface NewProfile {
  /** UUIDv4; the salt of the user's key, so never change its case. */
  userId: Uuid;
  /** X25519, base64. */
  recipientEncryptionPublicKey: Base64;
  encryptionPasswordStore: KeyStore;
}

/** A wallet with the proof that its owner takes it into a profile. */
export interface ProvenWallet extends WalletRef {
  /** What the wallet signed. It should name site, profile, wallet and a nonce. */
  message: string;
  /** As the wallet made it; hex. */
  signature: string;
}

const newProfile = v.object({
  userId: uuidV4,
  recipientEncryptionPublicKey: base64Of32,
  encryptionPasswordStore: keyStore,
});
const provenWallet = v.object({
  type: walletKind,
  address: text(128),
  publicKey: v.optional(text(256)),
  message: text(2_000),
  signature: text(4_000),
});
const userRow = v.object({ recipient_encryption_public_key: v.string(), encryption_password_store: v.string() });

/** A profile's public key and store, as an inserter reads them; undefined when there is none. */
export async function readProfile(
  network: Network,
  id: Uuid,
  signal?: AbortSignal,
): Promise<{ publicKey: string; store: string } | undefined> {
  try {
    const [row] = await network.call(getUserAsInserter, { id }, { signal });
    if (!row) return undefined;
    const user = parse(userRow, row, "get_user_as_inserter");
    return { publicKey: user.recipient_encryption_public_key, store: user.encryption_password_store };
  } catch (error) {
    if (isIdosError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

/** True if a wallet with one of these names belongs to a profile. Anybody may ask. */
export async function isMember(network: Network, names: readonly string[], signal?: AbortSignal): Promise<boolean> {
  for (const address of names) {
    const [row] = await network.call(hasProfile, { address }, { signal });
    if (row?.["has_profile"] === true) return true;
  }
  return false;
}

/**
 * Creates a profile with its first wallet. Verifies everything first, then writes the user, then the wallet;
 * repeating it after a failure completes what is missing, so no user is left without a wallet.
 * @param network for the issuer's key, the one by which a server is an inserter
 * @throws IdosError `NETWORK_DENIED` when the proof does not hold or this server is no inserter,
 * `NETWORK_CONFLICT` when the wallet belongs to a profile
 */
export async function createProfile(
  network: Network,
  request: { profile: NewProfile; wallet: ProvenWallet },
  signal?: AbortSignal,
): Promise<void> {
  const { userId, recipientEncryptionPublicKey, encryptionPasswordStore } = parse(
    newProfile,
    request.profile,
    "profile",
  );
  const wallet = parse(provenWallet, request.wallet, "wallet");
  walletIdentifier(wallet);
  checkSignature(wallet, wallet.message, wallet.signature);

  const existing = await readProfile(network, userId, signal);
  // With a user of ours the wallet may be there already: writing it again changes nothing.
  if (!existing && (await isMember(network, walletNames(wallet), signal)))
    throw new IdosError("NETWORK_CONFLICT", "This wallet belongs to an idOS profile already");

  const key = {
    recipient_encryption_public_key: recipientEncryptionPublicKey,
    encryption_password_store: encryptionPasswordStore,
  };
  if (!existing) await network.execute(addUserAsInserter, { id: userId, ...key }, { signal });
  else if (existing.publicKey !== recipientEncryptionPublicKey || existing.store !== encryptionPasswordStore) {
    // Only a user without a wallet may get another key here: an earlier attempt that made a key and got no further.
    if (await isMember(network, walletNames(wallet), signal))
      throw new IdosError("NETWORK_CONFLICT", "This profile exists with another key");
    await network.execute(updateUserPubKeyAsInserter, { id: userId, ...key }, { signal });
  }
  await network.execute(
    upsertWalletAsInserter,
    {
      // Made from profile and wallet, so that a repeated write is the same row.
      id: uuidV5(userId, walletKey(wallet)),
      user_id: userId,
      address: wallet.address,
      public_key: wallet.publicKey ?? null,
      wallet_type: wallet.type,
      message: wallet.message,
      signature: wallet.signature,
    },
    { signal },
  );
}
