/** Says what went wrong, in plain words, and what helps. */
import { html, nothing } from "lit/html.js";
import { inertText } from "../../viewer/inert-text.ts";
import { failureInWords } from "../failure-in-words.ts";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `failed` screen. */
export function failedScreen(screen: ScreenOf<"failed">, context: ScreenContext): ScreenView {
  const say = words.failed;
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const sentence = failureInWords(screen.code);
  const detail = inertText(screen.message, 300).text;
  return {
    step: say.step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          <p class="caution">${sentence ?? detail}</p>
          ${sentence && detail ? html`<p class="help">${detail}</p>` : nothing}
          <p class="help">${say.code(inertText(screen.code, 40).text)}</p>
        `,
        actions: actionsTemplate(context, { label: words.actions.close, run: close }),
      }),
  };
}
