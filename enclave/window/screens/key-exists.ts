/** There is a key already, or one is being made: none is made, and the way to the one that is there is said. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `key-exists` screen. */
export function keyExistsScreen(screen: ScreenOf<"key-exists">, context: ScreenContext): ScreenView {
  const say = words.keyExists;
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const { step, sentence, instead } = say[screen.why];
  return {
    step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          <p><strong>${sentence}</strong></p>
          ${
            screen.wallet === undefined
              ? nothing
              : html`<dl class="facts">
                  <div>
                    <dt>${say.namedWallet}</dt>
                    <dd><code>${screen.wallet}</code></dd>
                  </div>
                </dl>`
          }
          <p>${say.wouldHave}</p>
          <section>
            <h2>${say.insteadHeading}</h2>
            <p>${instead}</p>
          </section>
          <p class="caution">${say.caution(siteName(screen.site))}</p>
        `,
        actions: actionsTemplate(context, { label: words.actions.close, run: close }),
      }),
  };
}
