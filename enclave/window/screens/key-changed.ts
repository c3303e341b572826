/** Warns that the profile names another key than the one last seen on this device. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `key-changed` screen. */
export function keyChangedScreen(screen: ScreenOf<"key-changed">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  return {
    step: "Your profile names another key",
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: "asks for a key that this device has not seen",
        content: html`
          ${addressNote(context)}
          <p class="caution">
            Your profile names another key than last time on this device. If you did not change it yourself, stop here:
            somebody who may write to your profile could have replaced it, to read what is encrypted for you from now
            on.
          </p>
          <dl class="facts">
            <div>
              <dt>Key until now</dt>
              <dd><code>${screen.before}</code></dd>
            </div>
            <div>
              <dt>Key named now</dt>
              <dd><code>${screen.now}</code></dd>
            </div>
            <div>
              <dt>Your profile</dt>
              <dd><code>${screen.userId}</code></dd>
            </div>
          </dl>
        `,
        actions: actionsTemplate(
          context,
          { label: "Stop here", run: decline },
          { label: "I changed it: continue", tone: "danger", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
