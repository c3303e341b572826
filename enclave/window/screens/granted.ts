/** Last page of a grant: the digest that the wallet will show. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** Hex in groups of four. */
export function groupDigest(digest: string): string[] {
  return digest.match(/.{1,4}/g) ?? [];
}

/** The view of a `granted` screen. */
export function grantedScreen(screen: ScreenOf<"granted">, context: ScreenContext): ScreenView {
  return {
    step: "Now sign with your wallet",
    escape: context.closeWindow,
    render: () =>
      layout({
        site: screen.site,
        what: "gets the copy once your wallet has signed",
        content: html`
          <p>
            Return to your tab and sign there. Your wallet will show this digest, which stands for what you approved:
          </p>
          <p class="digest"><code>${groupDigest(screen.digest).map((group) => html`<span>${group}</span> `)}</code></p>
          <p>If your wallet shows another one, decline there: that is not what you approved.</p>
        `,
        actions: actionsTemplate(context, { label: "Close and return", run: context.closeWindow }),
      }),
  };
}
