/** Before anything was asked. Seen only for a moment: opening the card goes on. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import type { Screen } from "../../parts/screen.ts";

export const startingScreen: Screen<"starting"> = (_view, { words: { starting }, send }) => html`
  <div class="screen">
    ${heading(starting.title)}
    <div class="actions">${button(starting.start, () => send({ type: "opened" }), "primary")}</div>
  </div>
`;
