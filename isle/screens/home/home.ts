/** A signed-in person's own pages. */
import { html } from "lit";
import type { Tab } from "../../machine/state.ts";
import { button, heading } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { credentialsPage } from "../credentials/credentials.ts";
import { permissionsPage } from "../permissions/permissions.ts";
import { settingsPage } from "../settings/settings.ts";

const TABS: Record<Tab, string> = { credentials: "Credentials", permissions: "Permissions", settings: "Settings" };
const PAGES = { credentials: credentialsPage, permissions: permissionsPage };

export const homeScreen: Screen<"home"> = ({ tab }, context) => {
  const { state, send } = context;
  return html`
    <nav class="tabs" aria-label="Your idOS">
      ${Object.entries(TABS).map(
        ([name, label]) =>
          html`<button
            type="button"
            class="tab"
            part="tab"
            aria-current=${name === tab ? "page" : "false"}
            @click=${() => send({ type: "tab", tab: name as Tab })}
          >
            ${label}
          </button>`,
      )}
    </nav>
    <div class="screen">
      ${heading(TABS[tab])}
      ${
        tab === "settings"
          ? settingsPage(context)
          : state.holdings
            ? PAGES[tab](state.holdings, context)
            : html`
                <div class="note">
                  ${icon("alert")}
                  <div>Your data has not been read from the network yet.</div>
                </div>
                <div class="actions">${button("Load my data", () => send({ type: "reload" }), "primary")}</div>
              `
      }
    </div>
  `;
};
