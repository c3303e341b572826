/** What this site's storage says of its connection. Reads no key: only the vault unwraps. */
import { forgetRemembered } from "../storage/forget-remembered.ts";
import { createStorage } from "../storage/storage.ts";
import type { ConnectedSite } from "../storage/tables.ts";

/** The frame's own, of the site's partition where the browser has such. */
export const siteStorage = createStorage();

/** The connection that was used last, if the person let this site use a key and did not take that back. */
export async function lastConnection(site: string): Promise<ConnectedSite | undefined> {
  const mine = (await siteStorage.all("sites")).filter(({ origin, disconnected }) => origin === site && !disconnected);
  return mine.sort((a, b) => b.lastUsed - a.lastUsed)[0];
}

/** Forgets the keys that this site resumes with and, if told to, its connection. */
export async function forgetSite(site: string, disconnect: boolean): Promise<void> {
  await forgetRemembered(siteStorage, site);
  for (const row of await siteStorage.all("sites"))
    if (row.origin === site) {
      if (disconnect) await siteStorage.remove("sites", [row.userId, site]);
      else await siteStorage.put("sites", { ...row, rememberedUntil: undefined });
    }
}
