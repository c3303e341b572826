/** Asks whether a key that is about to lock is to stay unlocked. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `stay` screen. */
export function stayScreen(screen: ScreenOf<"stay">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const lock = (): void => context.answer({ type: "lock" });
  return {
    step: "Your key is about to lock",
    escape: lock,
    render: () =>
      layout({
        site: screen.site,
        what: "uses your idOS key, which is about to lock",
        content: html`
          ${addressNote(context)}
          <p>
            It locks itself when you have done nothing in an idOS window for a while. What you do on the site is not
            seen here.
          </p>
        `,
        actions: actionsTemplate(
          context,
          { label: "Lock now", run: lock },
          { label: "Stay unlocked", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
