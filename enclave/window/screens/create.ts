/**
 * Asks whether to make a key, and how it can be rebuilt later: by wallet and MPC nodes, or by password. Where nobody could
 * say whether there is one already, what a new one would take away comes first.
 */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { KeyStore } from "../../protocol/types.ts";
import { actionsTemplate, addressNote, layout, type Affirmative } from "../layout.ts";
import { newPassword } from "../new-password.ts";
import { watchEnd, type EndWatch } from "../read-to-end.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { rememberField } from "../remember-field.ts";
import { siteName } from "../site-name.ts";

const WAYS: Record<KeyStore, { name: string; gist: string }> = {
  mpc: { name: "With your wallet", gist: "Your wallet’s signature unlocks it. Nothing to remember." },
  user: { name: "With a password", gist: "Only your password unlocks it. No wallet is needed." },
};

const WHY_UNCHECKED: Record<NonNullable<ScreenOf<"create">["unchecked"]>, string> = {
  "no-nodes": "This idOS window has no way to ask the idOS network whether you have a key already.",
  "no-answer": "The idOS network did not say whether you have a key already.",
  "no-wallet":
    "This site did not say which wallet you use, so the idOS network could not be asked whether you have a key already.",
  unfinished:
    "A key was made or used here before for this profile or wallet. The idOS network does not know it under this wallet, but it may be in use.",
};

/** What would be lost, and what to do instead. */
const danger = (unchecked: keyof typeof WHY_UNCHECKED): TemplateResult => html`
  <div class="loss" role="alert">
    <p><strong>${WHY_UNCHECKED[unchecked]}</strong></p>
    <p>
      If you have an idOS key, a new one takes its place: everything that is encrypted to the former key cannot be
      opened any more. That includes all your credentials, and nobody can bring them back.
    </p>
    <p>
      If you ever used idOS, decline. Then unlock the key that you have, with the wallet or password you used before.
    </p>
  </div>
`;

/** The view of a `create` screen. */
export function createScreen(screen: ScreenOf<"create">, context: ScreenContext): ScreenView {
  // Who can rebuild the key must have been in view before anybody allows it.
  const arming = context.arm({ mustRead: true });
  const remembering = rememberField(screen.remember);
  const site = siteName(screen.site);
  const { unchecked } = screen;
  let store: KeyStore = screen.stores[0] ?? "mpc";
  let end: EndWatch | undefined;
  const watch = (root: ParentNode): void => {
    end?.stop();
    const marker = root.querySelector(".end");
    arming.read(marker === null);
    end = marker ? watchEnd(marker, () => arming.read(true)) : undefined;
  };

  const entry = newPassword({
    userId: screen.userId,
    known: [site],
    update: context.update,
    done: (password) => context.answer({ type: "create", store: "user", password, remember: remembering.seconds }),
  });

  const decline = (): void => context.answer({ type: "decline" });
  const choose = (event: Event, chosen: KeyStore): void => {
    store = chosen;
    context.update();
    watch((event.currentTarget as Element).closest(".content") as Element);
  };
  const choice = (): TemplateResult => html`
    <fieldset class="choices">
      <legend>How should it be unlocked later?</legend>
      ${screen.stores.map(
        (way) => html`
          <label class="choice">
            <input
              type="radio"
              name="store"
              value=${way}
              .checked=${store === way}
              @change=${(event: Event) => choose(event, way)}
            />
            <span><strong>${WAYS[way].name}</strong><br />${WAYS[way].gist}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
  const byWallet = (): TemplateResult => html`
    <section>
      <h2>Who will be able to rebuild your key</h2>
      <p>Check that ${screen.recovering.length === 1 ? "this address is yours" : "every address is yours"}:</p>
      <ul class="addresses">
        ${screen.recovering.map((address) => html`<li><code>${address}</code></li>`)}
      </ul>
      <div class="end"></div>
      <p>
        The key is split into ${screen.nodes} parts, each kept by another key node. Your wallet’s signature and any
        ${screen.threshold} parts rebuild it; fewer parts are useless.
      </p>
      <p class="caution">
        ${screen.recovering.length === 1 ? "If you lose this wallet" : "If you lose all of these wallets"}, nobody can
        rebuild your key, and what is encrypted to it stays closed for good.
      </p>
      <p>After you allow it, sign with your wallet. This window stays open meanwhile and says where.</p>
    </section>
  `;
  const allow: Pick<Affirmative, "label" | "tone"> = unchecked
    ? { label: "Allow a new key", tone: "danger" }
    : { label: "Allow" };
  return {
    step: unchecked ? "You may have a key already" : "Create your key",
    escape: decline,
    shown(root) {
      watch(root);
      return () => end?.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: unchecked ? "asks to create a new idOS key" : "asks to create your idOS key",
        content: html`
          ${unchecked ? danger(unchecked) : nothing} ${addressNote(context)}
          <p>
            The key opens your credentials. <bdi>${site}</bdi> never sees it, but can ask you to open or share your
            credentials.
          </p>
          ${screen.stores.length > 1 ? choice() : nothing} ${store === "mpc" ? byWallet() : entry.template()}
          ${remembering.template()}
          ${
            store === "user" && screen.wallet !== undefined && !unchecked
              ? html`<p class="help profile">
                  The idOS network knows no key of your wallet <code>${screen.wallet}</code> so far.
                </p>`
              : nothing
          }
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          store === "mpc"
            ? {
                ...allow,
                arming,
                run: () => context.answer({ type: "create", store: "mpc", remember: remembering.seconds }),
                hint: "Scroll to the end of the addresses first.",
              }
            : { ...allow, arming, form: "entry-form" },
        ),
      }),
  };
}
