/** Nothing fits what is asked. The site learns nothing, unless the person tells. */
import { html, nothing } from "lit/html.js";
import { skippedTemplate } from "../../viewer/skipped-template.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import { requirementsInWords } from "../requirements-in-words.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `no-match` screen. */
export function noMatchScreen(screen: ScreenOf<"no-match">, context: ScreenContext): ScreenView {
  const say = words.noMatch;
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  const site = siteName(screen.site);
  const purpose = quoteHostText(screen.purpose);
  const asked = requirementsInWords(screen.requirements, context.formats);
  return {
    step: say.step,
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          ${purpose ? html`<p class="quotation">${words.facts.siteSays(site, purpose)}</p>` : nothing}
          ${
            asked.length
              ? html`<h2>${say.heading}</h2>
                  <ul class="points">
                    ${asked.map((phrase) => html`<li>${phrase}</li>`)}
                  </ul>`
              : nothing
          }
          <p>${say.gist(site)}</p>
          ${skippedTemplate(screen.skipped, context.formats)}
        `,
        actions: actionsTemplate(
          context,
          { label: say.doNotTell, run: decline },
          { label: say.tell, arming, run: () => context.answer({ type: "tell" }) },
        ),
      }),
  };
}
