/** The credential viewer, in the window. */
import { html } from "lit/html.js";
import { viewerTemplate } from "../../viewer/viewer-template.ts";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `viewer` screen. */
export function viewerScreen(screen: ScreenOf<"viewer">, context: ScreenContext): ScreenView {
  const say = words.viewer;
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  return {
    step: say.step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          <p>${say.gist(siteName(screen.site))}</p>
          ${viewerTemplate(screen.credentials, screen.skipped, {
            formats: context.formats,
            now: context.now(),
            site: siteName(screen.site),
          })}
        `,
        actions: actionsTemplate(context, { label: words.actions.close, run: close }),
      }),
  };
}
