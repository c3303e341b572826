/** Which wallet? Those that announced themselves (EIP-6963), or what to do when there is none. */
import { html } from "lit";
import type { DiscoveredWallet } from "../../../host-sdk/index.ts";
import { button, heading } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

export const connectScreen: Screen<"connect"> = ({ notice }, { state, send }) => {
  const { wallets } = state;
  return html`
    <div class="screen">
      ${emblem("wallet")} ${heading("Connect your wallet")}
      ${
        notice === "wallet-changed"
          ? html`<div class="note warning">
              ${icon("alert")}
              <div>Your wallet switched to another account or was disconnected. Connect it again to go on.</div>
            </div>`
          : ""
      }
      <p class="lead">
        Your wallet shows that your idOS profile is yours. Connecting costs nothing and shares nothing.
      </p>
      ${
        wallets === undefined
          ? html`<p class="small" role="status">Looking for wallets in this browser…</p>`
          : wallets.length > 0
            ? html`<ul class="wallets" aria-label="Wallets in this browser">
                ${wallets.map((wallet) => html`<li>${walletButton(wallet, send)}</li>`)}
              </ul>`
            : html`
                <div class="note">
                  ${icon("alert")}
                  <div>
                    <h3>No wallet found</h3>
                    <p>
                      This browser has no Ethereum wallet that this page can see. Install one or switch it on for this
                      site, then look again. On a phone, open this page in your wallet app’s browser.
                    </p>
                  </div>
                </div>
                <div class="actions">${button("Look again", () => send({ type: "look-again" }))}</div>
              `
      }
      <details>
        <summary>What is idOS?</summary>
        <p class="small">
          A place for your verified identity that belongs to you. It is stored encrypted; only your key opens it, and
          each site gets only what you approve.
        </p>
      </details>
    </div>
  `;
};

function walletButton(wallet: DiscoveredWallet, send: ScreenContext["send"]) {
  return html`<button
    type="button"
    class="button wallet"
    part="button wallet"
    @click=${() => send({ type: "wallet-chosen", wallet })}
  >
    ${wallet.icon.startsWith("data:image/") ? html`<img src=${wallet.icon} alt="" width="32" height="32" />` : icon("wallet")}
    <bdi>${wallet.name}</bdi>
  </button>`;
}
