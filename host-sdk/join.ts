/** Joining idOS: wallet proof → key in the enclave → the backend writes user and wallet → read back. */
import { IdosError } from "../enclave/protocol/errors.ts";
import type { CreateKeyParams, KeyInfo } from "../enclave/protocol/types.ts";
import { checkJoinChallenge } from "./join-challenge.ts";
import { takeJoinTurn, type JoinTurn } from "./join-turn.ts";
import { readProfile } from "./profile.ts";
import { recoveryWallet, walletRef, type Parts, type Session } from "./session.ts";
import type { Profile } from "./types.ts";

/** Joins with the session's wallet; a wallet that has a profile already gets that. */
export type Join = (
  session: Session,
  store: CreateKeyParams["store"] | undefined,
  signal: AbortSignal,
) => Promise<Profile>;

/** Makes {@link Join}. */
export function createJoin({ enclave, backend, signText }: Pick<Parts, "enclave" | "backend" | "signText">): Join {
  /** A key whose profile was not written yet: a retry must not make a second one, with another password. */
  let unwritten: (KeyInfo & { asked: string }) | undefined;
  /** Kept for as long as there is such a key. */
  let turn: JoinTurn | undefined;

  /** Ends with the session: what another tab does from then on, an unwritten key must not undo. */
  async function takeTurn({ identifier }: Session["wallet"], signal: AbortSignal): Promise<JoinTurn> {
    if (turn?.identifier === identifier) return turn;
    turn?.end();
    unwritten = undefined;
    const mine = await takeJoinTurn(identifier, signal);
    turn = mine;
    signal.addEventListener("abort", () => turn === mine && (turn = unwritten = undefined), { once: true });
    return mine;
  }

  return async (session, wanted, signal) => {
    const existing = await readProfile(session, signal);
    if (existing) return existing;
    const mine = await takeTurn(session.wallet, signal);
    try {
      return await join(session, wanted, signal);
    } finally {
      if (!unwritten) {
        mine.end();
        if (turn === mine) turn = undefined;
      }
    }
  };

  async function join(
    session: Session,
    wanted: CreateKeyParams["store"] | undefined,
    signal: AbortSignal,
  ): Promise<Profile> {
    const { wallet } = session;
    const ref = walletRef(wallet);
    const recovery = recoveryWallet(wallet);
    const store = wanted ?? (recovery ? "mpc" : "user");
    const challenge = await backend.join({ wallet: ref }, signal);
    checkJoinChallenge(challenge, wallet, location);
    const { userId, message } = challenge;
    const signature = await signText(wallet, { for: "ownership", text: message }, signal);
    if (unwritten?.userId !== userId || unwritten.asked !== store)
      unwritten = {
        ...(await enclave.call("createKey", { userId, store, wallet: ref }, { signal })),
        asked: store,
      };
    const key = unwritten;
    if (key.userId !== userId) throw new IdosError("INTERNAL", "The enclave made a key for another profile");
    await backend.completeJoin(
      {
        userId,
        recipientEncryptionPublicKey: key.publicKey,
        encryptionPasswordStore: key.store,
        wallet: ref,
        message,
        signature,
      },
      signal,
    );
    const profile = await readProfile(session, signal);
    if (profile?.userId !== userId || profile.publicKey !== key.publicKey || profile.store !== key.store)
      throw new IdosError("NETWORK_CONFLICT", "The profile on the network is not the one that was just created");
    unwritten = undefined;
    return profile;
  }
}
