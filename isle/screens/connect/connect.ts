/** Which wallet? Those that announced themselves (EIP-6963), or what to do when there is none. */
import { html } from "lit";
import type { DiscoveredWallet } from "../../../host-sdk/index.ts";
import { button, heading } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

export const connectScreen: Screen<"connect"> = ({ notice }, { state, send, words }) => {
  const { wallets } = state;
  const { connect, buttons } = words;
  return html`
    <div class="screen">
      ${emblem("wallet")} ${heading(connect.title)}
      ${
        notice === "wallet-changed"
          ? html`<div class="note warning">
              ${icon("alert")}
              <div>${connect.walletChanged}</div>
            </div>`
          : ""
      }
      <p class="lead">${connect.text}</p>
      ${
        wallets === undefined
          ? html`<p class="small" role="status">${connect.looking}</p>`
          : wallets.length > 0
            ? html`<ul class="wallets" aria-label=${connect.wallets}>
                ${wallets.map((wallet) => html`<li>${walletButton(wallet, send)}</li>`)}
              </ul>`
            : html`
                <div class="note">
                  ${icon("alert")}
                  <div>
                    <h3>${connect.noWallet.title}</h3>
                    <p>${connect.noWallet.text}</p>
                  </div>
                </div>
                <div class="actions">${button(buttons.lookAgain, () => send({ type: "look-again" }))}</div>
              `
      }
      <details>
        <summary>${connect.about.title}</summary>
        <p class="small">${connect.about.text}</p>
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
