/** Deleting a credential, with what follows from it. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import { issuerOf } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const deleteScreen: Screen<"delete"> = ({ credential }, { state, send }) => {
  const { name } = issuerOf(credential, state.backend);
  const copies = state.holdings?.grants.filter(({ originalId }) => originalId === credential.id).length ?? 0;
  return html`
    <div class="screen">
      ${emblem("alert", "bad")} ${heading(`Delete your credential by ${name}?`)}
      <p class="lead">
        It is removed from the idOS network and cannot be brought back. To have it again, you would have to be verified
        again.
      </p>
      <p class="lead">
        ${
          copies === 0
            ? "Nobody has access to a copy of it."
            : `${copies === 1 ? "One copy was" : `${copies} copies were`} granted and will remain: revoke ${copies === 1 ? "it" : "them"} under Permissions if you want ${copies === 1 ? "it" : "them"} gone too.`
        }
      </p>
      <div class="actions">
        ${button("Delete credential", () => send({ type: "confirm" }), "danger")}
        ${button("Keep it", () => send({ type: "back" }))}
      </div>
    </div>
  `;
};
