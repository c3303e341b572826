/** This wallet has no profile yet: create one. */
import { html } from "lit";
import { button, heading, outLink } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import { shortened } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const welcomeScreen: Screen<"welcome"> = (_view, { state, send }) => {
  const { backend, session } = state;
  const providers = backend?.issuers.filter(({ url }) => url !== undefined) ?? [];
  return html`
    <div class="screen">
      ${emblem("key")} ${heading("Welcome to idOS")}
      <p class="lead">
        No profile was found for <span class="mono">${shortened(session.wallet?.address ?? "")}</span>. That is normal:
        a profile begins when you create one, with a key that only you can use.
      </p>
      ${
        backend?.joins
          ? html`<div class="actions">
              ${button("Create a profile", () => send({ type: "create" }), "primary")}
              ${button("Use another wallet", () => send({ type: "disconnect" }))}
            </div>`
          : html`
              <div class="note">
                ${icon("alert")}
                <div>
                  <h3>This site cannot create profiles</h3>
                  <p>
                    ${providers.length > 0 ? "Create yours with one of these, then come back:" : "Create yours with a site that offers idOS, then come back."}
                  </p>
                </div>
              </div>
              <div class="actions">
                ${providers.map(({ name, url }) => outLink(name, url ?? ""))}
                ${button("Use another wallet", () => send({ type: "disconnect" }))}
              </div>
            `
      }
    </div>
  `;
};
