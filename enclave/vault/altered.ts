/**
 * A site altered what the wallet was to sign. It may have used what it got: the person is told, and the site loses its
 * connection. What the site could prevent, the window, comes last.
 */
import { IdosError } from "../protocol/errors.ts";
import { forgetRemembered } from "../storage/forget-remembered.ts";
import type { EnclaveStorage } from "../storage/storage.ts";
import { handOverAlarms, writeAlarm } from "./activity.ts";
import { unixNow } from "./custody.ts";
import { newWindow, type FlowContext } from "./session.ts";
import type { WindowLink } from "./window-link.ts";
import type { ShownActivity } from "../contract/window-messages.ts";
import type { WalletAct } from "../protocol/types.ts";

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
  let link = takeWindow(context, act);
  await session.frame.altered();
  await forgetRemembered(session.storage, site);
  await disconnect(session.storage, site);
  await writeAlarm(context, { at: unixNow(), what: "altered", origin: site, act });

  if (!link && !context.signal.aborted) {
    await newWindow(context).catch(() => undefined);
    link = takeWindow(context, act);
  }
  if (!link?.alive) return;
  await disconnect(link.storage, site);
  await handOverAlarms(context, link);
  link.release();
}

/**
 * Shows the alarm in the open window and takes it from the flow, whose end does not close it then.
 * @returns undefined if none is open. To a call that was given up the open window is the next one's
 */
function takeWindow({ session, flow, signal }: FlowContext, act: WalletAct): WindowLink | undefined {
  const { link } = session;
  if (signal.aborted || !link?.alive) return undefined;
  link.show({ kind: "altered", site: flow.site, act });
  session.link = undefined;
  return link;
}

/**
 * An alarm that could not be shown, as the site let no window open, comes first in the next one.
 * @throws IdosError `USER_CLOSED` once the person has read it
 */
export async function showMissedAlarm(
  context: FlowContext,
  link: WindowLink,
  { act = "unlock" }: ShownActivity,
): Promise<void> {
  const { site } = context.flow;
  const read = link.ask({ kind: "altered", site, act }, context.signal);
  read.catch(() => {});
  await disconnect(link.storage, site);
  await handOverAlarms(context, link);
  await read;
  throw new IdosError("USER_CLOSED", "The idOS window showed a warning and was closed");
}
