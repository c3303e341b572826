/** Warns that the profile names another key than the one last seen on this device. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `key-changed` screen. */
export function keyChangedScreen(screen: ScreenOf<"key-changed">, context: ScreenContext): ScreenView {
  const say = words.keyChanged;
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
          <p class="caution">${say.caution}</p>
          <dl class="facts">
            <div>
              <dt>${say.before}</dt>
              <dd><code>${screen.before}</code></dd>
            </div>
            <div>
              <dt>${say.now}</dt>
              <dd><code>${screen.now}</code></dd>
            </div>
            <div>
              <dt>${words.facts.yourProfile}</dt>
              <dd><code>${screen.userId}</code></dd>
            </div>
          </dl>
        `,
        actions: actionsTemplate(
          context,
          { label: say.stop, run: decline },
          { label: say.goOn, tone: "danger", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
