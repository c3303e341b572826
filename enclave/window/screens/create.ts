/** Asks whether to make a key, and how it can be rebuilt later: by wallet and MPC nodes, or by password. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { KeyStore } from "../../protocol/types.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { passwordField, passwordOptions, takeTyped, usernameField, type PasswordEntry } from "../password-field.ts";
import { watchEnd, type EndWatch } from "../read-to-end.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

/** Fewest characters (code points after NFKC) of a new password. */
export const MIN_PASSWORD = 10;

const WAYS: Record<KeyStore, { name: string; gist: string }> = {
  mpc: { name: "With your wallet", gist: "Your wallet’s signature unlocks it. Nothing to remember." },
  user: { name: "With a password", gist: "Only your password unlocks it. No wallet is needed." },
};

/** The view of a `create` screen. */
export function createScreen(screen: ScreenOf<"create">, context: ScreenContext): ScreenView {
  // Who can rebuild the key must have been in view before anybody allows it.
  const arming = context.arm({ mustRead: true });
  const entry: PasswordEntry = { visible: false, capsLock: false };
  const site = siteName(screen.site);
  let store: KeyStore = screen.stores[0] ?? "mpc";
  let end: EndWatch | undefined;
  const watch = (root: ParentNode): void => {
    end?.stop();
    const marker = root.querySelector(".end");
    arming.read(marker === null);
    end = marker ? watchEnd(marker, () => arming.read(true)) : undefined;
  };

  const decline = (): void => context.answer({ type: "decline" });
  const choose = (event: Event, chosen: KeyStore): void => {
    store = chosen;
    entry.error = undefined;
    context.update();
    watch((event.currentTarget as Element).closest(".content") as Element);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const first = form.querySelector<HTMLInputElement>("#new-password");
    const second = form.querySelector<HTMLInputElement>("#repeat-password");
    entry.error = passwordError(first?.value ?? "", second?.value ?? "");
    if (!entry.error) {
      const [password = ""] = takeTyped(form, ["new-password", "repeat-password"]);
      return context.answer({ type: "create", store: "user", password });
    }
    context.update();
    (entry.error.field === "new-password" ? first : second)?.focus();
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
        The key is split into ${screen.nodes} parts, each kept by another MPC node. Your wallet’s signature and any
        ${screen.threshold} parts rebuild it; fewer parts are useless.
      </p>
      <p class="caution">
        ${screen.recovering.length === 1 ? "If you lose this wallet" : "If you lose all of these wallets"}, nobody can
        rebuild your key, and what is encrypted to it stays closed for good.
      </p>
      <p>After you allow it, this window closes. Then sign with your wallet in the tab that you came from.</p>
    </section>
  `;
  const byPassword = (): TemplateResult => html`
    <form id="entry-form" novalidate autocomplete="on" @submit=${submit}>
      <h2>Choose a password</h2>
      ${usernameField(screen.userId)}
      ${passwordField({ id: "new-password", label: "New password", autocomplete: "new-password", help: `At least ${MIN_PASSWORD} characters. Several random words are good.` }, entry, context.update)}
      ${passwordField({ id: "repeat-password", label: "The same password again", autocomplete: "new-password" }, entry, context.update)}
      ${passwordOptions(entry, context.update)}
      <p class="caution">
        Nobody can reset this password. If you lose it, what is encrypted to your key stays closed for good.
      </p>
    </form>
  `;

  return {
    step: "Create your key",
    escape: decline,
    shown(root) {
      watch(root);
      return () => end?.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: "asks to create your idOS key",
        content: html`
          ${addressNote(context)}
          <p>
            The key opens your credentials. <bdi>${site}</bdi> never sees it, but can ask you to open or share your
            credentials.
          </p>
          ${screen.stores.length > 1 ? choice() : nothing} ${store === "mpc" ? byWallet() : byPassword()}
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          store === "mpc"
            ? {
                label: "Allow",
                arming,
                run: () => context.answer({ type: "create", store: "mpc" }),
                hint: "Scroll to the end of the addresses first.",
              }
            : { label: "Allow", arming, form: "entry-form" },
        ),
      }),
  };
}

/** What is wrong with two entries of a new password. */
export function passwordError(first: string, second: string): PasswordEntry["error"] {
  // As the key is derived from the NFKC form, length and equality are judged on it.
  const [one, two] = [first.normalize("NFKC"), second.normalize("NFKC")];
  if ([...one].length < MIN_PASSWORD)
    return { field: "new-password", message: `Use at least ${MIN_PASSWORD} characters.` };
  if (one !== two)
    return { field: "repeat-password", message: "The two entries differ. Type the same password in both." };
  return undefined;
}
