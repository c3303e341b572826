/** Revoking access. It has one meaning. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { receiverOf, subjectOf } from "../../parts/grant-names.ts";
import { emblem } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";

export const revokeScreen: Screen<"revoke"> = ({ grant }, { state, send, words }) => {
  const { backend, holdings } = state;
  const { revoke } = words;
  const name = receiverOf(grant, backend);
  const subject = subjectOf(grant, { credentials: holdings?.credentials ?? [], backend }, words);
  return html`
    <div class="screen">
      ${emblem("lock", "bad")} ${heading(revoke.title(name))}
      <p class="lead">${revoke.text(html`<bdi>${name}</bdi>`, subject)}</p>
      <p class="lead">${revoke.keepFetched}</p>
      <details>
        <summary>${revoke.who}</summary>
        <p class="small mono">${grant.grantee}</p>
      </details>
      <div class="actions">
        ${button(revoke.revoke, () => send({ type: "confirm" }), "danger")}
        ${button(words.buttons.keepIt, () => send({ type: "back" }))}
      </div>
    </div>
  `;
};
