/** Unlocking by what the person types. */
import { boxPublicKey } from "../../crypto/box.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveKey, KDF_IDS, type KdfId } from "../../crypto/kdf.ts";
import { isIdosError } from "../../protocol/errors.ts";
import type { UnlockParams } from "../../protocol/calls/unlock.ts";
import { knownKdf, rememberOffer } from "../custody.ts";
import { passwordAttempts } from "../password-attempts.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "../session.ts";
import { byOtherWay, otherWays, rememberedByWindow, type Found } from "./unlock-ways.ts";

/**
 * The profile does not record the kdf: the one of last time is tried first, then those of the operator, newest first,
 * and the public keys are compared.
 * @returns `kdfMissing` if none matched and one of them cannot run in this browser
 */
async function deriveMatching(
  context: FlowContext,
  password: string,
  userId: string,
  expected: Uint8Array,
): Promise<{ secretKey: Uint8Array; kdf: KdfId } | { kdfMissing: boolean }> {
  const known = await knownKdf(context, userId);
  const { passwordKdfs = KDF_IDS } = await context.session.config();
  const order = KDF_IDS.filter((kdf) => kdf === known || passwordKdfs.includes(kdf)).sort(
    (a, b) => Number(b === known) - Number(a === known),
  );
  let kdfMissing = false;
  for (const [i, kdf] of order.entries()) {
    const show = (done: number): void =>
      showIfOpen(context, {
        kind: "progress",
        site: context.flow.site,
        of: "deriving",
        done: (i + done) / order.length,
      });
    show(0);
    try {
      const secretKey = await deriveKey(kdf, password, userId, { signal: context.signal, onProgress: show });
      if (equalBytes(boxPublicKey(secretKey), expected)) return { secretKey, kdf };
      secretKey.fill(0);
    } catch (error) {
      if (!isIdosError(error, "UNSUPPORTED")) throw error;
      kdfMissing = true;
    }
  }
  return { kdfMissing };
}

/** @param expected the profile's public key, 32 bytes @throws IdosError `USER_REJECTED`, `USER_CLOSED`, `ABORTED` */
export async function fromPassword(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
  const { session, flow, signal } = context;
  const { userId } = params;
  // Needed once the secret is there: out of reach, it fails before anybody types 24 words in vain.
  await session.config();
  const found = await rememberedByWindow(context, params);
  if (found) return found;
  const remember = await rememberOffer(context);
  let other = await otherWays(context, params);
  const attempts = passwordAttempts(context, userId);
  for (let wrong = false, kdfMissing = false; ;) {
    const link = await needWindow(context);
    const wait = await attempts.wait();
    const connects = !flow.connected;
    const answer = await link.ask(
      { kind: "password", site: flow.site, userId, connects, wrong, kdfMissing, wait, remember, other },
      signal,
    );
    if (answer.type !== "password") {
      const secretKey = await byOtherWay(context, params, expected, answer);
      if (secretKey) return { secretKey };
      other = await otherWays(context, params, answer.type === "passkey");
      wrong = false;
      continue;
    }
    other = { ...other, passkeyFailed: false };
    // The window waits as well; what comes before its time is held until then.
    await interruptible(context, attempts.ready());
    wrong = true;
    await attempts.begin();
    // The frame is not told: how many passwords are tried, and for how long, is none of the page's business.
    const result = await interruptible(context, deriveMatching(context, answer.password, userId, expected));
    if ("secretKey" in result) {
      await attempts.right();
      return { ...result, remember: answer.remember };
    }
    await attempts.wrong();
    ({ kdfMissing } = result);
  }
}
