/** Nothing fits what is asked. The site learns nothing, unless the person tells. */
import { html, nothing } from "lit/html.js";
import { skippedTemplate } from "../../viewer/skipped-template.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import { requirementsInWords } from "../requirements-in-words.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `no-match` screen. */
export function noMatchScreen(screen: ScreenOf<"no-match">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  const site = siteName(screen.site);
  const purpose = quoteHostText(screen.purpose);
  const asked = requirementsInWords(screen.requirements, context.formats);
  return {
    step: "No credential fits",
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: "asks for a credential that you do not have",
        content: html`
          ${addressNote(context)}
          ${purpose ? html`<p class="quotation"><bdi>${site}</bdi> says: <q>${purpose}</q></p>` : nothing}
          ${
            asked.length
              ? html`<h2>What it asks for</h2>
                  <ul class="points">
                    ${asked.map((phrase) => html`<li>${phrase}</li>`)}
                  </ul>`
              : nothing
          }
          <p>
            <bdi>${site}</bdi> does not learn this by itself: to the site, it looks as if you declined. If you tell it,
            it can offer you a provider that issues such a credential.
          </p>
          ${skippedTemplate(screen.skipped, context.formats)}
        `,
        actions: actionsTemplate(
          context,
          { label: "Do not tell", run: decline },
          { label: "Tell the site", arming, run: () => context.answer({ type: "tell" }) },
        ),
      }),
  };
}
