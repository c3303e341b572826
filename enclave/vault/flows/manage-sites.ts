/** The page of connected sites: the window's first-party list, and this device's remembered key. */
import { forgetRemembered } from "../../storage/forget-remembered.ts";
import type { ConnectedSite } from "../../storage/tables.ts";
import type { Page, PageContext } from "./manage-page.ts";

const isConnected = ({ disconnected }: ConnectedSite): boolean => !disconnected;

async function mySites({ link, key }: PageContext): Promise<ConnectedSite[]> {
  const sites = await link.storage.all("sites");
  return sites.filter(({ userId }) => userId === key.userId).sort((a, b) => b.lastUsed - a.lastUsed);
}

/**
 * Takes permissions back. The asking site loses its own at once; another one when its frame next opens a window.
 * @returns true if the asking site was among them
 */
async function disconnect(context: PageContext, origins: readonly string[]): Promise<boolean> {
  const { session, link, key, flow } = context;
  for (const site of await mySites(context))
    if (origins.includes(site.origin))
      await link.storage.put("sites", { ...site, rememberedUntil: undefined, disconnected: true });
  if (!origins.includes(flow.site)) return false;
  await forgetRemembered(session.storage, flow.site, key.userId);
  // Where the browser does not partition, that is the window's own row.
  await session.storage.remove("sites", [key.userId, flow.site]);
  return true;
}

/** Shows the page once. */
export const sitesPage: Page = async (context) => {
  const { session, link, key, flow, signal } = context;
  const remembered = await link.storage.get("remembered", ["window", key.userId]);
  const answer = await link.ask(
    {
      kind: "manage-sites",
      site: flow.site,
      userId: key.userId,
      sites: (await mySites(context)).filter(isConnected),
      rememberedUntil: remembered?.expiresAt,
      keepsNothing: !(await link.storage.available()),
    },
    signal,
  );
  switch (answer.type) {
    case "disconnect":
      if (!(await disconnect(context, answer.origins))) return undefined;
      link.close();
      void session.frame.lockNow({ disconnect: true });
      return { type: "close" };
    case "forget-device":
      await forgetRemembered(link.storage, "window", key.userId);
      return undefined;
    case "lock":
      link.close();
      void session.frame.lockNow({ disconnect: false });
      return { type: "close" };
    default:
      return answer;
  }
};
