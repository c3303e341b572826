/**
 * Whether a wallet or a user id has a key already. A new one would take its place, and what is encrypted to the former
 * one could not be opened any more; so the network is asked, and what this browser keeps, in the site's partition and
 * in the window's. The site's own word counts for nothing.
 */
import { askProfile, type ProfileAnswer } from "../kwil/has-profile.ts";
import type { OwnerWallet } from "../protocol/wallet-kinds.ts";
import { isRival } from "../storage/creation-rivals.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { Creation } from "../storage/tables.ts";
import { walletKey, walletNames } from "../protocol/wallet-kinds.ts";
import type { FlowContext } from "./session.ts";
import type { KeyExists, Unchecked } from "../contract/window-messages.ts";

/** Whom a key is to be made for. */
export interface KeyOwner {
  userId: string;
  wallet?: OwnerWallet | undefined;
}

/** What was found. Neither: no key, as far as anybody who was asked knows. */
export interface Found {
  exists?: KeyExists | undefined;
  unchecked?: Unchecked | undefined;
}

/** Asks the operator's storage nodes. @throws IdosError `ABORTED`, or as the configuration's loading */
export async function askNetwork(
  { session, signal }: FlowContext,
  { wallet }: KeyOwner,
): Promise<ProfileAnswer | "no-nodes" | "no-wallet"> {
  const { storageNodes } = await session.config();
  if (!wallet) return "no-wallet";
  if (!storageNodes) return "no-nodes";
  return askProfile(storageNodes, walletNames(wallet), { signal });
}

/** What one storage says of the owner. `wallet`: the wallet alone is known, with another user id. */
type Word = "known" | "wallet" | "elsewhere" | "unfinished" | undefined;

async function recorded(storage: EnclaveStorage, site: string, { userId, wallet }: KeyOwner): Promise<Word> {
  const [profiles, sites, creations, ...others] = await Promise.all([
    storage.all("profiles"),
    storage.all("sites"),
    storage.all("creations"),
    storage.all("remembered"),
    storage.all("activity"),
    storage.all("passkeys"),
    storage.all("passkeyOffers"),
  ]);
  // The same id to network and nodes, in whatever case it is written.
  const isMine = (row: { userId: string }): boolean => row.userId.toLowerCase() === userId.toLowerCase();
  const key = wallet && walletKey(wallet);
  const begun = creations.filter(isMine);
  const made = begun.filter(({ pending }) => !pending);
  if (made.some((row) => row.site !== site || row.wallet !== key)) return "known";
  if (sites.some((row) => isMine(row) && row.origin !== site)) return "known";
  const isUsed = [profiles, sites, ...others].some((rows) => rows.some(isMine));
  if (isUsed && !(made.length && key !== undefined)) return "known";
  if (creations.some((row) => isRival(row, { site, userId, wallet: key }))) return "elsewhere";
  if (key !== undefined && profiles.some(({ wallets }) => wallets?.includes(key))) return "wallet";
  // Another site was let make one, and may have done so with no window open to write it down.
  return isUsed || begun.some((row) => row.site !== site) ? "unfinished" : undefined;
}

/**
 * Looks everywhere.
 * @param asked what the network says, asked ahead
 * @throws IdosError as {@link askNetwork}
 */
export async function findExisting(
  { session, flow }: FlowContext,
  owner: KeyOwner,
  asked: ReturnType<typeof askNetwork>,
): Promise<Found> {
  const storages = [session.storage, ...(session.link?.alive ? [session.link.storage] : [])];
  const [answer, ...words] = await Promise.all([
    asked,
    ...storages.map((storage) => recorded(storage, flow.site, owner)),
  ]);
  if (answer === "yes") return { exists: "network" };
  if (words.includes("known")) return { exists: "device" };
  if (words.includes("elsewhere")) return { exists: "elsewhere" };
  const knowsWallet = words.includes("wallet");
  // A profile may be gone from the network, and a site may have had its own key brought back by this wallet: the person
  // is warned, and not barred for ever.
  if (knowsWallet && answer !== "no") return { exists: "device" };
  if (knowsWallet || words.includes("unfinished")) return { unchecked: "unfinished" };
  if (answer === "unknown") return { unchecked: "no-answer" };
  return answer === "no" ? {} : { unchecked: answer };
}

/**
 * Writes down that the person lets this site make a key, or that it is about to be made, unless another site was let:
 * the window's storage decides, which both have in common. The site's own takes it down.
 * @param step `made`: what follows hands the key out
 * @returns why it may not go on
 */
export async function claimCreation(
  { session, flow }: Pick<FlowContext, "session" | "flow">,
  owner: KeyOwner,
  step: "begun" | "made",
): Promise<KeyExists | undefined> {
  const row = {
    site: flow.site,
    userId: owner.userId.toLowerCase(),
    wallet: owner.wallet && walletKey(owner.wallet),
    at: Date.now(),
  };
  const written = async (storage: EnclaveStorage): Promise<Creation> => {
    if (step === "made") return row;
    const before = await storage.get("creations", [row.site, row.userId]);
    return before && !before.pending ? row : { ...row, pending: true };
  };
  const { link, storage } = session;
  if (link?.alive && !(await link.storage.claim("creations", await written(link.storage)))) return "elsewhere";
  await storage.put("creations", await written(storage));
  return undefined;
}

/** No key came of it. */
export async function dropCreation({ session, flow }: Pick<FlowContext, "session" | "flow">, { userId }: KeyOwner) {
  for (const storage of [session.storage, ...(session.link?.alive ? [session.link.storage] : [])])
    await storage.remove("creations", [flow.site, userId.toLowerCase()]);
}
