/** The frame of the pages of `manage`: the pages as tabs, the content, the way out. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ManagePage } from "../protocol/types.ts";
import { actionsTemplate, addressNote, layout } from "./layout.ts";
import type { ScreenContext } from "./screen-view.ts";

const PAGES: Record<ManagePage, string> = {
  sites: "Connected sites",
  passkeys: "Passkeys",
  phrase: "Recovery phrase",
  activity: "Activity",
};

/** Parts of a page. */
export interface ManageLayout {
  site: string;
  userId: string;
  page: ManagePage;
  /** The browser lets the window keep nothing. */
  keepsNothing: boolean;
  content: TemplateResult;
}

/** A whole page. */
export function manageLayout(
  { site, userId, page, keepsNothing, content }: ManageLayout,
  context: ScreenContext,
): TemplateResult {
  const names = Object.entries(PAGES) as [ManagePage, string][];
  return layout({
    site,
    what: "opened your idOS settings",
    content: html`
      ${addressNote(context)}
      <nav class="pages" aria-label="Settings">
        ${names.map(
          ([name, label]) =>
            html`<button
              type="button"
              class="small"
              aria-current=${name === page ? "page" : "false"}
              @click=${() => context.answer({ type: "page", page: name })}
            >
              ${label}
            </button> `,
        )}
      </nav>
      <h2>${PAGES[page]}</h2>
      ${keepsNothing ? html`<p class="caution">This browser does not let idOS store anything: this list is gone when you close the window.</p>` : nothing}
      ${content}
      <p class="help profile">Profile <code>${userId}</code></p>
    `,
    actions: actionsTemplate(context, { label: "Close", run: () => context.answer({ type: "close" }) }),
  });
}
