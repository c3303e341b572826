/** `createKey`: consent in the window, then a password or an MPC secret makes the key. */
import { boxPublicKey } from "../../crypto/box.ts";
import { toBase64 } from "../../crypto/bytes.ts";
import { deriveKey, preloadKdf, type KdfId } from "../../crypto/kdf.ts";
import { IdosError, throwIfAborted } from "../../protocol/errors.ts";
import type { CreateKeyParams, KeyInfo, KeyStore } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import type * as Mpc from "../../mpc/create.ts";
import { keep, rememberOffer } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import {
  interruptible,
  needWindow,
  showIfOpen,
  type ApprovedCreation,
  type FlowContext,
  type Session,
} from "../session.ts";

/** MPC secrets, and new passwords where the operator does not say otherwise: every deployed enclave can unlock these. */
const COMMON_KDF = "scrypt-v0.1";
/** How often nodes that missed their share are tried again, in milliseconds. */
const REPAIR_EVERY = 15_000;

/** secp256k1 and keccak come with it: loaded only when MPC is used. */
const mpcModules = () =>
  Promise.all([import("../../mpc/create.ts"), import("../../mpc/wallets.ts"), import("../sign.ts")]);

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
    again.wallet.type === params.wallet.type &&
    again.wallet.address === params.wallet.address &&
    again.wallet.publicKey === params.wallet.publicKey &&
    stores.includes("mpc")
  )
    return storeMpcKey(context, config.mpc, again);

  const recovering =
    stores.includes("mpc") && params.wallet
      ? [(await mpcModules())[1].walletInFull(params.wallet, "createKey.wallet")]
      : [];
  preloadKdf();
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
      remember: await rememberOffer(context),
    },
    context.signal,
  );
  if (answer.type !== "create" || !stores.includes(answer.store)) {
    endWindow(context, false);
    throw new IdosError("USER_REJECTED", "The user did not create a key");
  }
  const { remember } = answer;
  if (answer.store === "user") return createFromPassword(context, params.userId, answer.password, remember);

  const { wallet } = params;
  if (!config.mpc || !wallet) throw new IdosError("INTERNAL", "MPC was offered without nodes or wallet");
  const [{ prepareSecret }, { recoveringAddress }] = await mpcModules();
  const prepared = await prepareSecret(config.mpc, params.userId, [recoveringAddress(wallet)]);
  session.approved = { prepared, wallet, remember };
  return storeMpcKey(context, config.mpc, session.approved);
}

function offeredStores({ store, wallet }: CreateKeyParams, mpc: MpcConfig | undefined): KeyStore[] {
  if (store === "mpc" && !mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes; use a password");
  if (store === "mpc" && !wallet) throw new IdosError("INVALID_ARGUMENT", "createKey.wallet: required for an MPC key");
  if (store !== "choose") return [store];
  return mpc && wallet ? ["mpc", "user"] : ["user"];
}

/** What {@link hold} makes a key from. */
interface NewSecret {
  userId: string;
  store: KeyStore;
  secret: string;
  kdf: KdfId;
  remember: number | undefined;
}

async function hold(context: FlowContext, { userId, store, secret, kdf, remember }: NewSecret): Promise<KeyInfo> {
  const secretKey = await deriveKey(kdf, secret, userId, {
    signal: context.signal,
    onProgress: (done) => showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving", done }),
  });
  const info: KeyInfo = { userId, publicKey: toBase64(boxPublicKey(secretKey)), store };
  await keep(context, { ...info, secretKey }, { what: "create", kdf: store === "user" ? kdf : undefined, remember });
  return info;
}

async function createFromPassword(
  context: FlowContext,
  userId: string,
  password: string,
  remember: number | undefined,
): Promise<KeyInfo> {
  const { newPasswordKdf: kdf = COMMON_KDF } = await context.session.config();
  await context.session.frame.progress({ of: "deriving" });
  showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving" });
  const info = await interruptible(context, hold(context, { userId, store: "user", secret: password, kdf, remember }));
  endWindow(context, await context.session.frame.moreWaiting());
  return info;
}

async function storeMpcKey(context: FlowContext, mpc: MpcConfig, approved: ApprovedCreation): Promise<KeyInfo> {
  const { session, signal } = context;
  const { prepared, wallet, remember } = approved;
  // What is remembered has to reach the window's storage, so it stays open until the key is there.
  endWindow(context, remember !== undefined || (await session.frame.moreWaiting()));
  const [create, , { walletAuthorization }] = await mpcModules();
  const authorization = await walletAuthorization(context, wallet, prepared.message);
  const total = mpc.nodes.length;
  await session.frame.progress({ of: "nodes", done: 0, failed: 0, total });
  const results = await create.storeShares(mpc, prepared, authorization, {
    signal,
    onProgress(results) {
      const done = results.filter(({ ok }) => ok).length;
      void session.frame.progress({ of: "nodes", done, failed: results.length - done, total });
    },
  });
  const { degraded } = create.checkStored(mpc, results);
  throwIfAborted(signal);
  await session.frame.progress({ of: "deriving" });
  const { userId, secret } = prepared;
  const info = await hold(context, { userId, store: "mpc", secret, kdf: COMMON_KDF, remember });
  endWindow(context, await session.frame.moreWaiting());
  session.approved = undefined;
  if (degraded.length) repairLater(session, create, mpc, prepared, authorization, degraded);
  return info;
}

/** Nodes that missed their share are tried again for as long as the vault lives. */
function repairLater(
  session: Session,
  create: typeof Mpc,
  mpc: MpcConfig,
  prepared: Mpc.PreparedSecret,
  authorization: string,
  missing: string[],
): void {
  void session.frame.degraded(missing);
  setTimeout(() => {
    void create
      .storeShares(mpc, prepared, authorization, { signal: new AbortController().signal, only: missing })
      .then((results) => {
        const left = results.filter(({ ok }) => !ok).map(({ node }) => node);
        if (left.length) repairLater(session, create, mpc, prepared, authorization, left);
        else void session.frame.degraded([]);
      });
  }, REPAIR_EVERY);
}
