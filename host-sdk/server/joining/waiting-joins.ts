/**
 * Joins of wallets that have proved themselves, until they are on the network: one for each wallet and server. Its user
 * id stands from then on, so that a retry cannot make a second profile.
 */
import * as v from "valibot";
import { toHex, utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { isUuidV4 } from "../../../enclave/crypto/uuid.ts";
import { base64Of32, keyStore, text, uuidV4 } from "../../../enclave/protocol/schemas.ts";
import type { JoinCompletion, WalletRef } from "../../shared/backend-types.ts";
import { canonicalJson } from "../credential/field-digest.ts";
import { records, type Store } from "../shared/store.ts";
import { walletIdentifier } from "../shared/wallet-proof.ts";
import { walletKind } from "../../../enclave/protocol/wallet-schemas.ts";

/** Schema of a wallet in a request. */
export const wallet: v.GenericSchema<unknown, WalletRef> = v.strictObject({
  type: walletKind,
  address: text(128),
  publicKey: v.optional(text(256)),
});

/** Schema of `POST /join/complete`. */
export const joinCompletion: v.GenericSchema<unknown, JoinCompletion> = v.strictObject({
  userId: uuidV4,
  recipientEncryptionPublicKey: base64Of32,
  encryptionPasswordStore: keyStore,
  wallet,
  message: text(2_000),
  signature: text(4_000),
});

/** The wallet as records name it. @throws IdosError as {@link walletIdentifier} */
export const walletKey = (ref: WalletRef): string => `${ref.type}:${walletIdentifier(ref)}`;

/** The same for the same completion, in whatever case its wallet's address is written. */
export function digestOf(completion: JoinCompletion): string {
  const ref = { ...completion.wallet, address: walletIdentifier(completion.wallet) };
  return toHex(sha256(utf8(canonicalJson({ ...completion, wallet: ref }))));
}

/** What {@link waitingJoins} returns; each is found by its wallet's key. */
export interface WaitingJoins {
  get(key: string): Promise<JoinCompletion | undefined>;
  put(key: string, completion: JoinCompletion): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys of the wallets whose joins wait at this server. */
  keys(): Promise<string[]>;
}

/** Opens those of a store. @param server its name there: others cannot write what waits for this one */
export function waitingJoins(store: Store, server: string): WaitingJoins {
  const kept = records(store, "join", joinCompletion);
  const id = (key: string): string => `${key} ${server}`;
  /** Takes over what an earlier version kept by its user id. */
  async function adopt(userId: string): Promise<void> {
    const completion = await kept.get(userId);
    if (completion) await kept.put(id(walletKey(completion.wallet)), completion);
    await kept.delete(userId);
  }

  return {
    get: (key) => kept.get(id(key)),
    put: (key, completion) => kept.put(id(key), completion),
    delete: (key) => kept.delete(id(key)),
    async keys() {
      for (const one of await kept.ids()) if (isUuidV4(one)) await adopt(one);
      return (await kept.ids()).flatMap((one) =>
        one.endsWith(` ${server}`) ? [one.slice(0, -server.length - 1)] : [],
      );
    },
  };
}
