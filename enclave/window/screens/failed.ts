/** Says what went wrong, in plain words, and what helps. */
import { html, nothing } from "lit/html.js";
import { inertText } from "../../viewer/inert-text.ts";
import { failureInWords } from "../failure-in-words.ts";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `failed` screen. */
export function failedScreen(screen: ScreenOf<"failed">, context: ScreenContext): ScreenView {
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const words = failureInWords(screen.code);
  const detail = inertText(screen.message, 300).text;
  return {
    step: "It did not work",
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: "cannot go on",
        content: html`
          <p class="caution">${words ?? detail}</p>
          ${words && detail ? html`<p class="help">${detail}</p>` : nothing}
          <p class="help">Code <code>${inertText(screen.code, 40).text}</code></p>
        `,
        actions: actionsTemplate(context, { label: "Close", run: close }),
      }),
  };
}
