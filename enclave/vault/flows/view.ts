/** `view`: shows credentials in the frame, or in the window if the person wants. The host learns only that it was closed. */
import { IdosError } from "../../protocol/errors.ts";
import type { Closed, ViewParams } from "../../protocol/types.ts";
import { openCandidates, shown } from "../candidates.ts";
import { endWindow } from "../end-window.ts";
import { interruptible, needWindow, type FlowContext } from "../session.ts";

/** Runs the call. @throws IdosError `LOCKED`, `ABORTED` */
export async function view(context: FlowContext, { candidates }: ViewParams): Promise<Closed> {
  const { session, flow, signal } = context;
  if (!session.key) throw new IdosError("LOCKED", "The key is locked");
  await session.frame.progress({ of: "matching" });
  const { opened, skipped } = await openCandidates(candidates, session.key.secretKey, signal);
  const credentials = opened.map(shown);
  endWindow(context, false);
  if ((await interruptible(context, session.frame.viewer(credentials, skipped))) === "window") {
    const link = await needWindow(context);
    await link.ask({ kind: "viewer", site: flow.site, credentials, skipped }, signal);
    endWindow(context, false);
  }
  return { closed: true };
}
