/** Asks whether a site may use the key that is there. */
import { html, nothing } from "lit/html.js";
import { failureInWords } from "../failure-in-words.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { otherWays } from "../other-ways.ts";
import { rememberField } from "../remember-field.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `connect` screen. */
export function connectScreen(screen: ScreenOf<"connect">, context: ScreenContext): ScreenView {
  const say = words.connect;
  const arming = context.arm();
  const others = otherWays(screen.other, arming, context);
  const remembering = rememberField(screen.remember);
  const decline = (): void => context.answer({ type: "decline" });
  const site = siteName(screen.site);
  return {
    step: say.step,
    escape: decline,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          ${
            screen.failed
              ? html`<p class="caution" role="alert">${say.failed(failureInWords(screen.failed) ?? screen.failed)}</p>`
              : nothing
          }
          <p>${say.gist(site)}</p>
          <ul class="points">
            ${say.points.map((point) => html`<li>${point}</li>`)}
          </ul>
          <dl class="facts">
            ${
              screen.address === undefined
                ? nothing
                : html`<div>
                    <dt>${words.facts.yourWallet}</dt>
                    <dd><code>${screen.address}</code></dd>
                  </div>`
            }
            <div>
              <dt>${words.facts.yourProfile}</dt>
              <dd><code>${screen.userId}</code></dd>
            </div>
          </dl>
          ${remembering.template()} ${others.render()}
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.decline, run: decline },
          {
            label: words.actions.allow,
            arming,
            run: () => context.answer({ type: "allow", remember: remembering.seconds }),
          },
        ),
      }),
  };
}
