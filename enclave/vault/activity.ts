/**
 * The activity log: what a key did, for which site and when. Each line is sealed to the key itself, so it is read only
 * while the key is unlocked. Lines that happen without a window wait in the frame's storage for the next one.
 */
import { open } from "../crypto/box.ts";
import { fromBase64, fromUtf8, utf8 } from "../crypto/bytes.ts";
import { sealNatively } from "../crypto/native-box.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { SealedActivity, Scope } from "../storage/tables.ts";
import type { FlowContext, HeldKey, Session } from "./session.ts";
import type { WindowLink } from "./window-link.ts";
import type { ShownActivity } from "../contract/window-messages.ts";

/** Lines kept per user; the oldest go first. */
export const MAX_ACTIVITY = 500;

async function linesOf(storage: EnclaveStorage, scope: Scope, userId: string): Promise<SealedActivity[]> {
  const rows = (await storage.all("activity")).filter((row) => row.scope === scope && row.userId === userId);
  return rows.sort((a, b) => b.at - a.at);
}

/** Moves what waited into the window's storage, if a window is open. */
async function handOver(
  { link, storage }: Pick<Session, "link" | "storage">,
  site: string,
  userId: string,
): Promise<void> {
  if (!link?.alive) return;
  for (const row of await linesOf(storage, site, userId))
    if (await link.storage.put("activity", { ...row, scope: "window" }))
      await storage.remove("activity", [site, row.id]);
}

async function trim(storage: EnclaveStorage, scope: Scope, userId: string): Promise<void> {
  for (const row of (await linesOf(storage, scope, userId)).slice(MAX_ACTIVITY))
    await storage.remove("activity", [scope, row.id]);
}

/**
 * Of lines about a site that altered a signature. They belong to no key, as there may be none yet, or only one that the
 * site names: they are written in the clear, and say no more than the list of sites does.
 */
const NO_KEY = "";

/** Writes that a site altered what the wallet signed, where it waits for {@link handOverAlarms}. */
export async function writeAlarm({ session, flow }: FlowContext, line: ShownActivity): Promise<void> {
  const row: SealedActivity = {
    scope: flow.site,
    id: crypto.randomUUID(),
    userId: NO_KEY,
    at: line.at,
    content: utf8(JSON.stringify(line)),
    encryptorPublicKey: new Uint8Array(),
  };
  await session.storage.put("activity", row);
  await trim(session.storage, flow.site, NO_KEY);
}

/** The newest of those that still wait: it was not shown, as there was no window. */
export async function missedAlarm({ session, flow }: FlowContext): Promise<ShownActivity | undefined> {
  const [row] = await linesOf(session.storage, flow.site, NO_KEY);
  try {
    return row && (JSON.parse(fromUtf8(row.content)) as ShownActivity);
  } catch {
    return undefined;
  }
}

/** Moves such lines into the window's storage. */
export async function handOverAlarms(
  { session: { storage }, flow }: FlowContext,
  link: WindowLink | undefined,
): Promise<void> {
  await handOver({ link, storage }, flow.site, NO_KEY);
  if (link?.alive) await trim(link.storage, "window", NO_KEY);
}

/** Writes a line about the held key, where it waits for {@link tidyActivity}. */
export async function writeActivity({ session, flow }: FlowContext, line: ShownActivity): Promise<void> {
  const { key, storage } = session;
  if (!key) return;
  const sealed = await sealNatively(utf8(JSON.stringify(line)), fromBase64(key.publicKey, "publicKey", 32));
  const row: SealedActivity = { scope: flow.site, id: crypto.randomUUID(), userId: key.userId, at: line.at, ...sealed };
  await storage.put("activity", row);
}

/** Brings the lines of the held key where they belong, and drops the oldest. */
export async function tidyActivity({ session, flow }: FlowContext): Promise<void> {
  const { key, storage, link } = session;
  if (!key) return;
  await handOver(session, flow.site, key.userId);
  await trim(storage, flow.site, key.userId);
  if (link?.alive) await trim(link.storage, "window", key.userId);
}

/** Both. */
export async function logActivity(context: FlowContext, line: ShownActivity): Promise<void> {
  await writeActivity(context, line);
  await tidyActivity(context);
}

function readLine(row: SealedActivity, { secretKey }: HeldKey): ShownActivity[] {
  try {
    const line = row.userId === NO_KEY ? row.content : open(row.content, row.encryptorPublicKey, secretKey);
    return [JSON.parse(fromUtf8(line)) as ShownActivity];
  } catch {
    // Sealed to a former key of the profile, or altered: not readable, and not ours to delete.
    return [];
  }
}

/** All readable lines about the held key and about sites, newest first; of the window's storage and of what waits here. */
export async function readActivity(context: FlowContext, key: HeldKey): Promise<ShownActivity[]> {
  const { session, flow } = context;
  await handOver(session, flow.site, key.userId);
  await handOverAlarms(context, session.link);
  const rows: SealedActivity[] = [];
  for (const userId of [key.userId, NO_KEY]) {
    if (session.link) rows.push(...(await linesOf(session.link.storage, "window", userId)));
    rows.push(...(await linesOf(session.storage, flow.site, userId)));
  }
  // A line that the window could not store is in both.
  const lines = [...new Map(rows.map((row) => [row.id, row])).values()];
  return lines.flatMap((row) => readLine(row, key)).sort((a, b) => b.at - a.at);
}
