/** Unlocking with the recovery phrase: for MPC keys and password keys alike. */
import { boxPublicKey } from "../../crypto/box.ts";
import { equalBytes, toBase64 } from "../../crypto/bytes.ts";
import { keyOfPhrase } from "../../crypto/phrase.ts";
import { IdosError, isIdosError } from "../../protocol/errors.ts";
import { needWindow, type FlowContext } from "../session.ts";
import type { WindowLink } from "../window-link.ts";
import type { ScreenOfKind } from "../../contract/window-messages.ts";

type Problem = ScreenOfKind<"phrase-restore">["problem"];

/**
 * A phrase opens its key whatever profile a site names beside it: sites and activity of the key would be listed under a
 * name that its owner never looks at.
 * @throws IdosError `KEY_MISMATCH` for a key that this browser knows as another profile's
 */
async function refuseOtherOwner({ storage }: WindowLink, userId: string, publicKey: string): Promise<void> {
  const others = (await storage.all("profiles")).filter((row) => row.publicKey === publicKey);
  if (others.length && !others.some((row) => row.userId.toLowerCase() === userId.toLowerCase()))
    throw new IdosError("KEY_MISMATCH", "The site names another profile than the one that this key is of");
}

/**
 * Asks for the phrase until it makes the profile's key.
 * @param expected the profile's public key, 32 bytes
 * @returns undefined if the person went back to the other ways
 * @throws IdosError `KEY_MISMATCH`, `USER_REJECTED`, `USER_CLOSED`, `ABORTED`
 */
export async function restoreFromPhrase(
  context: FlowContext,
  userId: string,
  expected: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { flow, signal } = context;
  await refuseOtherOwner(await needWindow(context), userId, toBase64(expected));
  for (let problem: Problem; ;) {
    const link = await needWindow(context);
    const { site, connected } = flow;
    const answer = await link.ask({ kind: "phrase-restore", site, userId, connects: !connected, problem }, signal);
    if (answer.type === "back") return undefined;
    if (answer.type !== "words") throw new IdosError("USER_REJECTED", "The user did not enter the recovery phrase");
    try {
      const secretKey = keyOfPhrase(answer.words);
      if (equalBytes(boxPublicKey(secretKey), expected)) return secretKey;
      problem = "other-key";
    } catch (error) {
      if (!isIdosError(error, "INVALID_ARGUMENT")) throw error;
      problem = "checksum";
    }
  }
}
