/** Who can verify the person, of those whom this site accepts. */
import { html, type TemplateResult } from "lit";
import type { BackendDescription } from "../../../host-sdk/index.ts";
import { activeGoal, isRunning } from "../../machine/flow.ts";
import { button, heading, outLink } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import { levelInWords } from "../../parts/names.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

const WHY = {
  chosen: {
    title: "Choose who verifies you",
    text: "A provider checks who you are once. The result is yours, and you can reuse it elsewhere.",
  },
  "none-found": {
    title: "You need to be verified first",
    text: "None of your credentials is one that this site accepts. Choose a provider that it accepts:",
  },
  "none-matches": {
    title: "None of your credentials fits",
    text: "This site asks for something that none of them meets. Choose a provider that it accepts:",
  },
};

export const providersScreen: Screen<"providers"> = ({ why }, context) => {
  const { state, send, site } = context;
  const goal = activeGoal(state);
  const request = goal?.kind === "request" ? goal.request : undefined;
  const issuers = (state.backend?.issuers ?? []).filter(({ id }) => request?.issuers?.includes(id) ?? true);
  return html`
    <div class="screen">
      ${emblem("document")} ${heading(WHY[why].title)}
      <p class="lead">${WHY[why].text}</p>
      ${request?.level ? html`<p class="small">Asked for: ${levelInWords(request.level)}.</p>` : ""}
      ${
        issuers.length > 0
          ? html`<ul class="items">
              ${issuers.map((issuer) => html`<li class="item" part="item">${provider(issuer, context)}</li>`)}
            </ul>`
          : html`<p class="lead">${site} names no provider.</p>`
      }
      <div class="actions">
        ${isRunning(state.tracked) ? button("See my running verification", () => send({ type: "show-verification" })) : ""}
        ${goal ? button("Look again", () => send({ type: "look-again" })) : button("Back", () => send({ type: "back" }))}
      </div>
    </div>
  `;
};

function provider(
  { id, name, url }: BackendDescription["issuers"][number],
  { state, send }: ScreenContext,
): TemplateResult {
  const here = state.backend?.issuing?.issuerId === id;
  return html`
    <h3><bdi>${name}</bdi></h3>
    <p class="small">
      ${here ? "Verifies you from this page." : url ? "Verifies you on its own site. Come back when you are done." : "Cannot be reached from here. Ask it how to get verified."}
    </p>
    ${
      here
        ? html`<div class="actions">
            ${button(`Get verified by ${name}`, () => send({ type: "provider-chosen" }), "primary")}
          </div>`
        : url
          ? html`<div class="actions">${outLink(`Open ${name}`, url, "secondary")}</div>`
          : ""
    }
  `;
}
