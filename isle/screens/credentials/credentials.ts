/** What issuers said about the person. The page knows the public notes only; content is shown by the enclave. */
import { html, type TemplateResult } from "lit";
import type { CredentialInfo } from "../../../host-sdk/index.ts";
import { isRunning } from "../../machine/flow.ts";
import type { Holdings } from "../../machine/jobs.ts";
import { button } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import { issuerOf, levelInWords, statusOf } from "../../parts/names.ts";
import type { ScreenContext } from "../../parts/screen.ts";

/** The list of credentials. */
export function credentialsPage(
  { credentials, backend, trouble }: Holdings,
  { state, send }: ScreenContext,
): TemplateResult {
  return html`
    ${
      state.tracked
        ? html`<div class="note ${isRunning(state.tracked) ? "warning" : ""}">
              ${icon("clock")}
              <div>
                ${isRunning(state.tracked) ? "Your verification is under way." : "Your verification has ended."}
              </div>
            </div>
            <div class="actions">${button("See how it stands", () => send({ type: "show-verification" }))}</div>`
        : ""
    }
    ${
      credentials.length > 0
        ? html`<ul class="items">
            ${credentials.map((credential) => html`<li class="item" part="item">${item(credential, backend, send)}</li>`)}
          </ul>`
        : html`<p class="lead">
            You have no credentials yet. A provider checks who you are once; after that you can reuse the result
            anywhere.
          </p>`
    }
    ${
      trouble
        ? html`<div class="note warning">
            ${icon("alert")}
            <div>
              This site’s server did not answer, so you cannot get verified from here right now. ${trouble.message}
            </div>
          </div>`
        : ""
    }
    ${
      backend?.issuing && !isRunning(state.tracked)
        ? html`<div class="actions">
            ${button(credentials.length > 0 ? "Get another credential" : "Get verified", () => send({ type: "get-verified" }), credentials.length > 0 ? "secondary" : "primary")}
          </div>`
        : ""
    }
  `;
}

function item(credential: CredentialInfo, backend: Holdings["backend"], send: ScreenContext["send"]): TemplateResult {
  const status = statusOf(credential);
  const issuer = issuerOf(credential, backend);
  const { level, type } = credential.notes ?? {};
  return html`
    <div class="row">
      <h3><bdi>${issuer.name}</bdi></h3>
      <span class="chip ${status.mood}">${status.words}</span>
    </div>
    <p class="small">
      ${level ? levelInWords(level) : type ? html`<bdi>${type}</bdi>` : "Identity credential"}${issuer.known ? "" : " · issuer unknown to this site"}
    </p>
    <div class="actions">
      ${button("Delete", () => send({ type: "delete", credential }), "quiet bad", issuer.name)}
      ${button("View", () => send({ type: "view", credential }), "quiet", issuer.name)}
    </div>
  `;
}
