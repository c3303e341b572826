/** What was granted. It stays until the person leaves it. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { isAhead, momentOf } from "../../parts/dates.ts";
import { emblem } from "../../parts/icon.ts";
import { limitFacts } from "../../parts/limits.ts";
import type { Screen } from "../../parts/screen.ts";

export const receiptScreen: Screen<"receipt"> = ({ receipt, request }, { state, site, send, collapse }) => {
  const more = state.goals.length > 0;
  return html`
    <div class="screen">
      ${emblem("check", "good")} ${heading("Access granted")}
      <p class="lead">
        ${state.backend?.name ?? site} can now read its copy. You find it under Permissions, where you can take it back.
      </p>
      <dl class="facts">
        <div>
          <dt>For</dt>
          <dd><bdi>“${request.purpose}”</bdi></dd>
        </div>
        <div>
          <dt>Timelock</dt>
          <dd>
            ${isAhead(receipt.lockedUntil) ? `You cannot revoke before ${momentOf(receipt.lockedUntil)}` : "None. You can revoke at any time."}
          </dd>
        </div>
        ${limitFacts(request.limits)}
        <div>
          <dt>Digest that your wallet signed</dt>
          <dd><code class="digest">${receipt.digest}</code></dd>
        </div>
        <div>
          <dt>Access grant</dt>
          <dd><code>${receipt.grantId}</code></dd>
        </div>
      </dl>
      <div class="actions">
        ${button(
          more ? "Next request" : "Done",
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
