/** `lock` with `forget`: what this device keeps of a user goes, after the window asked. MPC nodes and profile stay. */
import { IdosError } from "../../protocol/errors.ts";
import { forgetRemembered } from "../../storage/forget-remembered.ts";
import { endWindow } from "../end-window.ts";
import { needWindow, type FlowContext } from "../session.ts";

/** Runs the call. @throws IdosError `USER_REJECTED`, `USER_CLOSED`, `WINDOW_BLOCKED` */
export async function forget(context: FlowContext, { userId }: { userId: string }): Promise<Record<never, never>> {
  const { session, flow, signal } = context;
  const link = await needWindow(context);
  const answer = await link.ask({ kind: "forget", site: flow.site, userId }, signal);
  if (answer.type !== "allow") throw new IdosError("USER_REJECTED", "The user did not forget the key");
  for (const [storage, scope] of [
    [session.storage, flow.site],
    [link.storage, "window"],
  ] as const) {
    await forgetRemembered(storage, scope, userId);
    // The last seen public key stays: it warns of a change, and opens nothing.
    await storage.remove("sites", [userId, flow.site]);
  }
  endWindow(context, false);
  return {};
}
