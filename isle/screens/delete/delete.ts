/** Deleting a credential, with what follows from it. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import { issuerOf } from "../../parts/names.ts";
import type { Screen } from "../../parts/screen.ts";

export const deleteScreen: Screen<"delete"> = ({ credential }, { state, send, words }) => {
  const { name } = issuerOf(credential, state.backend);
  const copies = state.holdings?.grants.filter(({ originalId }) => originalId === credential.id).length ?? 0;
  return html`
    <div class="screen">
      ${emblem("alert", "bad")} ${heading(words.delete.title(name))}
      <p class="lead">${words.delete.text}</p>
      <p class="lead">${words.delete.copies(copies)}</p>
      <div class="actions">
        ${button(words.delete.delete, () => send({ type: "confirm" }), "danger")}
        ${button(words.buttons.keepIt, () => send({ type: "back" }))}
      </div>
    </div>
  `;
};
