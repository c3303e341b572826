/** `unlock`: connect once per site, then the password or the MPC nodes bring the key back. */
import { boxPublicKey } from "../../crypto/box.ts";
import { equalBytes, fromBase64, randomBytes } from "../../crypto/bytes.ts";
import { deriveKey, KDF_IDS, preloadKdf, type KdfId } from "../../crypto/kdf.ts";
import { IdosError, isIdosError, type Code } from "../../protocol/errors.ts";
import type { KeyInfo, RecoveryWallet, UnlockParams } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import {
  allowed,
  confirmProfileKey,
  connect,
  findRemembered,
  isTakenBack,
  keep,
  knownKdf,
  rememberOffer,
  type Keeping,
} from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { walletKey } from "../owner-wallet.ts";
import type { Answer, OtherWays } from "../window-messages.ts";
import { passwordAttempts } from "../password-attempts.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "../session.ts";

/** Causes for which the wallet's way will not work the next time either, or not soon. */
const NODES_CANNOT: readonly Code[] = ["MPC_UNAVAILABLE", "MPC_DENIED", "NO_KEY", "KEY_MISMATCH"];

const passkeys = () => import("./passkeys.ts");

/** A key, and what is to be kept of it. */
interface Found extends Omit<Keeping, "what"> {
  secretKey: Uint8Array;
  /** By a wallet's signature and nothing else. */
  bySignature?: boolean | undefined;
}

/** Runs the call. @throws IdosError */
export async function unlock(context: FlowContext, params: UnlockParams): Promise<KeyInfo> {
  const { session, flow } = context;
  const { userId, publicKey, store } = params;
  const info: KeyInfo = { userId, publicKey, store };
  const held = session.key;
  if (held?.userId === userId && held.publicKey === publicKey && flow.connected) return info;

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

const inFull = async (wallet: RecoveryWallet): Promise<string> =>
  (await import("../../mpc/wallets.ts")).walletInFull(wallet, "unlock.wallet");

/** What this site's frame remembers; a site that may use the key resumes with it and shows nothing. */
async function remembered({ session, flow }: FlowContext, params: UnlockParams): Promise<Found | undefined> {
  const secretKey = await findRemembered(session.storage, flow.site, params);
  return secretKey && { secretKey };
}

/** Derived anew, by what the person types or their wallet signs. */
function derived(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
  preloadKdf();
  return (params.store === "user" ? fromPassword : fromMpc)(context, params, expected);
}

/** With a window open: what it remembers spares the password, or the wallet's signature, for one "Allow". */
async function rememberedByWindow(context: FlowContext, params: UnlockParams): Promise<Found | undefined> {
  const link = await needWindow(context);
  await confirmProfileKey(context, link.storage, params);
  const secretKey = await findRemembered(link.storage, "window", params);
  return secretKey && { secretKey, remember: await allowed(context, params) };
}

async function fromMpc(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
  const { session, flow } = context;
  const { userId, wallet } = params;
  const { mpc } = await session.config();
  if (!mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes");
  if (!wallet) throw new IdosError("INVALID_ARGUMENT", "unlock.wallet: required for an MPC key");
  const address = await inFull(wallet);
  let remember: number | undefined;
  const failed = session.nodesFailed.get(userId);
  // A site that may use the key asks the wallet at once; only after that did not work, the other ways are offered.
  if (!flow.connected || failed || (await takenBack(context, params))) {
    const found = await rememberedByWindow(context, params);
    if (found) return found;
    const answer = await connectOr(context, params, expected, address, failed);
    if (typeof answer === "object") return answer;
    remember = answer;
  }
  try {
    const secretKey = await fromNodes(context, mpc, userId, wallet, expected);
    session.nodesFailed.delete(userId);
    return { secretKey, remember, wallet: walletKey(wallet), bySignature: true };
  } catch (error) {
    if (isIdosError(error) && NODES_CANNOT.includes(error.code)) session.nodesFailed.set(userId, error.code);
    throw error;
  }
}

/**
 * A site that may use the key needs a window for the wallet's signature: what that knows of the profile and of the site
 * counts. Not for a wallet that signs in the page alone, nor for a retry there.
 * @returns true if the person took the permission back
 */
async function takenBack(context: FlowContext, params: UnlockParams): Promise<boolean> {
  const { session } = context;
  const { type, address } = params.wallet ?? {};
  if (type !== "EVM" || (session.signsInPage?.address === address && !session.link?.alive)) return false;
  const { storage } = await needWindow(context);
  await confirmProfileKey(context, storage, params);
  return isTakenBack(context, params.userId);
}

/** Asks to connect by the wallet, or by another way. @returns the key of another way, else seconds to remember for */
async function connectOr(
  context: FlowContext,
  params: UnlockParams,
  expected: Uint8Array,
  address: string,
  failed: Code | undefined,
): Promise<Found | number | undefined> {
  for (let other = await otherWays(context, params); ;) {
    const answer = await connect(context, params, { address, other, failed });
    if (answer.type === "allow") return answer.remember;
    const secretKey = await byOtherWay(context, params, expected, answer);
    if (secretKey) return { secretKey };
    other = await otherWays(context, params, answer.type === "passkey");
  }
}

/** The ways beside the one that a screen asks for. */
async function otherWays(context: FlowContext, params: UnlockParams, passkeyFailed = false): Promise<OtherWays> {
  const link = await needWindow(context);
  return { passkeys: await (await passkeys()).usablePasskeys(link, params), passkeyFailed };
}

/** @returns undefined if it does not open the key or the person came back from it @throws IdosError `USER_REJECTED`, … */
async function byOtherWay(
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

async function fromPassword(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
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

async function fromNodes(
  context: FlowContext,
  mpc: MpcConfig,
  userId: string,
  wallet: RecoveryWallet,
  expected: Uint8Array,
): Promise<Uint8Array> {
  // secp256k1 and keccak come with these: loaded only when MPC is used.
  const [{ recoverFromNodes }, { downloadMessage }, { recoveringAddress }, { walletAuthorization }] = await Promise.all(
    [
      import("../../mpc/recover-from-nodes.ts"),
      import("../../mpc/messages.ts"),
      import("../../mpc/wallets.ts"),
      import("../sign.ts"),
    ],
  );
  const { session, signal } = context;
  const ephemeral = randomBytes(32);
  const address = recoveringAddress(wallet);
  const { message, authorization } = await walletAuthorization(context, {
    wallet,
    message: () => downloadMessage(mpc.contract, address, Date.now(), boxPublicKey(ephemeral)),
    act: "unlock",
  });
  const total = mpc.nodes.length;
  await session.frame.progress({ of: "nodes", done: 0, failed: 0, total });
  const work = recoverFromNodes({
    config: mpc,
    userId,
    expected,
    message,
    authorization,
    ephemeral,
    signal,
    onProgress: (done, failed) => void session.frame.progress({ of: "nodes", done, failed, total }),
  });
  const { key, liars } = await interruptible(context, work);
  if (liars.length) void session.frame.degraded(liars);
  return key;
}
