/** There is a key already, or one is being made: none is made, and the way to the one that is there is said. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

const WHY: Record<ScreenOf<"key-exists">["why"], { step: string; sentence: string; instead: string }> = {
  network: {
    step: "You have an idOS key already",
    sentence: "The idOS network knows a profile with a key for this wallet.",
    instead: "Close this window, connect this wallet in your tab, and unlock your key.",
  },
  device: {
    step: "You have an idOS key already",
    sentence: "A key for this profile or wallet was used or made in this browser before.",
    instead: "Close this window, connect the wallet of that profile in your tab, and unlock your key.",
  },
  elsewhere: {
    step: "A key is being made elsewhere",
    sentence: "Another site is making a key for this profile or wallet right now, or did so minutes ago.",
    instead: "Finish there first. If you did not, come back in ten minutes.",
  },
};

/** The view of a `key-exists` screen. */
export function keyExistsScreen(screen: ScreenOf<"key-exists">, context: ScreenContext): ScreenView {
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const { step, sentence, instead } = WHY[screen.why];
  return {
    step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: "asked for a new idOS key. None was made.",
        content: html`
          <p><strong>${sentence}</strong></p>
          ${
            screen.wallet === undefined
              ? nothing
              : html`<dl class="facts">
                  <div>
                    <dt>The wallet that the site named</dt>
                    <dd><code>${screen.wallet}</code></dd>
                  </div>
                </dl>`
          }
          <p>
            A new key would have taken its place, and everything that is encrypted to it could not be opened any more.
            Nothing was changed.
          </p>
          <section>
            <h2>What to do instead</h2>
            <p>${instead}</p>
          </section>
          <p class="caution">
            If <bdi>${siteName(screen.site)}</bdi> goes on asking for a new key, it is at fault, or means harm. Do not
            go on with it.
          </p>
        `,
        actions: actionsTemplate(context, { label: "Close", run: close }),
      }),
  };
}
