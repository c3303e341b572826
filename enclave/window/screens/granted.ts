/** Last page of a grant: the digest that the wallet will show. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** Hex in groups of four. */
export function groupDigest(digest: string): string[] {
  return digest.match(/.{1,4}/g) ?? [];
}

/** The view of a `granted` screen. */
export function grantedScreen(screen: ScreenOf<"granted">, context: ScreenContext): ScreenView {
  const say = words.granted;
  return {
    step: say.step,
    escape: context.closeWindow,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          <p>${say.gist}</p>
          <p class="digest"><code>${groupDigest(screen.digest).map((group) => html`<span>${group}</span> `)}</code></p>
          <p>${say.otherwise}</p>
        `,
        actions: actionsTemplate(context, { label: say.close, run: context.closeWindow }),
      }),
  };
}
