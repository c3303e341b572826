/** The alarm: the site changed what the wallet was asked to sign. Says what that may mean, and what to do. */
import { html, type TemplateResult } from "lit/html.js";
import type { WalletAct } from "../../protocol/types.ts";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

const ASKED: Record<WalletAct, string> = {
  create: "to make your key",
  unlock: "to unlock your key",
  link: "to let another wallet rebuild your key",
  unlink: "to stop a wallet from rebuilding your key",
};

const noKeyYet = (site: TemplateResult): TemplateResult => html`
  <p>
    No key was made here. With what your wallet signed, ${site} may have put a key of its own in the place of yours.
  </p>
`;
const mayHoldKey = (site: TemplateResult): TemplateResult => html`
  <p>
    With what your wallet signed, ${site} may have fetched the parts of your key, or let a wallet of its own rebuild it.
    <strong>It may hold your key,</strong> and with it everything that is encrypted to it.
  </p>
`;

const fresh = (): TemplateResult => html`
  <li>Do not use a profile that this site says it made for you: nothing in it may stay private.</li>
  <li>Make your key at a site that you trust, with another wallet.</li>
`;
const moved = (): TemplateResult => html`
  <li>
    Treat your credentials as known to this site. The key of a profile cannot be exchanged: at a site that you trust,
    make a new profile with another wallet, and ask your providers to issue your credentials for it.
  </li>
  <li>Then delete the old credentials, and take back what you shared with this site.</li>
`;

/** The view of an `altered` screen. */
export function alteredScreen(screen: ScreenOf<"altered">, context: ScreenContext): ScreenView {
  const close = (): void => {
    context.answer({ type: "close" });
    context.closeWindow();
  };
  const site = html`<bdi>${siteName(screen.site)}</bdi>`;
  const creates = screen.act === "create";
  return {
    step: "This site changed what your wallet signed",
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: "changed what your wallet signed",
        content: html`
          <section class="alarm" role="alert">
            <p>
              <strong>That is not what idOS asked your wallet to sign.</strong> It was to be a message
              ${ASKED[screen.act]}. What came back is not your wallet’s signature of it: ${site}, or somebody who
              changed its page, had something else signed. idOS sent nothing of it to the key nodes.
            </p>
            ${creates ? noKeyYet(site) : mayHoldKey(site)}
          </section>
          <section>
            <h2>What to do</h2>
            <ol class="points">
              <li>
                Close this site, and do not sign anything for it any more. Remove it from your wallet’s connections.
              </li>
              ${creates ? fresh() : moved()}
              <li>Tell the people behind the site: it may have been broken into.</li>
            </ol>
          </section>
          <p class="help">
            This site is no longer connected to your key in this browser, and this stands in your activity log.
          </p>
        `,
        actions: actionsTemplate(context, { label: "Close", run: close }),
      }),
  };
}
