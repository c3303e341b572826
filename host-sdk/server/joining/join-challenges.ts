/**
 * What a wallet signs to join. Nothing is stored for a challenge: its user id and nonce are random, and sealed with a
 * key that only this server has, so nobody can fill its store by asking. The id is known to nobody but who asked: the
 * MPC nodes take the shares of a user id from whoever comes first with it.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { equalBytes, fromHex, randomBytes, toHex, utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { Uuid } from "../../../enclave/protocol/types.ts";
import type { JoinChallenge } from "../../shared/backend-types.ts";
import { ownershipText, readOwnershipText } from "../../shared/ownership-text.ts";
import { timestamp } from "../credential/build.ts";
import { sameIdentifier } from "../shared/wallet-proof.ts";

/** Seconds for which a challenge can be answered: creating a key lies in between. */
export const CHALLENGE_LIFE = 3600;
const CLOCK_SKEW = 65;
const NONCE = 16;

/** Who is asked to prove what. */
export interface ChallengeSubject {
  userId: Uuid;
  /** As it is shown to the person. */
  address: string;
}

/** What {@link createJoinChallenges} returns. */
export interface JoinChallenges {
  /** Names this server in a store that it shares with others: who has the secret can answer for it. */
  readonly server: string;
  /** Draws a user id for a wallet, with the text to sign. @param address as it is shown to the person */
  draw(address: string, now: Date): JoinChallenge;
  /**
   * Checks that a text is one that this server made for this subject, not long ago.
   * @returns its nonce, hex, which the caller must let through only once
   * @throws IdosError `INVALID_ARGUMENT` when it is not
   */
  check(subject: ChallengeSubject, message: string, now: Date): string;
}

/** Makes challenges. @param domain as in the text @param secret 32 bytes that only this server knows */
export function createJoinChallenges(domain: string, secret: Uint8Array): JoinChallenges {
  const key = hmac(sha256, secret, utf8("idos-isle join challenges v2"));
  const mac = (...parts: string[]) => hmac(sha256, key, utf8(JSON.stringify(parts)));

  const text = (subject: ChallengeSubject, nonce: string, issued: string): string =>
    ownershipText({ site: domain, ...subject, nonce, issued });

  function seal({ userId, address }: ChallengeSubject, random: string, issued: string): string {
    return toHex(mac("nonce", userId, address.toLowerCase(), random, issued).subarray(0, NONCE));
  }

  return {
    server: toHex(mac("server").subarray(0, 8)),
    draw(address, now) {
      const issued = timestamp(now);
      const random = toHex(randomBytes(NONCE));
      const subject = { userId: crypto.randomUUID(), address };
      return { userId: subject.userId, message: text(subject, random + seal(subject, random, issued), issued) };
    },
    check({ userId, address }, message, now) {
      const { address: shown = "", nonce = "", issued = "" } = readOwnershipText(message) ?? {};
      const wrong = new IdosError(
        "INVALID_ARGUMENT",
        "message: expected the challenge of this backend for this user id and wallet",
      );
      // An EVM address is the same in any case; the text has it as it was shown.
      const subject = { userId, address: sameIdentifier(shown, address) ? shown : address };
      if (nonce.length !== 4 * NONCE || message !== text(subject, nonce, issued)) throw wrong;
      const random = nonce.slice(0, 2 * NONCE);
      if (!equalBytes(fromHex(nonce.slice(2 * NONCE)), fromHex(seal(subject, random, issued)))) throw wrong;
      const age = (now.getTime() - Date.parse(issued)) / 1000;
      if (!(age >= -CLOCK_SKEW && age <= CHALLENGE_LIFE))
        throw new IdosError("INVALID_ARGUMENT", "message: this challenge is too old; ask for a new one");
      return nonce;
    },
  };
}
