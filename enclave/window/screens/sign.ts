/** A wallet of this window signs: which one, and what it is waited for. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { typedDataJson } from "../../crypto/typed-data-json.ts";
import type { WalletAct } from "../../protocol/types.ts";
import { failureInWords } from "../failure-in-words.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName, unprotectedScheme } from "../site-name.ts";
import type { AnnouncedWallet } from "../wallet/announced-wallets.ts";
import { startSigning, type Problem, type Signing } from "../wallet/signing.ts";

/** What a signature is for, after "asks your wallet to sign". */
const FOR: Record<WalletAct, string> = {
  create: "for your new idOS key",
  unlock: "so that your idOS key can be unlocked",
  link: "so that another wallet can rebuild your key",
  unlink: "so that a wallet can no longer rebuild your key",
};

/** Wallets that are listed; who has more of them than this scrolls no list of a thousand. */
const LISTED = 12;

/** A screen that is shown a second time, as after a vault that slept, must not ask the wallet twice by itself. */
const started = new WeakSet<ScreenOf<"sign">>();

const nameOf = ({ name }: AnnouncedWallet): string => quoteHostText(name) || "a wallet without a name";

/** A problem in words, with the account that is needed where that is what is wrong. */
function problemTemplate(problem: Problem | undefined, address: string): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  const { code, message } = problem;
  return html`
    <p class="caution" role="alert">
      ${
        code === "WALLET_WRONG_ACCOUNT"
          ? html`This wallet did not sign with the account that is needed. Switch it to <code>${address}</code>; this
              window goes on when you have.`
          : code === "WALLET_DISCONNECTED"
            ? "The wallet is not connected to this window. Unlock it, and choose it again."
            : (failureInWords(code) ?? "The wallet could not sign.")
      }
      ${message ? html`<br />${message}` : nothing}
    </p>
  `;
}

/** The view of a `sign` screen. */
export function signScreen(screen: ScreenOf<"sign">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const broken = new Set<AnnouncedWallet>();
  let signing: Signing | undefined;
  const cancel = (): void => context.answer({ type: "decline" });
  const asker = `${unprotectedScheme(context.ownOrigin)}${siteName(context.ownOrigin)}`;

  const usePage = (event: Event): void => {
    if (arming.accepts(event)) context.answer({ type: "use-page", chosen: true });
  };
  const inPage = (): TemplateResult => html`
    <button
      type="button"
      class="small quiet in-page"
      aria-disabled=${arming.armed ? "false" : "true"}
      @click=${usePage}
    >
      Use the wallet in the page instead
    </button>
  `;
  const icon = (wallet: AnnouncedWallet): TemplateResult =>
    wallet.icon && !broken.has(wallet)
      ? html`<img
          src=${wallet.icon}
          alt=""
          width="32"
          height="32"
          @error=${() => {
            broken.add(wallet);
            context.update();
          }}
        />`
      : html`<span class="no-icon" aria-hidden="true"></span>`;
  const row = (wallet: AnnouncedWallet): TemplateResult => html`
    <li>
      <button
        type="button"
        aria-disabled=${arming.armed ? "false" : "true"}
        @click=${(event: Event) => arming.accepts(event) && signing?.use(wallet)}
      >
        ${icon(wallet)}
        <span
          >${signing?.holds(wallet) ? "Sign with" : "Connect"} <bdi>${nameOf(wallet)}</bdi>${
            signing?.holds(wallet) ? html` <br /><span class="help">holds this account</span>` : nothing
          }</span
        >
      </button>
    </li>
  `;
  const choice = (problem: Problem | undefined): TemplateResult => {
    const wallets = signing?.wallets ?? [];
    return html`
      ${problemTemplate(problem, screen.address)}
      <section>
        <h2>Which wallet holds this account?</h2>
        <ul class="wallets">
          ${wallets.slice(0, LISTED).map(row)}
        </ul>
        ${wallets.length > LISTED ? html`<p class="help">${wallets.length - LISTED} more are not listed.</p>` : nothing}
        <p class="help">
          Names and pictures are the wallets’ own. A wallet that you connect will say that
          <bdi>${asker}</bdi> asks.
        </p>
        ${inPage()}
      </section>
    `;
  };
  const waiting = (wallet: AnnouncedWallet, connects: boolean): TemplateResult => html`
    <p>
      ${connects ? "Connect this window in your wallet" : "Approve in your wallet"}:
      <bdi>${nameOf(wallet)}</bdi>. It must say that <bdi class="own-address">${asker}</bdi> asks.
    </p>
    <progress aria-label="Waiting for your wallet"></progress>
    <div class="buttons">
      ${
        (signing?.wallets.length ?? 0) > 1
          ? html`<button type="button" class="small quiet" @click=${() => signing?.choose()}>
              Choose another wallet
            </button>`
          : nothing
      }
      ${inPage()}
    </div>
  `;
  const now = (): TemplateResult => {
    const state = signing?.state ?? { at: "looking" };
    switch (state.at) {
      case "looking":
        return html`<p>Looking for your wallet …</p>
          <progress aria-label="Looking for your wallet"></progress>
          ${inPage()}`;
      case "choosing":
        return choice(state.problem);
      case "connecting":
        return waiting(state.wallet, true);
      case "signing":
        return waiting(state.wallet, false);
    }
  };

  return {
    step: "Sign with your wallet",
    escape: cancel,
    shown(root) {
      signing = startSigning({
        address: screen.address,
        json: typedDataJson(screen.data),
        wallets: context.wallets,
        byChoice: screen.byChoice || started.has(screen),
        problem: screen.failed && { code: screen.failed },
        onChange() {
          context.update();
          // The button that was pressed has gone.
          if (document.activeElement === document.body) root.querySelector<HTMLElement>("h1")?.focus();
        },
        done: context.answer,
      });
      started.add(screen);
      return () => signing?.end();
    },
    render: () =>
      layout({
        site: screen.site,
        what: `asks your wallet to sign ${FOR[screen.act]}`,
        content: html`
          ${addressNote(context)}
          <dl class="facts">
            <div>
              <dt>The account that has to sign</dt>
              <dd><code class="address">${screen.address}</code></dd>
            </div>
          </dl>
          <div aria-live="polite" class="wallet-state">${now()}</div>
        `,
        actions: actionsTemplate(context, { label: "Cancel", run: cancel }),
      }),
  };
}
