/** The credential viewer, in the window. */
import { html } from "lit/html.js";
import { viewerTemplate } from "../../viewer/viewer-template.ts";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `viewer` screen. */
export function viewerScreen(screen: ScreenOf<"viewer">, context: ScreenContext): ScreenView {
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  return {
    step: "Your credentials",
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: "asked to open your credentials",
        content: html`
          <p>Only you see them here. <bdi>${siteName(screen.site)}</bdi> learns nothing of what is in them.</p>
          ${viewerTemplate(screen.credentials, screen.skipped, {
            formats: context.formats,
            now: context.now(),
            site: siteName(screen.site),
          })}
        `,
        actions: actionsTemplate(context, { label: "Close", run: close }),
      }),
  };
}
