/** The alarm: the site changed what the wallet was asked to sign. Says what that may mean, and what to do. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of an `altered` screen. */
export function alteredScreen(screen: ScreenOf<"altered">, context: ScreenContext): ScreenView {
  const say = words.altered;
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const site = siteName(screen.site);
  const creates = screen.act === "create";
  return {
    step: say.step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          <section class="alarm" role="alert">
            <p>${say.gist(site, say.asked[screen.act])}</p>
            <p>${creates ? say.noKeyYet(site) : say.mayHoldKey(site)}</p>
          </section>
          <section>
            <h2>${say.heading}</h2>
            <ol class="points">
              ${[say.leave, ...(creates ? say.fresh : say.moved), say.tell].map((point) => html`<li>${point}</li>`)}
            </ol>
          </section>
          <p class="help">${say.done}</p>
        `,
        actions: actionsTemplate(context, { label: words.actions.close, run: close }),
      }),
  };
}
