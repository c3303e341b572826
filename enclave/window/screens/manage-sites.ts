/** Sites that may use the key, with what can be taken back. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownSite } from "../../contract/window-messages.ts";
import { manageLayout } from "../manage-layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** The view of a `manage-sites` screen. */
export function manageSitesScreen(screen: ScreenOf<"manage-sites">, context: ScreenContext): ScreenView {
  const say = words.sites;
  const when = (seconds: number): string => context.formats.dateTime(seconds);
  const disconnect = (origins: string[]): void => context.answer({ type: "disconnect", origins });
  const item = ({ origin, firstUsed, lastUsed, rememberedUntil }: ShownSite): TemplateResult => html`
    <li>
      <strong><bdi>${siteName(origin)}</bdi></strong>
      <p class="help">${say.used(when(firstUsed), when(lastUsed))}</p>
      ${rememberedUntil === undefined || rememberedUntil <= context.now() ? nothing : html`<p class="help">${say.opensUntil(when(rememberedUntil))}</p>`}
      <button
        type="button"
        class="small"
        aria-label=${say.disconnectFrom(siteName(origin))}
        @click=${() => disconnect([origin])}
      >
        ${say.disconnect}
      </button>
    </li>
  `;
  return {
    step: words.settings.pages.sites,
    escape: () => context.answer({ type: "close" }),
    render: () =>
      manageLayout(
        {
          ...screen,
          page: "sites",
          content: html`
            ${
              screen.sites.length
                ? html`
                    <p>${say.gist}</p>
                    <ul class="sites">
                      ${screen.sites.map(item)}
                    </ul>
                    <p class="help">${say.help}</p>
                    <button type="button" @click=${() => disconnect(screen.sites.map(({ origin }) => origin))}>
                      ${say.disconnectAll}
                    </button>
                  `
                : html`<p>${say.none}</p>`
            }
            <section class="device">
              <h2>${say.device}</h2>
              ${
                screen.rememberedUntil === undefined
                  ? html`<p>${say.notRemembered}</p>`
                  : html`<p>${say.rememberedUntil(when(screen.rememberedUntil))}</p>
                      <button type="button" @click=${() => context.answer({ type: "forget-device" })}>
                        ${say.forget}
                      </button>`
              }
              <button type="button" @click=${() => context.answer({ type: "lock" })}>${words.actions.lockNow}</button>
            </section>
          `,
        },
        context,
      ),
  };
}
