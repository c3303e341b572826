/** What the ways of unlocking share: what a window remembers, and the ways beside the one that a screen asks for. */
import { IdosError } from "../../protocol/errors.ts";
import type { UnlockParams } from "../../protocol/calls/unlock.ts";
import { allowed, confirmProfileKey, findRemembered, isTakenBack, type Keeping } from "../custody.ts";
import type { Answer, OtherWays } from "../../contract/window-messages.ts";
import { needWindow, type FlowContext } from "../session.ts";

const passkeys = () => import("./passkeys.ts");

/** A key, and what is to be kept of it. */
export interface Found extends Omit<Keeping, "what"> {
  secretKey: Uint8Array;
  /** By a wallet's signature and nothing else. */
  bySignature?: boolean | undefined;
}

/** With a window open: what it remembers spares the password, or the wallet's signature, for one "Allow". */
export async function rememberedByWindow(context: FlowContext, params: UnlockParams): Promise<Found | undefined> {
  const link = await needWindow(context);
  await confirmProfileKey(context, link.storage, params);
  // From here on the site is one that was never let: whatever way is taken, its screen asks for that too.
  if (context.flow.connected && (await isTakenBack(context, params.userId))) context.flow.connected = false;
  const secretKey = await findRemembered(link.storage, "window", params);
  return secretKey && { secretKey, remember: await allowed(context, params) };
}

/** The ways beside the one that a screen asks for. */
export async function otherWays(context: FlowContext, params: UnlockParams, passkeyFailed = false): Promise<OtherWays> {
  const link = await needWindow(context);
  return { passkeys: await (await passkeys()).usablePasskeys(link, params), passkeyFailed };
}

/** @returns undefined if it does not open the key or the person came back from it @throws IdosError `USER_REJECTED`, … */
export async function byOtherWay(
  context: FlowContext,
  params: UnlockParams,
  expected: Uint8Array,
  answer: Answer,
): Promise<Uint8Array | undefined> {
  if (answer.type === "use-phrase")
    return (await import("./restore-phrase.ts")).restoreFromPhrase(context, params.userId, expected);
  if (answer.type !== "passkey") throw new IdosError("USER_REJECTED", "The user did not unlock the key");
  return (await passkeys()).unlockByPasskey(await needWindow(context), params, answer);
}
