/** Before anything was asked. Seen only for a moment: opening the card goes on. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import type { Screen } from "../../parts/screen.ts";

export const startingScreen: Screen<"starting"> = (_view, { send }) => html`
  <div class="screen">
    ${heading("Your idOS")}
    <div class="actions">${button("Start", () => send({ type: "opened" }), "primary")}</div>
  </div>
`;
