/**
 * A site altered what the wallet was to sign. It may have used what it got: the person is told, and the site loses its
 * connection. What the site could prevent, the window, comes last.
 */
import { writeAlarm, handOverAlarms } from "./activity.ts";
import { unixNow } from "./custody.ts";
import { needWindow, type FlowContext } from "./session.ts";
import { forgetRemembered } from "../storage/forget-remembered.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import type { WalletAct } from "./window-messages.ts";

/** Takes the permissions of all users back. */
async function disconnect(storage: EnclaveStorage, site: string): Promise<void> {
  for (const row of await storage.all("sites"))
    if (row.origin === site) await storage.put("sites", { ...row, rememberedUntil: undefined, disconnected: true });
}

/** Raises the alarm; resolves when the person has it before them, or could not be reached. Never rejects. */
export async function raiseAlarm(context: FlowContext, act: WalletAct): Promise<void> {
  const { session, flow } = context;
  const { site } = flow;
  session.key?.secretKey.fill(0);
  session.key = undefined;
  // A secret whose commitments went to such a site is not stored after all.
  session.approved = undefined;
  session.signsInPage = undefined;
  await session.frame.altered();
  await forgetRemembered(session.storage, site);
  await disconnect(session.storage, site);
  await writeAlarm(context, { at: unixNow(), what: "altered", origin: site });

  // That the site gives its call up changes nothing.
  const link = await needWindow({ ...context, signal: new AbortController().signal }).catch(() => undefined);
  if (!link?.alive) return;
  link.show({ kind: "altered", site, act });
  await disconnect(link.storage, site);
  await handOverAlarms(context);
  // It stays, whatever the page does next.
  link.release();
  session.link = undefined;
}
