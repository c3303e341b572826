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
export function credentialsPage({ credentials, backend, trouble }: Holdings, context: ScreenContext): TemplateResult {
  const { state, send, words } = context;
  const text = words.credentials;
  return html`
    ${
      state.tracked
        ? html`<div class="note ${isRunning(state.tracked) ? "warning" : ""}">
              ${icon("clock")}
              <div>${isRunning(state.tracked) ? text.verifying : text.verified}</div>
            </div>
            <div class="actions">${button(text.seeVerification, () => send({ type: "show-verification" }))}</div>`
        : ""
    }
    ${
      credentials.length > 0
        ? html`<ul class="items">
            ${credentials.map((credential) => html`<li class="item" part="item">${item(credential, backend, context)}</li>`)}
          </ul>`
        : html`<p class="lead">${text.none}</p>`
    }
    ${
      trouble
        ? html`<div class="note warning">
            ${icon("alert")}
            <div>${text.noServer} ${trouble.message}</div>
          </div>`
        : ""
    }
    ${
      backend?.issuing && !isRunning(state.tracked)
        ? html`<div class="actions">
            ${button(credentials.length > 0 ? text.getAnother : text.getVerified, () => send({ type: "get-verified" }), credentials.length > 0 ? "secondary" : "primary")}
          </div>`
        : ""
    }
  `;
}

function item(
  credential: CredentialInfo,
  backend: Holdings["backend"],
  { send, ...language }: ScreenContext,
): TemplateResult {
  const text = language.words.credentials;
  const status = statusOf(credential, language.words);
  const issuer = issuerOf(credential, backend);
  const { level, type } = credential.notes ?? {};
  const kind = level ? levelInWords(level, language) : type ? html`<bdi>${type}</bdi>` : text.untyped;
  return html`
    <div class="row">
      <h3><bdi>${issuer.name}</bdi></h3>
      <span class="chip ${status.mood}">${status.words}</span>
    </div>
    <p class="small">${issuer.known ? kind : text.unknownIssuer(kind)}</p>
    <div class="actions">
      ${button(text.delete, () => send({ type: "delete", credential }), "quiet bad", issuer.name)}
      ${button(text.view, () => send({ type: "view", credential }), "quiet", issuer.name)}
    </div>
  `;
}
