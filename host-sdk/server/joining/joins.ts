/** Joining: a challenge to a wallet, then user and wallet on the network, also across failures and restarts. */
import * as v from "valibot";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { parse } from "../../../enclave/protocol/schemas.ts";
import type { JoinChallenge, JoinCompletion, JoinRequest } from "../../shared/backend-types.ts";
import type { Network } from "../../network/network.ts";
import { goesOn, mayRetry, type Background } from "../shared/background.ts";
import { kindOfIdentifier } from "../../../enclave/crypto/wallet-proofs.ts";
import { comparable, walletNames } from "../../../enclave/protocol/wallet-kinds.ts";
import { CHALLENGE_LIFE, createJoinChallenges } from "./join-challenges.ts";
import { storeLock } from "../shared/keyed-lock.ts";
import { createProfile, isMember } from "../shared/profiles.ts";
import { records, type Store } from "../shared/store.ts";
import { digestOf, joinCompletion, waitingJoins, wallet, walletKey } from "./waiting-joins.ts";
import { checkSignature } from "../shared/wallet-proof.ts";

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
  /**
   * `POST /join`. Changes nothing, but that a join of this wallet which waits for the network is tried again.
   * @throws IdosError `NETWORK_CONFLICT` when the wallet belongs to a profile
   */
  start(request: unknown, signal?: AbortSignal): Promise<JoinChallenge>;
  /**
   * `POST /join/complete`. Of several completions of one wallet the first one stands; what refuses another one has the
   * user id that stands as `data.userId`.
   * @throws IdosError
   */
  complete(request: unknown): Promise<{ userId: string }>;
  /** The profile that this server created for a wallet; undefined if it did not. */
  profileOf(identifier: string): Promise<string | undefined>;
  /** Takes up what a restart interrupted, and from then on forgets nonces that have expired. */
  resume(): Promise<void>;
}

const joinRequest: v.GenericSchema<unknown, JoinRequest> = v.strictObject({ wallet });

const taken = (userId?: string): IdosError =>
  new IdosError("NETWORK_CONFLICT", "This wallet belongs to an idOS profile already", {
    data: userId === undefined ? undefined : { userId },
  });

/** Creates the join part of a backend. */
export function createJoins({ domain, secret, network, store, background }: JoinsOptions): Joins {
  const challenges = createJoinChallenges(domain, secret);
  const lock = storeLock(store);
  const locked = <T>(key: string, work: () => Promise<T>) => lock(`join ${key}`, work);
  const completed = records(store, "joined", v.object({ userId: v.string(), digest: v.string() }));
  const waiting = waitingJoins(store, challenges.server);
  const nonces = records(
    store,
    "nonce",
    v.object({ digest: v.string(), expires: v.number(), joined: v.optional(v.boolean()) }),
  );

  const usedNonce = (nonce: string, digest: string, joined?: true) =>
    nonces.put(nonce, {
      digest,
      expires: Math.floor(Date.now() / 1000) + 2 * CHALLENGE_LIFE,
      ...(joined && { joined }),
    });

  /** Writes a waiting join; only under its wallet's lock. */
  async function write(key: string, completion: JoinCompletion): Promise<void> {
    // Not the request's signal: a browser that goes away must not leave a user without a wallet.
    const { signal } = background;
    const { userId, recipientEncryptionPublicKey, encryptionPasswordStore, message, signature } = completion;
    const profile = { userId, recipientEncryptionPublicKey, encryptionPasswordStore };
    try {
      await createProfile(network, { profile, wallet: { ...completion.wallet, message, signature } }, signal);
    } catch (error) {
      // What cannot succeed is given up; the wallet may then join with another challenge.
      if (!mayRetry(error) && !signal.aborted) await waiting.delete(key);
      throw error;
    }
    const digest = digestOf(completion);
    await completed.put(key, { userId, digest });
    // For good: what joined once must not bring its wallet back after the person has left.
    await usedNonce(nonceOf(message), digest, true);
    await waiting.delete(key);
  }

  /**
   * Goes on with the join of a wallet that proved itself earlier. Returns only if that could not be and was given up.
   * @throws IdosError `NETWORK_CONFLICT` when it is done, or why it has to wait
   */
  async function finish(key: string, earlier: JoinCompletion): Promise<void> {
    const data = { userId: earlier.userId };
    try {
      await write(key, earlier);
    } catch (error) {
      if (!isIdosError(error) || !mayRetry(error)) {
        if (background.signal.aborted || (await waiting.get(key))) throw error;
        return;
      }
      const why = `An earlier join of this wallet waits for the network and goes on by itself: ${error.message}`;
      throw new IdosError(error.code, why, { data });
    }
    throw taken(earlier.userId);
  }

  const retrying = new Set<string>();

  /** Goes on with a waiting join until it is written or cannot be. */
  function retryLater(key: string): void {
    if (retrying.has(key)) return;
    retrying.add(key);
    background.run(() =>
      locked(key, async () => {
        try {
          const completion = await waiting.get(key);
          if (completion) await write(key, completion);
          retrying.delete(key);
        } catch (error) {
          if (!goesOn(error)) retrying.delete(key);
          throw error;
        }
      }),
    );
  }

  async function writeOrRetry(key: string, completion: JoinCompletion): Promise<{ userId: string }> {
    try {
      await write(key, completion);
    } catch (error) {
      if (goesOn(error)) retryLater(key);
      throw error;
    }
    return { userId: completion.userId };
  }

  return {
    async start(request, signal) {
      const { wallet: ref } = parse(joinRequest, request, "body");
      const key = walletKey(ref);
      return locked(key, async () => {
        if (await isMember(network, walletNames(ref), signal)) throw taken();
        const earlier = await waiting.get(key);
        // Its id is told to nobody here: who asks has proved nothing.
        if (earlier)
          await finish(key, earlier).catch((error: unknown) => {
            throw isIdosError(error) ? new IdosError(error.code, error.message) : error;
          });
        return challenges.draw(ref.address, new Date());
      });
    },

    async complete(request) {
      const completion = parse(joinCompletion, request, "body");
      const { userId, wallet: ref, message } = completion;
      const key = walletKey(ref);
      const digest = digestOf(completion);
      return locked(key, async () => {
        const before = await completed.get(key);
        // The same request again: its answer was lost.
        if (before?.digest === digest) return { userId };
        const earlier = await waiting.get(key);
        if (earlier && digestOf(earlier) === digest) return writeOrRetry(key, earlier);

        const nonce = challenges.check({ userId, address: ref.address }, message, new Date());
        checkSignature(ref, message, completion.signature);
        const used = await nonces.get(nonce);
        if (used && (used.joined || used.digest !== digest))
          throw new IdosError("NETWORK_CONFLICT", "message: this challenge was answered before; ask for a new one");
        if (earlier) await finish(key, earlier);
        if (before && (await isMember(network, walletNames(ref), background.signal))) throw taken(before.userId);

        await usedNonce(nonce, digest);
        await waiting.put(key, completion);
        return writeOrRetry(key, completion);
      });
    },

    async profileOf(identifier) {
      const kind = kindOfIdentifier(identifier);
      return kind && (await completed.get(`${kind}:${comparable(kind, identifier)}`))?.userId;
    },

    async resume() {
      for (const key of await waiting.keys()) retryLater(key);
      background.run(async (signal) => {
        while (!signal.aborted) {
          await forgetExpired();
          await background.sleep(CHALLENGE_LIFE * 1000);
        }
      });
    },
  };

  async function forgetExpired(): Promise<void> {
    const now = Date.now() / 1000;
    for (const nonce of await nonces.ids()) {
      // One that cannot be read stays: it refuses a challenge, and keeps nobody else's.
      const used = await nonces.get(nonce).catch(() => undefined);
      if (used && used.expires < now) await nonces.delete(nonce);
    }
  }
}

/** The nonce in a challenge's text. */
function nonceOf(message: string): string {
  return /\nNonce: ([0-9a-f]{64})\n/.exec(message)?.[1] ?? "";
}
