/** The wallet is asked in the tab that the person came from. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `wallet` screen. */
export function walletScreen(screen: ScreenOf<"wallet">, context: ScreenContext): ScreenView {
  const say = words.wallet;
  const arming = context.arm();
  const cancel = (): void => context.answer({ type: "decline" });
  const useWindow = (event: Event): void => {
    if (arming.accepts(event)) context.answer({ type: "use-window" });
  };
  return {
    step: say.step,
    escape: cancel,
    // A wallet may announce itself late.
    shown: () => context.wallets.onMore(context.update),
    render: () =>
      layout({
        site: screen.site,
        what: say.whatInPage,
        content: html`
          <p>${say.inPage}</p>
          ${
            screen.address === undefined
              ? nothing
              : html`<dl class="facts">
                  <div>
                    <dt>${say.account}</dt>
                    <dd><code class="address">${screen.address}</code></dd>
                  </div>
                </dl>`
          }
          <progress aria-label=${say.waiting}></progress>
          ${
            screen.address !== undefined && context.wallets.all.length
              ? html`<button
                  type="button"
                  class="small quiet in-page"
                  aria-disabled=${arming.armed ? "false" : "true"}
                  @click=${useWindow}
                >
                  ${say.useWindow}
                </button>`
              : nothing
          }
        `,
        actions: actionsTemplate(context, { label: words.actions.cancel, run: cancel }),
      }),
  };
}
