/** Who can verify the person, of those whom this site accepts. */
import { html, type TemplateResult } from "lit";
import type { BackendDescription } from "../../../host-sdk/index.ts";
import { activeGoal, isRunning } from "../../machine/flow.ts";
import { button, heading, outLink } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import { levelInWords } from "../../parts/names.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

export const providersScreen: Screen<"providers"> = ({ why }, context) => {
  const { state, send, site, words } = context;
  const { providers, buttons } = words;
  const goal = activeGoal(state);
  const request = goal?.kind === "request" ? goal.request : undefined;
  const issuers = (state.backend?.issuers ?? []).filter(({ id }) => request?.issuers?.includes(id) ?? true);
  return html`
    <div class="screen">
      ${emblem("document")} ${heading(providers[why].title)}
      <p class="lead">${providers[why].text}</p>
      ${request?.level ? html`<p class="small">${providers.askedFor(levelInWords(request.level, context))}</p>` : ""}
      ${
        issuers.length > 0
          ? html`<ul class="items">
              ${issuers.map((issuer) => html`<li class="item" part="item">${provider(issuer, context)}</li>`)}
            </ul>`
          : html`<p class="lead">${providers.none(site)}</p>`
      }
      <div class="actions">
        ${isRunning(state.tracked) ? button(providers.seeVerification, () => send({ type: "show-verification" })) : ""}
        ${goal ? button(buttons.lookAgain, () => send({ type: "look-again" })) : button(buttons.back, () => send({ type: "back" }))}
      </div>
    </div>
  `;
};

function provider(
  { id, name, url }: BackendDescription["issuers"][number],
  { state, send, words: { providers } }: ScreenContext,
): TemplateResult {
  const here = state.backend?.issuing?.issuerId === id;
  return html`
    <h3><bdi>${name}</bdi></h3>
    <p class="small">${here ? providers.here : url ? providers.elsewhere : providers.unreachable}</p>
    ${
      here
        ? html`<div class="actions">
            ${button(providers.getVerifiedBy(name), () => send({ type: "provider-chosen" }), "primary")}
          </div>`
        : url
          ? html`<div class="actions">${outLink(providers.open(name), url, "secondary")}</div>`
          : ""
    }
  `;
}
