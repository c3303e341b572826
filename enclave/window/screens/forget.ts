/** Asks whether this device shall forget a user. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `forget` screen. */
export function forgetScreen(screen: ScreenOf<"forget">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  return {
    step: "Forget your key on this device",
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: "asks to forget your idOS key on this device",
        content: html`
          ${addressNote(context)}
          <p>
            This device will no longer remember your key, and <bdi>${siteName(screen.site)}</bdi> will have to ask again
            before it may use it. Your profile and your credentials stay, and your wallet or your password brings the
            key back.
          </p>
          <p class="help profile">Profile <code>${screen.userId}</code></p>
        `,
        actions: actionsTemplate(
          context,
          { label: "Keep it", run: decline },
          { label: "Forget it", tone: "danger", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
