/**
 * `view`: shows credentials in the window, and nowhere else. The host learns that they were closed, and nothing that
 * depends on what they hold: all that it can see of the call happens before the first of them is opened.
 */
import { IdosError, isIdosError } from "../../protocol/errors.ts";
import type { Closed } from "../../protocol/types.ts";
import type { ViewParams } from "../../protocol/calls/view.ts";
import { openCandidates, shown } from "../candidates.ts";
import { reconnect } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { interruptible, needWindow, type FlowContext } from "../session.ts";

/** Runs the call. @throws IdosError `LOCKED`, `USER_REJECTED`, `USER_CLOSED`, `WINDOW_BLOCKED`, `ABORTED` */
export async function view(context: FlowContext, { candidates }: ViewParams): Promise<Closed> {
  const { session, flow, signal, leaving } = context;
  const { key } = session;
  if (!key) throw new IdosError("LOCKED", "The key is locked");
  const link = await needWindow(context);
  await reconnect(context, key);
  await session.frame.viewing(flow.id);
  const over = new AbortController();
  const until = AbortSignal.any([signal, leaving, over.signal]);
  try {
    link.show({ kind: "progress", site: flow.site, of: "opening" });
    const opening = openCandidates(candidates, key.secretKey, until);
    const { opened, skipped } = await interruptible({ ...context, signal: until }, opening);
    await link.ask({ kind: "viewer", site: flow.site, credentials: opened.map(shown), skipped }, until);
  } catch (error) {
    // Closing the window is how a view ends, also while it is still being opened.
    const ended = leaving.aborted || isIdosError(error, "USER_CLOSED") || isIdosError(error, "USER_REJECTED");
    if (!ended || signal.aborted) throw error;
  } finally {
    over.abort();
  }
  endWindow(context, leaving.reason === "keep");
  return { closed: true };
}
