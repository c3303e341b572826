/** Sites that may use the key, with what can be taken back. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownSite } from "../../contract/window-messages.ts";
import { manageLayout } from "../manage-layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** The view of a `manage-sites` screen. */
export function manageSitesScreen(screen: ScreenOf<"manage-sites">, context: ScreenContext): ScreenView {
  const when = (seconds: number): string => context.formats.dateTime(seconds);
  const disconnect = (origins: string[]): void => context.answer({ type: "disconnect", origins });
  const item = ({ origin, firstUsed, lastUsed, rememberedUntil }: ShownSite): TemplateResult => html`
    <li>
      <strong><bdi>${siteName(origin)}</bdi></strong>
      <p class="help">First used ${when(firstUsed)}, last used ${when(lastUsed)}</p>
      ${rememberedUntil === undefined || rememberedUntil <= context.now() ? nothing : html`<p class="help">Opens your key without asking until ${when(rememberedUntil)}</p>`}
      <button
        type="button"
        class="small"
        aria-label=${`Disconnect ${siteName(origin)}`}
        @click=${() => disconnect([origin])}
      >
        Disconnect
      </button>
    </li>
  `;
  return {
    step: "Connected sites",
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
                    <p>
                      These sites can ask you to open or share your credentials. Each time one wants a copy, you are
                      asked here.
                    </p>
                    <ul class="sites">
                      ${screen.sites.map(item)}
                    </ul>
                    <p class="help">
                      A disconnected site that is open in another tab, or that opens your key without asking, can go on
                      until it next needs this window.
                    </p>
                    <button type="button" @click=${() => disconnect(screen.sites.map(({ origin }) => origin))}>
                      Disconnect all
                    </button>
                  `
                : html`<p>No site may use your key.</p>`
            }
            <section class="device">
              <h2>This device</h2>
              ${
                screen.rememberedUntil === undefined
                  ? html`<p>Your key is not remembered for new sites.</p>`
                  : html`<p>
                        Your key is remembered until ${when(screen.rememberedUntil)}: a new site needs only your
                        “Allow”.
                      </p>
                      <button type="button" @click=${() => context.answer({ type: "forget-device" })}>
                        Forget it on this device
                      </button>`
              }
              <button type="button" @click=${() => context.answer({ type: "lock" })}>Lock now</button>
            </section>
          `,
        },
        context,
      ),
  };
}
