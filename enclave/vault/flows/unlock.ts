/** `unlock`: connect once per site, then the password or the MPC nodes bring the key back. */
import { boxPublicKey } from "../../crypto/box.ts";
import { equalBytes, fromBase64, randomBytes } from "../../crypto/bytes.ts";
import { deriveKey, KDF_IDS } from "../../crypto/kdf.ts";
import { IdosError } from "../../protocol/errors.ts";
import type { KeyInfo, RecoveryWallet, UnlockParams } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import { endWindow } from "../end-window.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "../session.ts";

/** MPC secrets are always made into keys by this kdf. */
const MPC_KDF = "scrypt-v0.1";

/** Runs the call. @throws IdosError */
export async function unlock(context: FlowContext, params: UnlockParams): Promise<KeyInfo> {
  const { session, flow } = context;
  const { userId, publicKey, store, wallet } = params;
  const info: KeyInfo = { userId, publicKey, store };
  const held = session.key;
  if (held?.userId === userId && held.publicKey === publicKey && flow.connected) return info;

  const expected = fromBase64(publicKey, "publicKey", 32);
  let secretKey: Uint8Array;
  if (store === "user") secretKey = await fromPassword(context, userId, expected);
  else {
    const { mpc } = await session.config();
    if (!mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes");
    if (!wallet) throw new IdosError("INVALID_ARGUMENT", "unlock.wallet: required for an MPC key");
    if (!flow.connected) await connect(context, userId, wallet.address);
    secretKey = await fromNodes(context, mpc, userId, wallet, expected);
  }
  session.key = { ...info, secretKey };
  endWindow(context, await session.frame.moreWaiting());
  return info;
}

async function connect(context: FlowContext, userId: string, address: string): Promise<void> {
  const link = await needWindow(context);
  const answer = await link.ask({ kind: "connect", site: context.flow.site, userId, address }, context.signal);
  if (answer.type !== "allow") throw new IdosError("USER_REJECTED", "The user did not let this site use the key");
  endWindow(context, await context.session.frame.moreWaiting());
}

/** The profile does not record the kdf: each id is tried, newest first, and the public keys compared. */
async function deriveMatching(
  context: FlowContext,
  password: string,
  userId: string,
  expected: Uint8Array,
): Promise<Uint8Array | undefined> {
  for (const kdf of KDF_IDS) {
    const secretKey = await deriveKey(kdf, password, userId, {
      signal: context.signal,
      onProgress: (done) => showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving", done }),
    });
    if (equalBytes(boxPublicKey(secretKey), expected)) return secretKey;
    secretKey.fill(0);
  }
  return undefined;
}

async function fromPassword(context: FlowContext, userId: string, expected: Uint8Array): Promise<Uint8Array> {
  for (let wrong = false; ; wrong = true) {
    const link = await needWindow(context);
    const { site, connected } = context.flow;
    const answer = await link.ask({ kind: "password", site, userId, connects: !connected, wrong }, context.signal);
    if (answer.type !== "password") throw new IdosError("USER_REJECTED", "The user did not enter the password");
    await context.session.frame.progress({ of: "deriving" });
    const secretKey = await interruptible(context, deriveMatching(context, answer.password, userId, expected));
    if (secretKey) return secretKey;
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
  const [{ recoverKey }, { downloadMessage, recoveringAddress }, { getShare }, { walletSignature }] = await Promise.all(
    [
      import("../../mpc/recover.ts"),
      import("../../mpc/messages.ts"),
      import("../../mpc/node-client.ts"),
      import("../sign.ts"),
    ],
  );
  const { session, signal } = context;
  const ephemeral = randomBytes(32);
  const message = downloadMessage(mpc.contract, recoveringAddress(wallet), Date.now(), boxPublicKey(ephemeral));
  const signature = await walletSignature(context, wallet, message);
  const total = mpc.nodes.length;
  await session.frame.progress({ of: "nodes", done: 0, total });
  const work = recoverKey({
    config: mpc,
    fetchShare: async (index, stop) => {
      const address = { node: mpc.nodes[index] ?? "", contract: mpc.contract, userId };
      return (await getShare(fetch, address, message, signature, ephemeral, stop)).share;
    },
    tryKey: async (secret) => {
      const key = await deriveKey(MPC_KDF, secret, userId, { signal });
      return equalBytes(boxPublicKey(key), expected) ? key : undefined;
    },
    signal,
    onProgress: (done) => void session.frame.progress({ of: "nodes", done, total }),
  });
  const { key, liars } = await interruptible(context, work);
  if (liars.length) void session.frame.degraded(liars);
  return key;
}
