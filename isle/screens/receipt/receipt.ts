/** What was granted. It stays until the person leaves it. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { isAhead } from "../../parts/dates.ts";
import { emblem } from "../../parts/icon.ts";
import { limitFacts } from "../../parts/limits.ts";
import type { Screen } from "../../parts/screen.ts";

export const receiptScreen: Screen<"receipt"> = ({ receipt, request }, context) => {
  const { state, site, send, collapse, words, formats } = context;
  const text = words.receipt;
  const more = state.goals.length > 0;
  return html`
    <div class="screen">
      ${emblem("check", "good")} ${heading(text.title)}
      <p class="lead">${text.text(state.backend?.name ?? site)}</p>
      <dl class="facts">
        <div>
          <dt>${text.purpose}</dt>
          <dd><bdi>${words.grant.purpose(request.purpose)}</bdi></dd>
        </div>
        <div>
          <dt>${words.grant.timelock}</dt>
          <dd>
            ${isAhead(receipt.lockedUntil) ? text.locked(formats.moment(receipt.lockedUntil)) : words.grant.revocable}
          </dd>
        </div>
        ${limitFacts(request.limits, context)}
        <div>
          <dt>${text.digest}</dt>
          <dd><code class="digest">${receipt.digest}</code></dd>
        </div>
        <div>
          <dt>${text.grant}</dt>
          <dd><code>${receipt.grantId}</code></dd>
        </div>
      </dl>
      <div class="actions">
        ${button(
          more ? text.next : text.done,
          () => {
            if (!more) collapse();
            send({ type: "continue" });
          },
          "primary",
        )}
      </div>
    </div>
  `;
};
