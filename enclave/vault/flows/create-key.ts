/** `createKey`: never over a key that is there; consent in the window, then a password or an MPC secret makes the key. */
import { boxPublicKey } from "../../crypto/box.ts";
import { toBase64 } from "../../crypto/bytes.ts";
import { COMMON_KDF, deriveKey, preloadKdf, type KdfId } from "../../crypto/kdf.ts";
import { IdosError, throwIfAborted } from "../../protocol/errors.ts";
import type { CreateKeyParams } from "../../protocol/calls/create-key.ts";
import type { KeyInfo, KeyStore } from "../../protocol/types.ts";
import type { MpcConfig } from "../../config/config.ts";
import type * as Mpc from "../../mpc/create.ts";
import { keep, rememberOffer } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { isUnderWay } from "../../storage/creation-rivals.ts";
import { askNetwork, claimCreation, dropCreation, findExisting, type Found } from "../existing-key.ts";
import {
  asRecoveryWallet,
  rebuildsKey,
  sameWallet,
  walletKinds,
  type OwnerWallet,
  type RecoveryWallet,
} from "../../protocol/wallet-kinds.ts";
import type { KeyExists } from "../../contract/window-messages.ts";
import {
  interruptible,
  needWindow,
  showIfOpen,
  type ApprovedCreation,
  type FlowContext,
  type Session,
} from "../session.ts";

/** Milliseconds without an answer of the network after which the window says what is waited for. */
const PATIENCE = 300;
/** How often nodes that missed their share are tried again, in milliseconds. */
const REPAIR_EVERY = 15_000;

/** secp256k1 and keccak come with it: loaded only when MPC is used. */
const mpcModules = () =>
  Promise.all([import("../../mpc/create.ts"), import("../../mpc/wallets.ts"), import("../sign.ts")]);

/** Runs the call. @throws IdosError */
export async function createKey(context: FlowContext, params: CreateKeyParams): Promise<KeyInfo> {
  const { session, flow, signal } = context;
  const config = await session.config();
  const wallet = asRecoveryWallet(params.wallet);
  const stores = offeredStores(params.store, wallet, config.mpc);
  const again = session.approved;
  if (
    config.mpc &&
    wallet &&
    again?.prepared.userId === params.userId &&
    sameWallet(again.wallet, wallet) &&
    stores.includes("mpc") &&
    // The claim of then keeps other sites from it; after that, all is asked anew.
    isUnderWay(again.at)
  )
    return storeMpcKey(context, params, config.mpc, again);
  session.approved = undefined;

  // While the person goes to the window.
  const asked = askNetwork(context, params);
  asked.catch(() => {});
  const named = params.wallet && (await inFull(params.wallet));
  preloadKdf();
  const link = await needWindow(context);
  const { exists, unchecked } = await look(context, params, asked);
  if (exists) refuse(context, exists, named);
  const answer = await link.ask(
    {
      kind: "create",
      site: flow.site,
      userId: params.userId,
      stores,
      recovering: named !== undefined && stores.includes("mpc") ? [named] : [],
      nodes: config.mpc?.nodes.length ?? 0,
      threshold: config.mpc?.threshold ?? 0,
      remember: await rememberOffer(context),
      wallet: named,
      unchecked,
    },
    signal,
  );
  if (answer.type !== "create" || !stores.includes(answer.store)) {
    endWindow(context, false);
    throw new IdosError("USER_REJECTED", "The user did not create a key");
  }
  const at = Date.now();
  const claimed = await claimCreation(context, params, "begun");
  if (claimed) refuse(context, claimed, named);
  const { remember } = answer;
  if (answer.store === "user") return createFromPassword(context, params, answer.password, remember);

  if (!config.mpc || !wallet) throw new IdosError("INTERNAL", "MPC was offered without nodes or wallet");
  const [{ prepareSecret }, { recoveringAddress }] = await mpcModules();
  const preparing = prepareSecret(config.mpc, params.userId, [recoveringAddress(wallet)]);
  session.approved = { prepared: await nothingLeft(context, params, preparing), wallet, remember, at };
  return storeMpcKey(context, params, config.mpc, session.approved);
}

function offeredStores(
  store: CreateKeyParams["store"],
  wallet: RecoveryWallet | undefined,
  mpc: MpcConfig | undefined,
): KeyStore[] {
  if (store === "mpc" && !mpc) throw new IdosError("UNSUPPORTED", "This enclave has no MPC nodes; use a password");
  if (store === "mpc" && !wallet)
    throw new IdosError(
      "INVALID_ARGUMENT",
      `createKey.wallet: required for an MPC key, and not one of ${walletKinds.filter((kind) => !rebuildsKey(kind)).join(", ")}`,
    );
  if (store !== "choose") return [store];
  return mpc && wallet ? ["mpc", "user"] : ["user"];
}

/** The wallet as the person is shown it. @throws IdosError `INVALID_ARGUMENT` */
async function inFull(wallet: OwnerWallet): Promise<string> {
  return (await import("../../mpc/wallets.ts")).walletInFull(wallet, "createKey.wallet");
}

/** Looks whether there is a key, and says so in the window if that takes a while. */
async function look(
  context: FlowContext,
  owner: CreateKeyParams,
  asked: ReturnType<typeof askNetwork>,
): Promise<Found> {
  const { site } = context.flow;
  const slow = setTimeout(() => showIfOpen(context, { kind: "progress", site, of: "checking" }), PATIENCE);
  try {
    return await interruptible(context, findExisting(context, owner, asked));
  } finally {
    clearTimeout(slow);
  }
}

/** Says in the window why no key is made, and leaves it open. @throws IdosError `NETWORK_CONFLICT` */
function refuse({ session, flow }: FlowContext, why: KeyExists, wallet: string | undefined): never {
  const { link } = session;
  session.link = undefined;
  session.approved = undefined;
  if (link?.alive) {
    link.show({ kind: "key-exists", site: flow.site, why, wallet });
    link.release();
  }
  throw new IdosError(
    "NETWORK_CONFLICT",
    "This wallet or user id has a key already, or another site is making one: none was made. Unlock the one that is there",
  );
}

/** The last look, right before a key takes its place: another tab, site or device may have joined meanwhile. */
async function lookAgain(context: FlowContext, owner: CreateKeyParams): Promise<void> {
  const { session } = context;
  const answer = await interruptible(context, askNetwork(context, owner));
  if (session.approved && !session.link?.alive && !isUnderWay(session.approved.at)) {
    // No window is there to claim it once more.
    session.approved = undefined;
    throw new IdosError("TIMEOUT", "The wallet signed too late: the new key has to be allowed again");
  }
  const why = answer === "yes" ? "network" : await claimCreation(context, owner, "made");
  if (!why) return;
  await dropCreation(context, owner);
  refuse(context, why, owner.wallet && (await inFull(owner.wallet)));
}

/** What {@link hold} makes a key from. */
interface NewSecret {
  owner: CreateKeyParams;
  store: KeyStore;
  secret: string;
  kdf: KdfId;
  remember: number | undefined;
}

async function hold(context: FlowContext, { owner, store, secret, kdf, remember }: NewSecret): Promise<KeyInfo> {
  const { userId } = owner;
  const secretKey = await deriveKey(kdf, secret, userId, {
    signal: context.signal,
    onProgress: (done) => showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving", done }),
  });
  // Shares that are on the nodes are not taken back: those were asked about before.
  if (store === "user") await lookAgain(context, owner);
  const info: KeyInfo = { userId, publicKey: toBase64(boxPublicKey(secretKey)), store };
  await keep(context, { ...info, secretKey }, { what: "create", kdf: store === "user" ? kdf : undefined, remember });
  return info;
}

async function createFromPassword(
  context: FlowContext,
  owner: CreateKeyParams,
  password: string,
  remember: number | undefined,
): Promise<KeyInfo> {
  const { newPasswordKdf: kdf = COMMON_KDF } = await context.session.config();
  await context.session.frame.progress({ of: "deriving" });
  showIfOpen(context, { kind: "progress", site: context.flow.site, of: "deriving" });
  const made = hold(context, { owner, store: "user", secret: password, kdf, remember });
  const info = await nothingLeft(context, owner, interruptible(context, made));
  endWindow(context, await context.session.frame.moreWaiting());
  return info;
}

/**
 * Work towards a key: if it fails, this browser does not go on taking the key for one that exists. What a retry can go
 * on with keeps its claim: no window is there then to make another.
 */
async function nothingLeft<T>(context: FlowContext, owner: CreateKeyParams, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!context.session.approved) await dropCreation(context, owner);
    throw error;
  }
}

async function storeMpcKey(
  context: FlowContext,
  owner: CreateKeyParams,
  mpc: MpcConfig,
  approved: ApprovedCreation,
): Promise<KeyInfo> {
  const { session, signal } = context;
  const { prepared, wallet, remember } = approved;
  const [create, , { walletAuthorization }] = await mpcModules();
  const signing = walletAuthorization(context, { wallet, message: () => prepared.message, act: "create" });
  const { authorization } = await nothingLeft(context, owner, signing);
  await lookAgain(context, owner);
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
  const { secret } = prepared;
  const info = await hold(context, { owner, store: "mpc", secret, kdf: COMMON_KDF, remember });
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
