/** Revoking access. It has one meaning. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { nameOf, what } from "../permissions/permissions.ts";

export const revokeScreen: Screen<"revoke"> = ({ grant }, { state, send }) => {
  const { backend, holdings } = state;
  const name = nameOf(grant, backend);
  return html`
    <div class="screen">
      ${emblem("lock", "bad")} ${heading(`Revoke access of ${name}?`)}
      <p class="lead">
        <bdi>${name}</bdi> can read a copy of ${what(grant, { credentials: holdings?.credentials ?? [], backend })}.
        Permission and copy go together, in one transaction that your wallet signs.
      </p>
      <p class="lead">They may keep what they already fetched.</p>
      <details>
        <summary>Who exactly</summary>
        <p class="small mono">${grant.grantee}</p>
      </details>
      <div class="actions">
        ${button("Revoke access", () => send({ type: "confirm" }), "danger")}
        ${button("Keep it", () => send({ type: "back" }))}
      </div>
    </div>
  `;
};
