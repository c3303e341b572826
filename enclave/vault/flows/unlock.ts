/** `unlock`: connect once per site, then the password or the MPC nodes bring the key back. */
import { boxPublicKey } from "../../crypto/box.ts";
import { equalBytes, fromBase64, randomBytes } from "../../crypto/bytes.ts";
import { deriveKey, KDF_IDS, type KdfId } from "../../crypto/kdf.ts";
import { IdosError, isIdosError } from "../../protocol/errors.ts";
import type { KeyInfo, RecoveryWallet, UnlockParams } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import { confirmProfileKey, connect, findRemembered, keep, knownKdf, rememberOffer, type Keeping } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "../session.ts";

/** MPC secrets are always made into keys by this kdf. */
const MPC_KDF = "scrypt-v0.1";

/** A key, and what is to be kept of it. */
interface Found extends Omit<Keeping, "what"> {
  secretKey: Uint8Array;
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
  const { secretKey, ...keeping } =
    (await remembered(context, params)) ??
    (store === "user" ? await fromPassword(context, params, expected) : await fromMpc(context, params, expected));
  await keep(context, { ...info, secretKey }, { what: "unlock", ...keeping });
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

/** With a window open: what it remembers spares the password, or the wallet's signature, for one "Allow". */
async function rememberedByWindow(context: FlowContext, params: UnlockParams): Promise<Found | undefined> {
  const link = await needWindow(context);
  await confirmProfileKey(context, link.storage, params);
  const secretKey = await findRemembered(link.storage, "window", params);
  return secretKey && { secretKey, remember: await connect(context, params) };
}

async function fromMpc(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
  const { session, flow } = context;
  const { userId, wallet } = params;
  const { mpc } = await session.config();
  if (!mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes");
  if (!wallet) throw new IdosError("INVALID_ARGUMENT", "unlock.wallet: required for an MPC key");
  let remember: number | undefined;
  if (!flow.connected) {
    const found = await rememberedByWindow(context, params);
    if (found) return found;
    remember = await connect(context, params, await inFull(wallet));
    // What is remembered has to reach the window's storage, so it stays open until the key is there.
    endWindow(context, remember !== undefined || (await session.frame.moreWaiting()));
  }
  return { secretKey: await fromNodes(context, mpc, userId, wallet, expected), remember };
}

/**
 * The profile does not record the kdf: the one of last time is tried first, then each, newest first, and the public
 * keys are compared.
 * @returns `kdfMissing` if none matched and one of them cannot run in this browser
 */
async function deriveMatching(
  context: FlowContext,
  password: string,
  userId: string,
  expected: Uint8Array,
): Promise<{ secretKey: Uint8Array; kdf: KdfId } | { kdfMissing: boolean }> {
  const known = await knownKdf(context, userId);
  const order = [...KDF_IDS].sort((a, b) => Number(b === known) - Number(a === known));
  let kdfMissing = false;
  for (const kdf of order) {
    const show = (done?: number): void =>
      showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving", done });
    show();
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
  const found = await rememberedByWindow(context, params);
  if (found) return found;
  const remember = await rememberOffer(context);
  for (let wrong = false, kdfMissing = false; ; wrong = true) {
    const link = await needWindow(context);
    const answer = await link.ask(
      { kind: "password", site: flow.site, userId, connects: !flow.connected, wrong, kdfMissing, remember },
      signal,
    );
    if (answer.type !== "password") throw new IdosError("USER_REJECTED", "The user did not enter the password");
    await session.frame.progress({ of: "deriving" });
    const result = await interruptible(context, deriveMatching(context, answer.password, userId, expected));
    if ("secretKey" in result) return { ...result, remember: answer.remember };
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
  const [{ recoverKey }, { downloadMessage }, { recoveringAddress }, { getShare }, { walletAuthorization }] =
    await Promise.all([
      import("../../mpc/recover.ts"),
      import("../../mpc/messages.ts"),
      import("../../mpc/wallets.ts"),
      import("../../mpc/node-client.ts"),
      import("../sign.ts"),
    ]);
  const { session, signal } = context;
  const ephemeral = randomBytes(32);
  const message = downloadMessage(mpc.contract, recoveringAddress(wallet), Date.now(), boxPublicKey(ephemeral));
  const authorization = await walletAuthorization(context, wallet, message);
  const total = mpc.nodes.length;
  await session.frame.progress({ of: "nodes", done: 0, failed: 0, total });
  const work = recoverKey({
    config: mpc,
    fetchShare: async (index, stop) => {
      const address = { node: mpc.nodes[index] ?? "", contract: mpc.contract, userId };
      return (await getShare(fetch, address, message, authorization, ephemeral, stop)).share;
    },
    tryKey: async (secret) => {
      const key = await deriveKey(MPC_KDF, secret, userId, { signal });
      return equalBytes(boxPublicKey(key), expected) ? key : undefined;
    },
    signal,
    onProgress: (done, failed) => void session.frame.progress({ of: "nodes", done, failed, total }),
  });
  const { key, liars } = await interruptible(context, work);
  if (liars.length) void session.frame.degraded(liars);
  return key;
}
