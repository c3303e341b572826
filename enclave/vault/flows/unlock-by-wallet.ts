/** Unlocking by a wallet's signature, for which the MPC nodes give their shares back. */
import { boxPublicKey } from "../../crypto/box.ts";
import { randomBytes } from "../../crypto/bytes.ts";
import { IdosError, isIdosError, type Code } from "../../protocol/errors.ts";
import type { UnlockParams } from "../../protocol/calls/unlock.ts";
import type { MpcConfig } from "../../config/config.ts";
import { confirmProfileKey, connect, isTakenBack } from "../custody.ts";
import { signsTypedData, walletKey, type RecoveryWallet } from "../../protocol/wallet-kinds.ts";
import { interruptible, needWindow, type FlowContext } from "../session.ts";
import { byOtherWay, otherWays, rememberedByWindow, type Found } from "./unlock-ways.ts";

/** Causes for which the wallet's way will not work the next time either, or not soon. */
const NODES_CANNOT: readonly Code[] = ["MPC_UNAVAILABLE", "MPC_DENIED", "NO_KEY", "KEY_MISMATCH"];

const inFull = async (wallet: RecoveryWallet): Promise<string> =>
  (await import("../../mpc/wallets.ts")).walletInFull(wallet, "unlock.wallet");

/** @param expected the profile's public key, 32 bytes @throws IdosError `MPC_…`, `WALLET_…`, `SIGNATURE_ALTERED`, … */
export async function fromMpc(context: FlowContext, params: UnlockParams, expected: Uint8Array): Promise<Found> {
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
  const { wallet } = params;
  if (!wallet || !signsTypedData(wallet.type)) return false;
  if (session.signsInPage?.address === wallet.address && !session.link?.alive) return false;
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
