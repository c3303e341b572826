/** A wallet's profile on the network. */
import * as v from "valibot";
import { getUser, hasProfile } from "../../enclave/kwil/actions.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { ownerIdentifier } from "../../enclave/protocol/wallet-kinds.ts";
import { single, userRow } from "./rows.ts";
import { readAnswer } from "../network/http.ts";
import type { Profile } from "../shared/types.ts";
import type { Session } from "./session.ts";

/** Whether the session's wallet has a profile; nothing is asked of the wallet. */
export async function hasOwnProfile({ wallet, network }: Session, signal: AbortSignal): Promise<boolean> {
  const rows = await network.call(hasProfile, { address: ownerIdentifier(wallet) }, { signal });
  return readAnswer(v.boolean(), single(rows), "has_profile");
}

/**
 * Reads the profile of the session's wallet; only a wallet that has one is asked to sign in.
 * @returns null if it has none
 */
export async function readProfile(session: Session, signal: AbortSignal): Promise<Profile | null> {
  if (!(await hasOwnProfile(session, signal))) return null;
  const { network } = session;
  const [row] = await network.call(getUser, {}, { signal });
  if (!row)
    throw new IdosError("NETWORK_CONFLICT", "The storage node says that this wallet has a profile, and shows none");
  const user = readAnswer(userRow, row, "get_user");
  return { userId: user.id, publicKey: user.recipient_encryption_public_key, store: user.encryption_password_store };
}
