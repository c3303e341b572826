/** Who is signed in, lock now, the key's own settings, disconnect. */
import { html, type TemplateResult } from "lit";
import { button } from "../../parts/button.ts";
import type { ScreenContext } from "../../parts/screen.ts";

/** The settings. */
export function settingsPage({ state, send, words }: ScreenContext): TemplateResult {
  const { wallet, profile, key } = state.session;
  const { settings, keyStores } = words;
  return html`
    <dl class="facts">
      <div>
        <dt>${settings.wallet}</dt>
        <dd class="mono">${wallet?.address}</dd>
      </div>
      <div>
        <dt>${settings.profile}</dt>
        <dd class="mono">${profile?.userId}</dd>
      </div>
      <div>
        <dt>${settings.keyStore}</dt>
        <dd>${profile && keyStores[profile.store]}</dd>
      </div>
      <div>
        <dt>${settings.keyState}</dt>
        <dd>${key === "unlocked" ? settings.unlocked : settings.locked}</dd>
      </div>
    </dl>
    <div class="actions">
      ${key === "unlocked" ? button(settings.lock, () => send({ type: "lock" })) : ""}
      ${button(settings.manage, () => send({ type: "manage" }))}
      ${button(settings.disconnect, () => send({ type: "disconnect" }))}
    </div>
    <p class="small">${settings.text}</p>
  `;
}
