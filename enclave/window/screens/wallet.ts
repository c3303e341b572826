/** The wallet is asked in the tab that the person came from. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `wallet` screen. */
export function walletScreen(screen: ScreenOf<"wallet">, context: ScreenContext): ScreenView {
  const cancel = (): void => context.answer({ type: "decline" });
  return {
    step: "Sign with your wallet",
    escape: cancel,
    render: () =>
      layout({
        site: screen.site,
        what: "asks your wallet to sign",
        content: html`
          <p>Sign in the tab you came from. This window goes on by itself.</p>
          <progress aria-label="Waiting for your wallet"></progress>
        `,
        actions: actionsTemplate(context, { label: "Cancel", run: cancel }),
      }),
  };
}
