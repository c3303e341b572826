/** What will be asked, and by whom, before the idOS window opens. Nothing is decided here. */
import { html } from "lit";
import { activeGoal } from "../../machine/flow.ts";
import { button, heading } from "../../parts/button.ts";
import { momentOf } from "../../parts/dates.ts";
import { emblem, icon } from "../../parts/icon.ts";
import { limitFacts } from "../../parts/limits.ts";
import { issuerOf, levelInWords } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const requestScreen: Screen<"request"> = ({ found }, { state, site, send }) => {
  const goal = activeGoal(state);
  const { level, purpose, requirements, timelock, limits } = goal?.kind === "request" ? goal.request : { purpose: "" };
  const { backend } = state;
  const issuers = new Set(found.map((credential) => issuerOf(credential, backend).name));
  return html`
    <div class="screen">
      ${emblem("share")} ${heading(`${backend?.name ?? site} asks for your identity`)}
      <blockquote class="facts purpose">
        <p class="small">${site} says why:</p>
        <p><bdi>“${purpose}”</bdi></p>
      </blockquote>
      <dl class="facts">
        <div>
          <dt>Asked for</dt>
          <dd>A copy of one credential${level ? `: ${levelInWords(level)}` : ""}</dd>
        </div>
        <div>
          <dt>${found.length === 1 ? "You have one that may fit" : `You have ${found.length} that may fit`}</dt>
          <dd>${new Intl.ListFormat("en").format([...issuers].map((name) => `by ${name}`))}</dd>
        </div>
        ${
          requirements
            ? html`<div>
                <dt>Conditions</dt>
                <dd>On private fields. They are checked inside the enclave; this site does not learn the values.</dd>
              </div>`
            : ""
        }
        <div>
          <dt>Timelock</dt>
          <dd>
            ${timelock ? `It asks that you cannot revoke before ${momentOf(timelock.until)}${timelock.optional ? ". You may leave that out." : ""}` : "None. You can revoke at any time."}
          </dd>
        </div>
        ${limitFacts(limits)}
      </dl>
      <div class="note">
        ${icon("window")}
        <div>Next, your idOS window shows exactly what would be shared. You decide there.</div>
      </div>
      <div class="actions">
        ${button("Continue", () => send({ type: "approve" }), "primary")}
        ${button("Cancel", () => send({ type: "refuse" }))}
      </div>
    </div>
  `;
};
