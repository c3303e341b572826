/** Joining: a challenge to a wallet, then user and wallet on the network, also across failures and restarts. */
import * as v from "valibot";
import { toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { sha256 } from "../../enclave/crypto/hash.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { base64Of32, keyStore, parse, text, uuidV4 } from "../../enclave/protocol/schemas.ts";
import type { JoinChallenge, JoinCompletion, JoinRequest, WalletRef } from "../backend-types.ts";
import type { Network } from "../network/network.ts";
import { mayRetry, type Background } from "./background.ts";
import { canonicalJson } from "./credential/field-digest.ts";
import { CHALLENGE_LIFE, createJoinChallenges } from "./join-challenges.ts";
import { createKeyedLock } from "./keyed-lock.ts";
import { createProfile, isMember } from "./profiles.ts";
import { records, type Store } from "./store.ts";
import { checkSignature, walletIdentifier } from "./wallet-proof.ts";

/** What {@link createJoins} needs. */
export interface JoinsOptions {
  /** Named in the text that wallets sign. */
  domain: string;
  /** 32 bytes that only this server knows. */
  secret: Uint8Array;
  network: Network;
  store: Store;
  background: Background;
}

/** What {@link createJoins} returns. */
export interface Joins {
  /** `POST /join` @throws IdosError `NETWORK_CONFLICT` when the wallet belongs to a profile */
  start(request: unknown, signal?: AbortSignal): Promise<JoinChallenge>;
  /** `POST /join/complete` @throws IdosError */
  complete(request: unknown): Promise<{ userId: string }>;
  /** The profile that this server created for a wallet; undefined if it did not. */
  profileOf(identifier: string): Promise<string | undefined>;
  /** Takes up what a restart interrupted, and from then on forgets nonces that have expired. */
  resume(): Promise<void>;
}

const wallet: v.GenericSchema<unknown, WalletRef> = v.strictObject({
  type: v.picklist(["EVM", "NEAR", "XRPL", "Stellar", "FaceSign"]),
  address: text(128),
  publicKey: v.optional(text(256)),
});
const joinRequest: v.GenericSchema<unknown, JoinRequest> = v.strictObject({ wallet });
const joinCompletion: v.GenericSchema<unknown, JoinCompletion> = v.strictObject({
  userId: uuidV4,
  recipientEncryptionPublicKey: base64Of32,
  encryptionPasswordStore: keyStore,
  wallet,
  message: text(2_000),
  signature: text(4_000),
});

/** Creates the join part of a backend. */
export function createJoins({ domain, secret, network, store, background }: JoinsOptions): Joins {
  const challenges = createJoinChallenges(domain, secret);
  const locked = createKeyedLock();
  const completed = records(store, "joined", v.object({ userId: v.string(), count: v.number(), digest: v.string() }));
  const pending = records(store, "join", joinCompletion);
  const nonces = records(store, "nonce", v.object({ digest: v.string(), expires: v.number() }));

  const keyOf = (ref: WalletRef) => `${ref.type}:${walletIdentifier(ref)}`;
  const digestOf = (completion: JoinCompletion) => toHex(sha256(utf8(canonicalJson(completion))));

  /** Writes a pending join; only under its wallet's lock. */
  async function write(key: string, completion: JoinCompletion): Promise<void> {
    // Not the request's signal: a browser that goes away must not leave a user without a wallet.
    const { signal } = background;
    const { userId, recipientEncryptionPublicKey, encryptionPasswordStore, message, signature } = completion;
    const profile = { userId, recipientEncryptionPublicKey, encryptionPasswordStore };
    try {
      await createProfile(network, { profile, wallet: { ...completion.wallet, message, signature } }, signal);
    } catch (error) {
      // What cannot succeed is given up; the wallet gets the same user id when it tries again, which completes it.
      if (!mayRetry(error) && !signal.aborted) await pending.delete(userId);
      throw error;
    }
    const before = await completed.get(key);
    // Counted once, also where a crash lies between here and the next line.
    const count = before?.userId === userId ? before.count : (before?.count ?? 0) + 1;
    await completed.put(key, { userId, count, digest: digestOf(completion) });
    await pending.delete(userId);
  }

  /**
   * Whoever asks anew makes another key, whose shares take the place of the waiting one's: it is written at once, or
   * never, so that no profile names a key that nobody can rebuild.
   * @throws IdosError `NETWORK_CONFLICT` when it was written
   */
  async function writeNowOrNever(key: string, completion: JoinCompletion): Promise<void> {
    try {
      await write(key, completion);
    } catch {
      await pending.delete(completion.userId);
      return;
    }
    throw new IdosError("NETWORK_CONFLICT", "This wallet belongs to an idOS profile already");
  }

  /** Goes on with a pending join until it is written or cannot be. */
  function retryLater(key: string, userId: string): void {
    background.run(() =>
      locked(key, async () => {
        const completion = await pending.get(userId);
        if (completion) await write(key, completion);
      }),
    );
  }

  return {
    async start(request, signal) {
      const { wallet: ref } = parse(joinRequest, request, "body");
      const key = keyOf(ref);
      return locked(key, async () => {
        if (await isMember(network, ref.address, signal))
          throw new IdosError("NETWORK_CONFLICT", "This wallet belongs to an idOS profile already");
        const userId = challenges.userId(key, (await completed.get(key))?.count ?? 0);
        const waiting = await pending.get(userId);
        if (waiting) await writeNowOrNever(key, waiting);
        return { userId, message: challenges.message({ userId, address: ref.address }, new Date()) };
      });
    },

    async complete(request) {
      const completion = parse(joinCompletion, request, "body");
      const { userId, wallet: ref, message } = completion;
      const key = keyOf(ref);
      const digest = digestOf(completion);
      return locked(key, async () => {
        const before = await completed.get(key);
        // The same request again: its answer was lost.
        if (before?.userId === userId && before.digest === digest) return { userId };
        if (before?.userId === userId) throw new IdosError("NETWORK_CONFLICT", "This wallet has joined already");
        if (userId !== challenges.userId(key, before?.count ?? 0))
          throw new IdosError("INVALID_ARGUMENT", "userId: expected the one that this backend gave to this wallet");
        const nonce = challenges.check({ userId, address: ref.address }, message, new Date());
        checkSignature(walletIdentifier(ref), message, completion.signature);
        const used = await nonces.get(nonce);
        if (used && used.digest !== digest)
          throw new IdosError("NETWORK_CONFLICT", "message: this challenge was answered before; ask for a new one");
        await nonces.put(nonce, { digest, expires: Math.floor(Date.now() / 1000) + 2 * CHALLENGE_LIFE });
        await pending.put(userId, completion);
        try {
          await write(key, completion);
        } catch (error) {
          if (mayRetry(error)) retryLater(key, userId);
          throw error;
        }
        return { userId };
      });
    },

    profileOf: async (identifier) => (await completed.get(`EVM:${identifier.toLowerCase()}`))?.userId,

    async resume() {
      for (const userId of await pending.ids()) {
        const completion = await pending.get(userId);
        if (completion) retryLater(keyOf(completion.wallet), userId);
      }
      background.run(async (signal) => {
        while (!signal.aborted) {
          const now = Date.now() / 1000;
          for (const nonce of await nonces.ids())
            if (((await nonces.get(nonce))?.expires ?? 0) < now) await nonces.delete(nonce);
          await background.sleep(CHALLENGE_LIFE * 1000);
        }
      });
    },
  };
}
