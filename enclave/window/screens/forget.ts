/** Asks whether this device shall forget a user. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `forget` screen. */
export function forgetScreen(screen: ScreenOf<"forget">, context: ScreenContext): ScreenView {
  const say = words.forget;
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  return {
    step: say.step,
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          <p>${say.gist(siteName(screen.site))}</p>
          <p class="help profile">${words.facts.profileIs(screen.userId)}</p>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.keepIt, run: decline },
          { label: say.forgetIt, tone: "danger", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
