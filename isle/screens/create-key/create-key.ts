/** How the key is made, and what each way means if it is lost. */
import { html } from "lit";
import { rebuildsKey } from "../../../host-sdk/index.ts";
import { button, heading } from "../../parts/button.ts";
import type { Screen } from "../../parts/screen.ts";

export const createKeyScreen: Screen<"create-key"> = (_view, { state, send, words }) => {
  const { createKey, keyStores } = words;
  // Some kinds of wallet cannot sign what the key nodes verify.
  const { wallet } = state.session;
  const byWallet = !wallet || rebuildsKey(wallet.type);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    send({ type: "key-chosen", store: new FormData(event.target).get("store") === "user" ? "user" : "mpc" });
  };
  return html`
    <form class="screen" @submit=${onSubmit}>
      ${heading(createKey.title)}
      <p class="lead">${createKey.text}</p>
      <fieldset class="options">
        <legend class="unseen">${createKey.ways}</legend>
        <label class="option">
          <input type="radio" name="store" value="mpc" ?checked=${byWallet} ?disabled=${!byWallet} />
          <span>
            <b>${keyStores.mpc}</b>
            <span class="small">${createKey.wallet.text}</span>
            <span class="small loss">${byWallet ? createKey.wallet.loss : createKey.wallet.impossible}</span>
          </span>
        </label>
        <label class="option">
          <input type="radio" name="store" value="user" ?checked=${!byWallet} />
          <span>
            <b>${keyStores.user}</b>
            <span class="small">${createKey.password.text}</span>
            <span class="small loss">${createKey.password.loss}</span>
          </span>
        </label>
      </fieldset>
      <p class="small">${createKey.next}</p>
      <div class="actions">
        <button class="button primary" part="button primary">${createKey.create}</button>
        ${button(words.buttons.back, () => send({ type: "back" }))}
      </div>
    </form>
  `;
};
