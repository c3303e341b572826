/** How a key is found again and kept: what is remembered, what was last seen of a profile, which sites use it. */
import { IdosError } from "../protocol/errors.ts";
import type { KdfId } from "../crypto/kdf.ts";
import type { KeyInfo, UnixSeconds } from "../protocol/types.ts";
import type { UnlockParams } from "../protocol/calls/unlock.ts";
import { forgetRemembered } from "../storage/forget-remembered.ts";
import { readRemembered, REMEMBER_CHOICES, wrapKey } from "../storage/remembered-key.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { Scope } from "../storage/tables.ts";
import { logActivity } from "./activity.ts";
import { fingerprint } from "./fingerprint.ts";
import { needWindow, type FlowContext, type HeldKey } from "./session.ts";
import type { Answer, RememberOffer, ScreenOfKind } from "../contract/window-messages.ts";

/** Seconds without an act of the person after which a key locks. */
const IDLE_LOCK = 900;

/** Seconds since 1970. */
export const unixNow = (): UnixSeconds => Math.floor(Date.now() / 1000);

/** The key that is remembered in a storage, if it is the one that the profile names. */
export async function findRemembered(
  storage: EnclaveStorage,
  scope: Scope,
  { userId, publicKey }: KeyInfo,
): Promise<Uint8Array | undefined> {
  const found = await readRemembered(storage, userId, scope, unixNow());
  return found?.row.publicKey === publicKey ? found.secretKey : undefined;
}

/** What can be offered as "remember on this device". */
export async function rememberOffer({ session }: FlowContext): Promise<RememberOffer> {
  if (await session.storage.available()) return "site";
  return (await session.link?.storage.available()) ? "window" : "no";
}

/**
 * Warns when the profile names another key than the one that was last seen in a storage: any inserter can replace it.
 * @throws IdosError `KEY_MISMATCH` if the person does not go on
 */
export async function confirmProfileKey(
  context: FlowContext,
  storage: EnclaveStorage,
  { userId, publicKey }: UnlockParams,
): Promise<void> {
  const { session, flow, signal } = context;
  const known = await storage.get("profiles", [userId]);
  if (!known || known.publicKey === publicKey || session.acceptedKeys.has(publicKey)) return;
  const link = await needWindow(context);
  const answer = await link.ask(
    { kind: "key-changed", site: flow.site, userId, before: fingerprint(known.publicKey), now: fingerprint(publicKey) },
    signal,
  );
  if (answer.type !== "allow")
    throw new IdosError("KEY_MISMATCH", "The profile names another key than before, and the user did not go on");
  session.acceptedKeys.add(publicKey);
}

/** The kdf that made the key of a profile, as last time. */
export async function knownKdf({ session }: FlowContext, userId: string): Promise<KdfId | undefined> {
  const here = await session.storage.get("profiles", [userId]);
  return here?.kdf ?? (await session.link?.storage.get("profiles", [userId]))?.kdf;
}

/** Writes down that the site uses the key, where that row has not been. */
async function noteSite(
  storage: EnclaveStorage,
  { userId, publicKey, store }: KeyInfo,
  origin: string,
  rememberedUntil: UnixSeconds | undefined,
): Promise<void> {
  const now = unixNow();
  const firstUsed = (await storage.get("sites", [userId, origin]))?.firstUsed ?? now;
  const use = { firstUsed, lastUsed: now, rememberedUntil, disconnected: false };
  await storage.put("sites", { userId, origin, publicKey, store, ...use });
}

/**
 * Asks in the window whether the site may use the key; its list of sites notes an "Allow".
 * @param way the wallet that signs next, and what else the screen says of it; nothing if nothing else is needed
 */
export async function connect(
  context: FlowContext,
  key: KeyInfo,
  way: Pick<ScreenOfKind<"connect">, "address" | "other" | "failed"> = {},
): Promise<Answer> {
  const { flow, signal } = context;
  const link = await needWindow(context);
  const remember = await rememberOffer(context);
  const answer = await link.ask({ kind: "connect", site: flow.site, userId: key.userId, ...way, remember }, signal);
  if (answer.type === "allow") await noteSite(link.storage, key, flow.site, undefined);
  return answer;
}

/**
 * Asks in the window whether the site may use a key that is there.
 * @returns seconds to remember the key for, if chosen
 * @throws IdosError `USER_REJECTED`
 */
export async function allowed(context: FlowContext, key: KeyInfo): Promise<number | undefined> {
  const answer = await connect(context, key);
  if (answer.type !== "allow") throw new IdosError("USER_REJECTED", "The user did not let this site use the key");
  return answer.remember;
}

/** With a window open: true if the person took this site's permission back there; what it remembers goes then. */
export async function isTakenBack({ session, flow }: FlowContext, userId: string): Promise<boolean> {
  const listed = await session.link?.storage.get("sites", [userId, flow.site]);
  if (!listed?.disconnected) return false;
  await forgetRemembered(session.storage, flow.site, userId);
  return true;
}

/**
 * With a window open: its list of sites takes up one that was connected without it. If the person took the permission
 * back there, what this site remembers goes, and it is asked for again.
 * @param options `wait: false` goes on while the list is written
 * @throws IdosError `USER_REJECTED`
 */
export async function reconnect(context: FlowContext, key: HeldKey, { wait = true } = {}): Promise<void> {
  const { session, flow } = context;
  const { link } = session;
  if (!link?.alive) return;
  const [here, listed] = await Promise.all([
    session.storage.get("sites", [key.userId, flow.site]),
    link.storage.get("sites", [key.userId, flow.site]),
  ]);
  if (!listed) {
    const noted = noteSite(link.storage, key, flow.site, here?.rememberedUntil);
    if (wait) await noted;
    else context.afterwards(() => noted);
  }
  if (listed?.disconnected) {
    await forgetRemembered(session.storage, flow.site, key.userId);
    const remember = await allowed(context, key);
    await keep(context, key, { what: "unlock", remember });
  }
}

/** The key was unlocked: what this storage knows of it is no mere creation any more. */
async function confirmCreated(storage: EnclaveStorage, userId: string): Promise<void> {
  for (const row of await storage.all("creations"))
    if (row.userId === userId.toLowerCase()) await storage.remove("creations", [row.site, row.userId]);
}

/** A wallet can bring this user's key back no more: it may make another one. */
export async function dropWallet({ session }: FlowContext, userId: string, wallet: string): Promise<void> {
  for (const storage of [session.storage, ...(session.link?.alive ? [session.link.storage] : [])]) {
    const row = await storage.get("profiles", [userId]);
    if (row?.wallets) await storage.put("profiles", { ...row, wallets: row.wallets.filter((one) => one !== wallet) });
  }
}

/** What {@link keep} also notes. */
export interface Keeping {
  what: "create" | "unlock";
  /** Seconds to remember the key for, as chosen; anything else is none. */
  remember?: number | undefined;
  kdf?: KdfId | undefined;
  /** The wallet whose signature brought the key back, by `walletKey`. */
  wallet?: string | undefined;
}

/** Holds a key, and keeps of it what the person asked for, here and, while a window is open, in the window's storage. */
export async function keep(
  context: FlowContext,
  key: HeldKey,
  { what, remember, kdf, wallet }: Keeping,
): Promise<void> {
  const { session, flow } = context;
  session.key = key;
  const now = unixNow();
  const seconds = REMEMBER_CHOICES.find((choice) => choice === remember);
  const { userId, publicKey } = key;
  const places: [storage: EnclaveStorage, scope: Scope][] = [[session.storage, flow.site]];
  if (session.link?.alive) places.push([session.link.storage, "window"]);

  let rememberedUntil = (await session.storage.get("remembered", [flow.site, userId]))?.expiresAt;
  for (const [storage, scope] of places) {
    const known = await storage.get("profiles", [userId]);
    const same = known?.publicKey === publicKey ? known : undefined;
    const wallets = [...new Set([...(same?.wallets ?? []), ...(wallet === undefined ? [] : [wallet])])];
    await storage.put("profiles", { userId, publicKey, kdf: kdf ?? same?.kdf, ...(wallets.length && { wallets }) });
    if (what === "unlock") await confirmCreated(storage, userId);
    if (seconds !== undefined) {
      const row = await wrapKey(key.secretKey, key, scope, seconds, now);
      const longer = (await storage.get("remembered", [scope, userId]))?.expiresAt ?? 0;
      const kept = longer < row.expiresAt ? await storage.put("remembered", row) : true;
      if (scope !== "window" && kept) rememberedUntil = Math.max(longer, row.expiresAt);
    }
    await noteSite(storage, key, flow.site, rememberedUntil);
  }
  await logActivity(context, { at: now, what, origin: flow.site });
  const { idleLock = IDLE_LOCK } = await session.config();
  await session.frame.held(idleLock);
}
