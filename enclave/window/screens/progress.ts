/** The vault is at work. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `progress` screen. */
export function progressScreen(screen: ScreenOf<"progress">, context: ScreenContext): ScreenView {
  const cancel = (): void => context.answer({ type: "decline" });
  const { step, sentence } = words.progress[screen.of];
  return {
    step,
    escape: cancel,
    render: () =>
      layout({
        site: screen.site,
        what: words.page.isWaiting,
        content: html`
          <p id="progress-label">${sentence}</p>
          ${
            screen.done === undefined
              ? html`<progress aria-labelledby="progress-label"></progress>`
              : html`<progress aria-labelledby="progress-label" max="1" .value=${screen.done}></progress>`
          }
        `,
        actions: actionsTemplate(context, { label: words.actions.cancel, run: cancel }),
      }),
  };
}
