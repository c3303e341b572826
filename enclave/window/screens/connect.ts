/** Asks whether a site may use the key that is there. */
import { html } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `connect` screen. */
export function connectScreen(screen: ScreenOf<"connect">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const decline = (): void => context.answer({ type: "decline" });
  const site = siteName(screen.site);
  return {
    step: "Allow this site",
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: "asks to use your idOS key",
        content: html`
          ${addressNote(context)}
          <p>If you allow it, <bdi>${site}</bdi> can ask you to open or share your credentials.</p>
          <ul class="points">
            <li>It never sees your key. It sees what is in a credential only if you share that credential with it.</li>
            <li>Each time that it wants you to share something, you are asked here again.</li>
          </ul>
          <dl class="facts">
            <div>
              <dt>Your wallet</dt>
              <dd><code>${screen.address}</code></dd>
            </div>
            <div>
              <dt>Your profile</dt>
              <dd><code>${screen.userId}</code></dd>
            </div>
          </dl>
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          { label: "Allow", arming, run: () => context.answer({ type: "allow" }) },
        ),
      }),
  };
}
