/** A signed-in person's own pages. */
import { html } from "lit";
import type { Tab } from "../../machine/state.ts";
import { button, heading } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { credentialsPage } from "../credentials/credentials.ts";
import { permissionsPage } from "../permissions/permissions.ts";
import { settingsPage } from "../settings/settings.ts";

const TABS: readonly Tab[] = ["credentials", "permissions", "settings"];
const PAGES = { credentials: credentialsPage, permissions: permissionsPage };

export const homeScreen: Screen<"home"> = ({ tab }, context) => {
  const { state, send, words } = context;
  const { titles } = words.home;
  return html`
    <nav class="tabs" aria-label=${words.home.tabs}>
      ${TABS.map(
        (name) =>
          html`<button
            type="button"
            class="tab"
            part="tab"
            aria-current=${name === tab ? "page" : "false"}
            @click=${() => send({ type: "tab", tab: name })}
          >
            ${titles[name]}
          </button>`,
      )}
    </nav>
    <div class="screen">
      ${heading(titles[tab])}
      ${
        tab === "settings"
          ? settingsPage(context)
          : state.holdings
            ? PAGES[tab](state.holdings, context)
            : html`
                <div class="note">
                  ${icon("alert")}
                  <div>${words.home.notRead}</div>
                </div>
                <div class="actions">${button(words.home.load, () => send({ type: "reload" }), "primary")}</div>
              `
      }
    </div>
  `;
};
