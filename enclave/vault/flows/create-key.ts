/** `createKey`: consent in the window, then a password or an MPC secret makes the key. */
import { boxPublicKey } from "../../crypto/box.ts";
import { toBase64 } from "../../crypto/bytes.ts";
import { deriveKey } from "../../crypto/kdf.ts";
import { IdosError, throwIfAborted } from "../../protocol/errors.ts";
import type { CreateKeyParams, KeyInfo, KeyStore, RecoveryWallet } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import type * as Mpc from "../../mpc/create.ts";
import { endWindow } from "../end-window.ts";
import {
  interruptible,
  needWindow,
  showIfOpen,
  type ApprovedCreation,
  type FlowContext,
  type Session,
} from "../session.ts";

/** New keys come from the kdf that every deployed enclave can unlock. */
const NEW_KEY_KDF = "scrypt-v0.1";
/** How often nodes that missed their share are tried again, in milliseconds. */
const REPAIR_EVERY = 15_000;

/** secp256k1 and keccak come with it: loaded only when MPC is used. */
const mpcModules = () =>
  Promise.all([import("../../mpc/create.ts"), import("../../mpc/messages.ts"), import("../sign.ts")]);

/** Runs the call. @throws IdosError */
export async function createKey(context: FlowContext, params: CreateKeyParams): Promise<KeyInfo> {
  const { session } = context;
  const config = await session.config();
  const stores = offeredStores(params, config.mpc);
  const again = session.approved;
  if (
    config.mpc &&
    params.wallet &&
    again?.prepared.userId === params.userId &&
    again.address === params.wallet.address &&
    stores.includes("mpc")
  )
    return storeMpcKey(context, params.wallet, config.mpc, again);

  const recovering = stores.includes("mpc") && params.wallet ? [params.wallet.address] : [];
  const link = await needWindow(context);
  const answer = await link.ask(
    {
      kind: "create",
      site: context.flow.site,
      userId: params.userId,
      stores,
      recovering,
      nodes: config.mpc?.nodes.length ?? 0,
      threshold: config.mpc?.threshold ?? 0,
    },
    context.signal,
  );
  if (answer.type !== "create" || !stores.includes(answer.store)) {
    endWindow(context, false);
    throw new IdosError("USER_REJECTED", "The user did not create a key");
  }
  if (answer.store === "user") return createFromPassword(context, params.userId, answer.password);

  const { wallet } = params;
  if (!config.mpc || !wallet) throw new IdosError("INTERNAL", "MPC was offered without nodes or wallet");
  const [{ prepareSecret }, { recoveringAddress }] = await mpcModules();
  const prepared = await prepareSecret(config.mpc, params.userId, [recoveringAddress(wallet)]);
  session.approved = { prepared, address: wallet.address };
  return storeMpcKey(context, wallet, config.mpc, session.approved);
}

function offeredStores({ store, wallet }: CreateKeyParams, mpc: MpcConfig | undefined): KeyStore[] {
  if (store === "mpc" && !mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes; use a password");
  if (store === "mpc" && !wallet) throw new IdosError("INVALID_ARGUMENT", "createKey.wallet: required for an MPC key");
  const can: KeyStore[] = mpc && wallet?.type === "EVM" ? ["mpc", "user"] : ["user"];
  const offered = store === "choose" ? can : can.filter((s) => s === store);
  if (!offered.length)
    throw new IdosError(
      "UNSUPPORTED",
      "createKey.wallet: this wallet type cannot keep an MPC key here yet; use a password",
    );
  return offered;
}

async function hold(context: FlowContext, userId: string, store: KeyStore, secret: string): Promise<KeyInfo> {
  const secretKey = await deriveKey(NEW_KEY_KDF, secret, userId, {
    signal: context.signal,
    onProgress: (done) => showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving", done }),
  });
  const info: KeyInfo = { userId, publicKey: toBase64(boxPublicKey(secretKey)), store };
  context.session.key = { ...info, secretKey };
  return info;
}

async function createFromPassword(context: FlowContext, userId: string, password: string): Promise<KeyInfo> {
  await context.session.frame.progress({ of: "deriving" });
  const info = await interruptible(context, hold(context, userId, "user", password));
  endWindow(context, await context.session.frame.moreWaiting());
  return info;
}

async function storeMpcKey(
  context: FlowContext,
  wallet: RecoveryWallet,
  mpc: MpcConfig,
  approved: ApprovedCreation,
): Promise<KeyInfo> {
  const { session, signal } = context;
  endWindow(context, await session.frame.moreWaiting());
  const [create, , { walletSignature }] = await mpcModules();
  const { prepared } = approved;
  const signature = await walletSignature(context, wallet, prepared.message);
  await session.frame.progress({ of: "nodes", done: 0, total: mpc.nodes.length });
  const results = await create.storeShares(mpc, prepared, signature, {
    signal,
    onProgress: (r) => void session.frame.progress({ of: "nodes", done: r.length, total: mpc.nodes.length }),
  });
  const { degraded } = create.checkStored(mpc, results);
  throwIfAborted(signal);
  await session.frame.progress({ of: "deriving" });
  const info = await hold(context, prepared.userId, "mpc", prepared.secret);
  session.approved = undefined;
  if (degraded.length) repairLater(session, create, mpc, prepared, signature, degraded);
  return info;
}

/** Nodes that missed their share are tried again for as long as the vault lives. */
function repairLater(
  session: Session,
  create: typeof Mpc,
  mpc: MpcConfig,
  prepared: Mpc.PreparedSecret,
  signature: string,
  missing: string[],
): void {
  void session.frame.degraded(missing);
  setTimeout(() => {
    void create
      .storeShares(mpc, prepared, signature, { signal: new AbortController().signal, only: missing })
      .then((results) => {
        const left = results.filter(({ ok }) => !ok).map(({ node }) => node);
        if (left.length) repairLater(session, create, mpc, prepared, signature, left);
        else void session.frame.degraded([]);
      });
  }, REPAIR_EVERY);
}
