/** Asks whether a key that is about to lock is to stay unlocked. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `stay` screen. */
export function stayScreen(screen: ScreenOf<"stay">, context: ScreenContext): ScreenView {
  const say = words.stay;
  const arming = context.arm();
  const lock = (): void => context.answer({ type: "lock" });
  return {
    step: say.step,
    escape: lock,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          <p>${say.why}</p>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.lockNow, run: lock },
          { label: words.actions.stayUnlocked, arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
