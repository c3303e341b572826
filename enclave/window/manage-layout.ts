/** The frame of the pages of `manage`: the pages as tabs, the content, the way out. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ManagePage } from "../protocol/types.ts";
import { actionsTemplate, addressNote, layout } from "./layout.ts";
import type { ScreenContext } from "./screen-view.ts";
import { words } from "../words/words.ts";

/** In the order of the tabs. */
const PAGES: readonly ManagePage[] = ["sites", "passkeys", "phrase", "activity"];

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
  const say = words.settings;
  return layout({
    site,
    what: say.what,
    content: html`
      ${addressNote(context)}
      <nav class="pages" aria-label=${say.label}>
        ${PAGES.map(
          (name) =>
            html`<button
              type="button"
              class="small"
              aria-current=${name === page ? "page" : "false"}
              @click=${() => context.answer({ type: "page", page: name })}
            >
              ${say.pages[name]}
            </button> `,
        )}
      </nav>
      <h2>${say.pages[page]}</h2>
      ${keepsNothing ? html`<p class="caution">${say.keepsNothing}</p>` : nothing} ${content}
      <p class="help profile">${words.facts.profileIs(userId)}</p>
    `,
    actions: actionsTemplate(context, { label: words.actions.close, run: () => context.answer({ type: "close" }) }),
  });
}
