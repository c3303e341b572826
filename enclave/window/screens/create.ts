/**
 * Asks whether to make a key, and how it can be rebuilt later: by wallet and MPC nodes, or by password. Where nobody could
 * say whether there is one already, what a new one would take away comes first.
 */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Unchecked } from "../../contract/window-messages.ts";
import type { KeyStore } from "../../protocol/types.ts";
import { actionsTemplate, addressNote, layout, type Affirmative } from "../layout.ts";
import { newPassword } from "../new-password.ts";
import { watchEnd, type EndWatch } from "../read-to-end.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { rememberField } from "../remember-field.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** What would be lost, and what to do instead. */
const danger = (unchecked: Unchecked): TemplateResult => html`
  <div class="loss" role="alert">
    <p><strong>${words.create.whyUnchecked[unchecked]}</strong></p>
    <p>${words.create.loss}</p>
    <p>${words.create.instead}</p>
  </div>
`;

/** The view of a `create` screen. */
export function createScreen(screen: ScreenOf<"create">, context: ScreenContext): ScreenView {
  const say = words.create;
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
      <legend>${say.stores.legend}</legend>
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
            <span><strong>${say.stores[way].name}</strong><br />${say.stores[way].gist}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
  const byWallet = (): TemplateResult => html`
    <section>
      <h2>${say.byWallet.heading}</h2>
      <p>${say.byWallet.check(screen.recovering.length)}</p>
      <ul class="addresses">
        ${screen.recovering.map((address) => html`<li><code>${address}</code></li>`)}
      </ul>
      <div class="end"></div>
      <p>${say.byWallet.parts(screen.nodes, screen.threshold)}</p>
      <p class="caution">${say.byWallet.caution(screen.recovering.length)}</p>
      <p>${words.facts.signNext}</p>
    </section>
  `;
  const allow: Pick<Affirmative, "label" | "tone"> = unchecked
    ? { label: say.allowUnchecked, tone: "danger" }
    : { label: words.actions.allow };
  return {
    step: unchecked ? say.stepUnchecked : say.step,
    escape: decline,
    shown(root) {
      watch(root);
      return () => end?.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: unchecked ? say.whatUnchecked : say.what,
        content: html`
          ${unchecked ? danger(unchecked) : nothing} ${addressNote(context)}
          <p>${say.gist(site)}</p>
          ${screen.stores.length > 1 ? choice() : nothing} ${store === "mpc" ? byWallet() : entry.template()}
          ${remembering.template()}
          ${
            store === "user" && screen.wallet !== undefined && !unchecked
              ? html`<p class="help profile">${say.noKeyKnown(screen.wallet)}</p>`
              : nothing
          }
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.decline, run: decline },
          store === "mpc"
            ? {
                ...allow,
                arming,
                run: () => context.answer({ type: "create", store: "mpc", remember: remembering.seconds }),
                hint: say.byWallet.hint,
              }
            : { ...allow, arming, form: "entry-form" },
        ),
      }),
  };
}
