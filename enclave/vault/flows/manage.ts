/** `manage`: the enclave's own settings, in the window. The site that asked learns only that they were closed. */
import { IdosError } from "../../protocol/errors.ts";
import type { Closed, ManagePage } from "../../protocol/types.ts";
import type { ManageParams } from "../../protocol/calls/manage.ts";
import { readActivity } from "../activity.ts";
import { reconnect } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { needWindow, type FlowContext } from "../session.ts";
import type { Page } from "./manage-page.ts";
import { passkeysPage } from "./passkeys.ts";
import { sitesPage } from "./manage-sites.ts";

const activityPage: Page = async (context) => {
  const { link, key, flow, signal } = context;
  return link.ask(
    {
      kind: "manage-activity",
      site: flow.site,
      userId: key.userId,
      activity: await readActivity(context, key),
      keepsNothing: !(await link.storage.available()),
    },
    signal,
  );
};

const PAGES: Record<ManagePage, Page> = {
  sites: sitesPage,
  passkeys: passkeysPage,
  // The words are loaded when they are wanted.
  phrase: async (context) => (await import("./show-phrase.ts")).phrasePage(context),
  activity: activityPage,
};

/** Runs the call. @throws IdosError `LOCKED`, `USER_CLOSED`, `WINDOW_BLOCKED`, `ABORTED` */
export async function manage(context: FlowContext, { page = "sites" }: ManageParams): Promise<Closed> {
  const { key } = context.session;
  if (!key) throw new IdosError("LOCKED", "The key is locked");
  const link = await needWindow(context);
  await reconnect(context, key);
  for (let current: ManagePage = page; ;) {
    const answer = await PAGES[current]({ ...context, link, key });
    if (answer?.type === "page") current = answer.page;
    else if (answer) break;
  }
  endWindow(context, false);
  return { closed: true };
}
