/** Joining idOS: wallet proof → key in the enclave → the backend writes user and wallet → read back. */
import { IdosError, isIdosError, type Code } from "../../enclave/protocol/errors.ts";
import type { JoinChallenge, JoinCompletion } from "../shared/backend-types.ts";
import type { CreateKeyParams } from "../../enclave/protocol/calls/create-key.ts";
import { checkJoinChallenge } from "./join-challenge.ts";
import { takeJoinTurn, type JoinTurn } from "./join-turn.ts";
import { readProfile } from "./profile.ts";
import { recoveryWallet, walletRef, type Parts, type Session } from "./session.ts";
import type { Profile } from "../shared/types.ts";

/** Joins with the session's wallet; a wallet that has a profile already gets that. */
export type Join = (
  session: Session,
  store: CreateKeyParams["store"] | undefined,
  signal: AbortSignal,
) => Promise<Profile>;

/** A key whose profile is not known to be written: a retry sends the same completion, and makes no second key. */
interface Unwritten {
  completion: JoinCompletion;
  /** The kind of key that was asked for. */
  asked: CreateKeyParams["store"];
}

/** A challenge, and when it came, ms. */
interface OpenChallenge extends JoinChallenge {
  of: Session;
  at: number;
}

/** How long a challenge is gone on with, ms: a backend takes its answer for an hour, and the key is made in between. */
const CHALLENGE_KEPT = 15 * 60_000;

/** A backend's codes after which the same completion is refused again. */
const FINAL: ReadonlySet<Code> = new Set(["INVALID_ARGUMENT", "NETWORK_DENIED", "NETWORK_CONFLICT"]);

/** Makes {@link Join}. */
export function createJoin({ enclave, backend, signText }: Pick<Parts, "enclave" | "backend" | "signText">): Join {
  let unwritten: Unwritten | undefined;
  /** One that no key was made for yet: a retry goes on with its user id, for which the window may have been allowed. */
  let open: OpenChallenge | undefined;
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
      return await join(session, wanted ?? (recoveryWallet(session.wallet) ? "mpc" : "user"), signal);
    } finally {
      if (!unwritten) {
        mine.end();
        if (turn === mine) turn = undefined;
      }
    }
  };

  async function join(session: Session, asked: CreateKeyParams["store"], signal: AbortSignal): Promise<Profile> {
    // A challenge has a user id of its own, which is the key's: the one that the key was made under has to be answered.
    if (unwritten?.asked !== asked) unwritten = undefined;
    const resumed = unwritten && (await complete(session, unwritten, signal));
    if (resumed) return resumed;
    const made = await makeKey(session, asked, signal);
    if ("standing" in made) return made.standing;
    unwritten = made;
    const profile = await complete(session, made, signal);
    if (!profile) throw new IdosError("TIMEOUT", "The key was made too late for the backend's challenge: join again");
    return profile;
  }

  /**
   * What a backend's conflict comes from, where another key of this wallet was first: by an earlier challenge, whose
   * answer was lost, or on another device.
   */
  async function standingAfter(error: unknown, session: Session, signal: AbortSignal): Promise<Profile> {
    const standing = isIdosError(error, "NETWORK_CONFLICT") && (await readProfile(session, signal));
    if (!standing) throw error;
    return standing;
  }

  async function makeKey(
    session: Session,
    asked: CreateKeyParams["store"],
    signal: AbortSignal,
  ): Promise<Unwritten | { standing: Profile }> {
    const { wallet } = session;
    const ref = walletRef(wallet);
    if (open?.of !== session || Date.now() - open.at > CHALLENGE_KEPT) {
      const challenge = await backend
        .join({ wallet: ref }, signal)
        .catch(async (error: unknown) => ({ standing: await standingAfter(error, session, signal) }));
      if ("standing" in challenge) return challenge;
      checkJoinChallenge(challenge, wallet, location);
      open = { ...challenge, of: session, at: Date.now() };
    }
    const { userId, message } = open;
    const signature = await signText(wallet, { for: "ownership", text: message }, signal);
    const key = await enclave.call("createKey", { userId, store: asked, wallet: ref }, { signal });
    open = undefined;
    if (key.userId !== userId) throw new IdosError("INTERNAL", "The enclave made a key for another profile");
    const { publicKey: recipientEncryptionPublicKey, store: encryptionPasswordStore } = key;
    return {
      asked,
      completion: { userId, recipientEncryptionPublicKey, encryptionPasswordStore, wallet: ref, message, signature },
    };
  }

  /** Has the backend write a key's profile, and reads it back; undefined when its challenge is over. */
  async function complete(
    session: Session,
    { completion }: Unwritten,
    signal: AbortSignal,
  ): Promise<Profile | undefined> {
    try {
      await backend.completeJoin(completion, signal);
    } catch (error) {
      // Such a completion is taken at no later time either.
      if (isIdosError(error) && FINAL.has(error.code)) unwritten = undefined;
      if (isIdosError(error, "INVALID_ARGUMENT")) return undefined;
      const standing = await standingAfter(error, session, signal);
      // The frame holds the key that nobody needs.
      if (standing.publicKey !== completion.recipientEncryptionPublicKey && enclave.connected)
        await enclave.call("lock", {}, { signal });
      return standing;
    }
    const { userId, recipientEncryptionPublicKey: publicKey, encryptionPasswordStore: store } = completion;
    const profile = await readProfile(session, signal);
    if (profile?.userId !== userId || profile.publicKey !== publicKey || profile.store !== store)
      throw new IdosError("NETWORK_CONFLICT", "The profile on the network is not the one that was just created");
    unwritten = undefined;
    return profile;
  }
}
