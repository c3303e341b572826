/** `unlock`: connect once per site, then the password or the MPC nodes bring the key back. */
import { fromBase64 } from "../../crypto/bytes.ts";
import { preloadKdf } from "../../crypto/kdf.ts";
import type { KeyInfo } from "../../protocol/types.ts";
import type { UnlockParams } from "../../protocol/calls/unlock.ts";
import { confirmProfileKey, findRemembered, keep } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import type { FlowContext } from "../session.ts";
import type { Found } from "./unlock-ways.ts";

const passkeys = () => import("./passkeys.ts");

/** Runs the call. @throws IdosError */
export async function unlock(context: FlowContext, params: UnlockParams): Promise<KeyInfo> {
  const { session, flow } = context;
  const { userId, publicKey, store } = params;
  const info: KeyInfo = { userId, publicKey, store };
  const held = session.key;
  if (held?.userId === userId && held.publicKey === publicKey && flow.connected) {
    // There is one if the key was made a moment ago, and calls waited.
    endWindow(context, await session.frame.moreWaiting());
    return info;
  }

  const expected = fromBase64(publicKey, "publicKey", 32);
  await confirmProfileKey(context, session.storage, params);
  const { secretKey, bySignature, ...keeping } =
    (await remembered(context, params)) ?? (await derived(context, params, expected));
  const key = { ...info, secretKey };
  await keep(context, key, { what: "unlock", ...keeping });
  const stays = await session.frame.moreWaiting();
  // Who only had to sign is kept by no further question.
  const offers = !bySignature || keeping.remember !== undefined || stays;
  if (offers && session.link?.alive && session.link.passkeys) await (await passkeys()).offerPasskey(context, key);
  endWindow(context, await session.frame.moreWaiting());
  return info;
}

/** What this site's frame remembers; a site that may use the key resumes with it and shows nothing. */
async function remembered({ session, flow }: FlowContext, params: UnlockParams): Promise<Found | undefined> {
  const secretKey = await findRemembered(session.storage, flow.site, params);
  return secretKey && { secretKey };
}

/** Derived anew, by what the person types or their wallet signs. */
async function derived(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
  preloadKdf();
  return params.store === "user"
    ? (await import("./unlock-by-password.ts")).fromPassword(context, params, expected)
    : (await import("./unlock-by-wallet.ts")).fromMpc(context, params, expected);
}
