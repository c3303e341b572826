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
import type { ShownActivity } from "./window-messages.ts";

/** Lines kept per user; the oldest go first. */
export const MAX_ACTIVITY = 500;

async function linesOf(storage: EnclaveStorage, scope: Scope, userId: string): Promise<SealedActivity[]> {
  const rows = (await storage.all("activity")).filter((row) => row.scope === scope && row.userId === userId);
  return rows.sort((a, b) => b.at - a.at);
}

/** Moves what waited into the window's storage, if a window is open. */
async function handOver({ link, storage }: Session, site: string, userId: string): Promise<void> {
  if (!link?.alive) return;
  for (const row of await linesOf(storage, site, userId))
    if (await link.storage.put("activity", { ...row, scope: "window" }))
      await storage.remove("activity", [site, row.id]);
}

async function trim(storage: EnclaveStorage, scope: Scope, userId: string): Promise<void> {
  for (const row of (await linesOf(storage, scope, userId)).slice(MAX_ACTIVITY))
    await storage.remove("activity", [scope, row.id]);
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
    return [JSON.parse(fromUtf8(open(row.content, row.encryptorPublicKey, secretKey))) as ShownActivity];
  } catch {
    // Sealed to a former key of the profile, or altered: not readable, and not ours to delete.
    return [];
  }
}

/** All readable lines about the held key, newest first; of the window's storage and of what waits here. */
export async function readActivity({ session, flow }: FlowContext, key: HeldKey): Promise<ShownActivity[]> {
  await handOver(session, flow.site, key.userId);
  const rows = [
    ...(session.link ? await linesOf(session.link.storage, "window", key.userId) : []),
    ...(await linesOf(session.storage, flow.site, key.userId)),
  ];
  // A line that the window could not store is in both.
  const lines = [...new Map(rows.map((row) => [row.id, row])).values()];
  return lines.flatMap((row) => readLine(row, key)).sort((a, b) => b.at - a.at);
}
