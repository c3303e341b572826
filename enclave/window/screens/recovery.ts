/** Asks whether another wallet may rebuild the key, or no longer, and says which nodes did it. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { watchEnd } from "../read-to-end.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `recovery` screen. */
export function recoveryScreen(screen: ScreenOf<"recovery">, context: ScreenContext): ScreenView {
  const arming = context.arm({ mustRead: true });
  const decline = (): void => context.answer({ type: "decline" });
  const say = words.recovery[screen.change];
  return {
    step: say.step,
    escape: decline,
    shown(root) {
      const marker = root.querySelector(".end");
      if (!marker) return undefined;
      const watch = watchEnd(marker, () => arming.read(true));
      return () => watch.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          <section>
            <h2>${say.heading}</h2>
            <p><code class="address">${screen.address}</code></p>
            <p class="caution">${say.caution}</p>
          </section>
          <section>
            <dl class="facts">
              <div>
                <dt>${words.recovery.signedBy}</dt>
                <dd><code>${screen.by}</code></dd>
              </div>
              <div>
                <dt>${words.recovery.nodes}</dt>
                <dd>${screen.nodes}</dd>
              </div>
              <div>
                <dt>${words.facts.yourProfile}</dt>
                <dd><code>${screen.userId}</code></dd>
              </div>
            </dl>
            <p>${words.facts.signNext}</p>
          </section>
          <div class="end"></div>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.decline, run: decline },
          {
            label: words.actions.allow,
            arming,
            run: () => context.answer({ type: "allow" }),
            hint: words.facts.scrollToEnd,
          },
        ),
      }),
  };
}

/** The view of a `recovery-result` screen: some nodes did not do it. */
export function recoveryResultScreen(screen: ScreenOf<"recovery-result">, context: ScreenContext): ScreenView {
  const close = (): void => context.answer({ type: "close" });
  const arming = context.arm();
  const missing = screen.nodes.filter(({ ok }) => !ok).length;
  const say = words.recoveryResult;
  return {
    step: say.step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: say[screen.change].what(missing, screen.nodes.length),
        content: html`
          <p><code class="address">${screen.address}</code></p>
          <p class="caution">${say[screen.change].caution}</p>
          <ul class="points nodes">
            ${screen.nodes.map(
              ({ node, ok, code }) => html`
                <li>
                  <code>${node}</code>: ${ok ? say.done : say.notDone}${code ? html` (<code>${code}</code>)` : nothing}
                </li>
              `,
            )}
          </ul>
          <p class="help">${say.help}</p>
        `,
        actions: actionsTemplate(
          context,
          { label: say.leave, run: close },
          { label: say.retry, arming, run: () => context.answer({ type: "retry" }) },
        ),
      }),
  };
}
