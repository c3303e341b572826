/**
 * Whether a wallet or a user id has a key already. A new one would take its place, and what is encrypted to the former
 * one could not be opened any more; so the network is asked, and what this browser keeps, in the site's partition and
 * in the window's. The site's own word counts for nothing.
 */
import { askProfile, type ProfileAnswer } from "../kwil/has-profile.ts";
import type { OwnerWallet } from "../protocol/types.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import { walletKey, walletNames } from "../protocol/owner-wallet.ts";
import type { FlowContext } from "./session.ts";
import type { KeyExists, Unchecked } from "./window-messages.ts";

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

/** Milliseconds for which a creation that another site has begun keeps this one from it. */
export const CREATING = 600_000;

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

/** What one storage says of the owner. */
async function recorded(
  storage: EnclaveStorage,
  site: string,
  { userId, wallet }: KeyOwner,
): Promise<"known" | "elsewhere" | "unfinished" | undefined> {
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
  if (key !== undefined && profiles.some(({ wallets }) => wallets?.includes(key))) return "known";
  const made = creations.filter(isMine);
  if (made.some((row) => row.site !== site || row.wallet !== key)) return "known";
  if (sites.some((row) => isMine(row) && row.origin !== site)) return "known";
  if ([profiles, sites, ...others].some((rows) => rows.some(isMine)))
    return made.length && key !== undefined ? "unfinished" : "known";
  return rivals(creations, site, { userId, wallet }).length ? "elsewhere" : undefined;
}

/** Creations of other sites for the same owner that may still be under way. */
function rivals<R extends { site: string; userId: string; wallet?: string | undefined; at: number }>(
  creations: readonly R[],
  site: string,
  { userId, wallet }: KeyOwner,
): R[] {
  const key = wallet && walletKey(wallet);
  return creations.filter(
    (row) =>
      row.site !== site &&
      Math.abs(Date.now() - row.at) < CREATING &&
      (row.userId === userId.toLowerCase() || (key !== undefined && row.wallet === key)),
  );
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
  if (words.includes("unfinished")) return { unchecked: "unfinished" };
  if (answer === "unknown") return { unchecked: "no-answer" };
  return answer === "no" ? {} : { unchecked: answer };
}

/**
 * Writes down that the person lets this site make a key, and looks whether another site was let just before.
 * Both write before they read, so that of two at once the later one sees the earlier.
 * @returns why it may not go on
 */
export async function claimCreation({ session, flow }: FlowContext, owner: KeyOwner): Promise<KeyExists | undefined> {
  const { link, storage } = session;
  const { site } = flow;
  const row = {
    site,
    userId: owner.userId.toLowerCase(),
    wallet: owner.wallet && walletKey(owner.wallet),
    at: Date.now(),
  };
  await storage.put("creations", row);
  if (!link?.alive) return undefined;
  await link.storage.put("creations", row);
  const earlier = rivals(await link.storage.all("creations"), site, owner).some(
    ({ at, site: other }) => at < row.at || (at === row.at && other < site),
  );
  if (!earlier) return undefined;
  await dropCreation({ session, flow }, owner);
  return "elsewhere";
}

/** No key came of it. */
export async function dropCreation({ session, flow }: Pick<FlowContext, "session" | "flow">, { userId }: KeyOwner) {
  for (const storage of [session.storage, ...(session.link?.alive ? [session.link.storage] : [])])
    await storage.remove("creations", [flow.site, userId.toLowerCase()]);
}
