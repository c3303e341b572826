/** Asks whether a site may use the key that is there. */
import { html, nothing } from "lit/html.js";
import { failureInWords } from "../failure-in-words.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { otherWays } from "../other-ways.ts";
import { rememberField } from "../remember-field.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `connect` screen. */
export function connectScreen(screen: ScreenOf<"connect">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const others = otherWays(screen.other, arming, context);
  const remembering = rememberField(screen.remember);
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
          ${
            screen.failed
              ? html`<p class="caution" role="alert">
                  Your wallet could not bring your key back. ${failureInWords(screen.failed) ?? screen.failed}
                </p>`
              : nothing
          }
          <p>If you allow it, <bdi>${site}</bdi> can ask you to open or share your credentials.</p>
          <ul class="points">
            <li>It never sees your key. It sees what is in a credential only if you share that credential with it.</li>
            <li>Each time it wants you to share something, you are asked here again.</li>
          </ul>
          <dl class="facts">
            ${
              screen.address === undefined
                ? nothing
                : html`<div>
                    <dt>Your wallet</dt>
                    <dd><code>${screen.address}</code></dd>
                  </div>`
            }
            <div>
              <dt>Your profile</dt>
              <dd><code>${screen.userId}</code></dd>
            </div>
          </dl>
          ${remembering.template()} ${others.render()}
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          { label: "Allow", arming, run: () => context.answer({ type: "allow", remember: remembering.seconds }) },
        ),
      }),
  };
}
