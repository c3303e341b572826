/** What will be asked, and by whom, before the idOS window opens. Nothing is decided here. */
import { html } from "lit";
import { activeGoal } from "../../machine/flow.ts";
import { button, heading } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import { limitFacts } from "../../parts/limits.ts";
import { issuerOf, levelInWords } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const requestScreen: Screen<"request"> = ({ found }, context) => {
  const { state, site, send, words, formats } = context;
  const goal = activeGoal(state);
  const { level, purpose, requirements, timelock, limits } = goal?.kind === "request" ? goal.request : { purpose: "" };
  const { backend } = state;
  const text = words.request;
  const issuers = new Set(found.map((credential) => issuerOf(credential, backend).name));
  return html`
    <div class="screen">
      ${emblem("share")} ${heading(text.title(backend?.name ?? site))}
      <blockquote class="facts purpose">
        <p class="small">${text.why(site)}</p>
        <p><bdi>${words.grant.purpose(purpose)}</bdi></p>
      </blockquote>
      <dl class="facts">
        <div>
          <dt>${text.askedFor}</dt>
          <dd>${level ? text.copyOf(levelInWords(level, context)) : text.copy}</dd>
        </div>
        <div>
          <dt>${text.found(found.length)}</dt>
          <dd>${formats.list([...issuers].map(text.by))}</dd>
        </div>
        ${
          requirements
            ? html`<div>
                <dt>${text.conditions.title}</dt>
                <dd>${text.conditions.text}</dd>
              </div>`
            : ""
        }
        <div>
          <dt>${words.grant.timelock}</dt>
          <dd>
            ${timelock ? (timelock.optional ? text.lockedOptionally : text.locked)(formats.moment(timelock.until)) : words.grant.revocable}
          </dd>
        </div>
        ${limitFacts(limits, context)}
      </dl>
      <div class="note">
        ${icon("window")}
        <div>${text.next}</div>
      </div>
      <div class="actions">
        ${button(words.buttons.continue, () => send({ type: "approve" }), "primary")}
        ${button(words.buttons.cancel, () => send({ type: "refuse" }))}
      </div>
    </div>
  `;
};
