/** What the pages of `manage` have in common. */
import type { FlowContext, HeldKey } from "../session.ts";
import type { WindowLink } from "../window-link.ts";
import type { Answer } from "../../contract/window-messages.ts";

/** What a page works with. */
export interface PageContext extends FlowContext {
  link: WindowLink;
  key: HeldKey;
}

/** Shows a page once. Resolves to the answer if it leads elsewhere, to undefined to be shown again. */
export type Page = (context: PageContext) => Promise<Answer | undefined>;
