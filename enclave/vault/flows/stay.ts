/** The key is about to lock: asks in the window whether it is to stay. The act in the window itself puts the lock off. */
import { endWindow } from "../end-window.ts";
import { needWindow, type FlowContext } from "../session.ts";

/** Runs the flow. @throws IdosError `USER_CLOSED`, `WINDOW_BLOCKED`, `ABORTED` */
export async function stay(context: FlowContext): Promise<Record<never, never>> {
  const { session, flow, signal } = context;
  const link = await needWindow(context);
  const answer = await link.ask({ kind: "stay", site: flow.site }, signal);
  if (answer.type === "lock") await session.frame.lockNow({ disconnect: false });
  endWindow(context, false);
  return {};
}
