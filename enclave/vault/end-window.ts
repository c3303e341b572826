/** How a flow leaves its window. */
import { isIdosError, type Code } from "../protocol/errors.ts";
import type { FlowContext } from "./session.ts";

/** Causes that the person knows already: the window just goes. */
const OWN_DOING: readonly Code[] = ["USER_REJECTED", "USER_CLOSED", "NO_MATCH", "ABORTED", "WALLET_REJECTED"];

/** Closes the window, or keeps it for the flows that wait. */
export function endWindow({ session }: FlowContext, keep: boolean): void {
  if (keep) return;
  session.link?.close();
  session.link = undefined;
}

/** A flow failed: the window says why, unless it was the person's own doing. */
export function failWindow({ session, flow }: FlowContext, error: unknown): void {
  const { link } = session;
  session.link = undefined;
  if (!link?.alive) return;
  const known = isIdosError(error) ? error : undefined;
  if (known && OWN_DOING.includes(known.code)) {
    link.close();
    return;
  }
  link.show({
    kind: "failed",
    site: flow.site,
    code: known?.code ?? "INTERNAL",
    message: known?.message ?? "Something went wrong",
  });
  link.release();
}
