/** How the key is made, and what each way means if it is lost. */
import { html } from "lit";
import { rebuildsKey } from "../../../host-sdk/index.ts";
import { button, heading } from "../../parts/button.ts";
import type { Screen } from "../../parts/screen.ts";

export const createKeyScreen: Screen<"create-key"> = (_view, { state, send }) => {
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
      ${heading("Choose how your key is kept")}
      <p class="lead">Your data is encrypted with a key of your own. Neither this site nor idOS can open it.</p>
      <fieldset class="options">
        <legend class="unseen">How your key is kept</legend>
        <label class="option">
          <input type="radio" name="store" value="mpc" ?checked=${byWallet} ?disabled=${!byWallet} />
          <span>
            <b>With your wallet</b>
            <span class="small"
              >Nothing to remember. Independent nodes keep one part each, and only your wallet’s signature brings the
              parts together.</span
            >
            <span class="small loss"
              >${byWallet ? "If you lose the wallet, your data can no longer be opened." : "Your wallet’s type cannot do this yet."}</span
            >
          </span>
        </label>
        <label class="option">
          <input type="radio" name="store" value="user" ?checked=${!byWallet} />
          <span>
            <b>With a password</b>
            <span class="small"
              >You choose it in your idOS window, and type it there whenever your data is opened.</span
            >
            <span class="small loss"
              >If you forget it, nobody can reset it, and your data can no longer be opened.</span
            >
          </span>
        </label>
      </fieldset>
      <p class="small">Next: your wallet proves that it is yours, then your idOS window opens and makes the key.</p>
      <div class="actions">
        <button class="button primary" part="button primary">Create my key</button>
        ${button("Back", () => send({ type: "back" }))}
      </div>
    </form>
  `;
};
