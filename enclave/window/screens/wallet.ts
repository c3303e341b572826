/** The wallet is asked in the tab that the person came from. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `wallet` screen. */
export function walletScreen(screen: ScreenOf<"wallet">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const cancel = (): void => context.answer({ type: "decline" });
  const useWindow = (event: Event): void => {
    if (arming.accepts(event)) context.answer({ type: "use-window" });
  };
  return {
    step: "Sign with your wallet",
    escape: cancel,
    // A wallet may announce itself late.
    shown: () => context.wallets.onMore(context.update),
    render: () =>
      layout({
        site: screen.site,
        what: "asks your wallet to sign",
        content: html`
          <p>Sign in the tab you came from. This window goes on by itself.</p>
          ${
            screen.address === undefined
              ? nothing
              : html`<dl class="facts">
                  <div>
                    <dt>The account that has to sign</dt>
                    <dd><code class="address">${screen.address}</code></dd>
                  </div>
                </dl>`
          }
          <progress aria-label="Waiting for your wallet"></progress>
          ${
            screen.address !== undefined && context.wallets.all.length
              ? html`<button
                  type="button"
                  class="small quiet in-page"
                  aria-disabled=${arming.armed ? "false" : "true"}
                  @click=${useWindow}
                >
                  Use a wallet in this window instead
                </button>`
              : nothing
          }
        `,
        actions: actionsTemplate(context, { label: "Cancel", run: cancel }),
      }),
  };
}
