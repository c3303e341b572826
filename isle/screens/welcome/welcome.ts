/** This wallet has no profile yet: create one. */
import { html } from "lit";
import { button, heading, outLink } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import { shortened } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const welcomeScreen: Screen<"welcome"> = (_view, { state, send, words: { welcome } }) => {
  const { backend, session } = state;
  const providers = backend?.issuers.filter(({ url }) => url !== undefined) ?? [];
  return html`
    <div class="screen">
      ${emblem("key")} ${heading(welcome.title)}
      <p class="lead">${welcome.text(html`<span class="mono">${shortened(session.wallet?.address ?? "")}</span>`)}</p>
      ${
        backend?.joins
          ? html`<div class="actions">
              ${button(welcome.create, () => send({ type: "create" }), "primary")}
              ${button(welcome.otherWallet, () => send({ type: "disconnect" }))}
            </div>`
          : html`
              <div class="note">
                ${icon("alert")}
                <div>
                  <h3>${welcome.cannotCreate.title}</h3>
                  <p>
                    ${providers.length > 0 ? welcome.cannotCreate.withProviders : welcome.cannotCreate.withoutProviders}
                  </p>
                </div>
              </div>
              <div class="actions">
                ${providers.map(({ name, url }) => outLink(name, url ?? ""))}
                ${button(welcome.otherWallet, () => send({ type: "disconnect" }))}
              </div>
            `
      }
    </div>
  `;
};
