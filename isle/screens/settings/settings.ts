/** Who is signed in, lock now, the key's own settings, disconnect. */
import { html, type TemplateResult } from "lit";
import { button } from "../../parts/button.ts";
import type { ScreenContext } from "../../parts/screen.ts";

/** The settings. */
export function settingsPage({ state, send }: ScreenContext): TemplateResult {
  const { wallet, profile, key } = state.session;
  return html`
    <dl class="facts">
      <div>
        <dt>Wallet</dt>
        <dd class="mono">${wallet?.address}</dd>
      </div>
      <div>
        <dt>Profile</dt>
        <dd class="mono">${profile?.userId}</dd>
      </div>
      <div>
        <dt>Your key is kept</dt>
        <dd>${profile?.store === "user" ? "With a password" : "With your wallet"}</dd>
      </div>
      <div>
        <dt>Right now it is</dt>
        <dd>${key === "unlocked" ? "Unlocked in this tab" : "Locked"}</dd>
      </div>
    </dl>
    <div class="actions">
      ${key === "unlocked" ? button("Lock now", () => send({ type: "lock" })) : ""}
      ${button("Key settings", () => send({ type: "manage" }))}
      ${button("Disconnect", () => send({ type: "disconnect" }))}
    </div>
    <p class="small">
      Locking removes the key from this browser’s memory. Disconnecting also signs you out here; your profile, your
      credentials and your permissions stay.
    </p>
  `;
}
