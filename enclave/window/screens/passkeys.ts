/** Passkeys of this browser: the offer after an unlock, and the page that lists them. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownPasskey } from "../../contract/window-messages.ts";
import { inertText } from "../../viewer/inert-text.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { manageLayout } from "../manage-layout.ts";
import { makePasskey, passkeyName } from "../passkey.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

const FAILED = "No passkey was made: it was cancelled, or your device cannot unlock with one. Nothing was changed.";

/** Makes one and answers with it, or says that it did not work. */
async function make(context: ScreenContext, userId: string, except: readonly ShownPasskey[] = []): Promise<void> {
  try {
    const made = await makePasskey(userId, except);
    context.answer({ type: "passkey-made", ...made, name: passkeyName() });
  } catch {
    context.answer({ type: "passkey-failed" });
  }
}

/** The view of a `passkey-offer` screen. */
export function passkeyOfferScreen(screen: ScreenOf<"passkey-offer">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const later = (): void => context.answer({ type: "decline" });
  return {
    step: "Unlock with a passkey next time",
    escape: later,
    render: () =>
      layout({
        site: screen.site,
        what: "can go on: your idOS key is unlocked",
        content: html`
          ${addressNote(context)}
          <section>
            <h2>Unlock with a passkey next time?</h2>
            ${screen.failed ? html`<p class="error" role="alert">${FAILED}</p>` : nothing}
            <p>
              Your fingerprint, face or device PIN then unlocks your key in this browser. It is one more way: your
              password, wallet and recovery phrase go on working.
            </p>
          </section>
        `,
        actions: actionsTemplate(
          context,
          { label: "Not now", run: later },
          { label: "Create a passkey", arming, run: () => void make(context, screen.userId) },
        ),
      }),
  };
}

/** The view of a `manage-passkeys` screen. */
export function passkeysScreen(screen: ScreenOf<"manage-passkeys">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const close = (): void => context.answer({ type: "close" });
  let renaming: string | undefined;
  let removing: string | undefined;

  const rename = (event: SubmitEvent, id: string): void => {
    event.preventDefault();
    const name = (event.currentTarget as HTMLFormElement).querySelector("input")?.value ?? "";
    context.answer({ type: "passkey-rename", id, name });
  };
  const startRenaming = (event: Event, id: string): void => {
    renaming = id;
    removing = undefined;
    const item = (event.currentTarget as Element).closest("li");
    context.update();
    item?.querySelector("input")?.focus();
  };
  const confirmRemoval = (id: string): void => {
    removing = id;
    renaming = undefined;
    context.update();
  };
  const cancel = (): void => {
    renaming = removing = undefined;
    context.update();
  };
  const add = (event: MouseEvent): void => {
    if (arming.accepts(event)) void make(context, screen.userId, screen.passkeys);
  };
  const date = (seconds: number): string => context.formats.day(seconds);

  const item = (passkey: ShownPasskey): TemplateResult => {
    const { id, createdAt, lastUsed } = passkey;
    const name = inertText(passkey.name, 40).text;
    if (renaming === id)
      return html`
        <form class="entry" novalidate @submit=${(event: SubmitEvent) => rename(event, id)}>
          <label for="passkey-name">Name of this passkey</label>
          <input id="passkey-name" type="text" maxlength="40" autocomplete="off" .value=${name} />
          <div class="buttons">
            <button type="button" class="small quiet" @click=${cancel}>Cancel</button>
            <button class="small">Save the name</button>
          </div>
        </form>
      `;
    return html`
      <p><strong>${name}</strong></p>
      <p class="help">Made ${date(createdAt)}${lastUsed ? html`, last used ${date(lastUsed)}` : nothing}</p>
      ${removing === id ? removal(passkey) : choices(passkey, name)}
    `;
  };
  const choices = ({ id }: ShownPasskey, name: string): TemplateResult => html`
    <div class="buttons">
      <button
        type="button"
        class="small"
        aria-label=${`Rename ${name}`}
        @click=${(event: Event) => startRenaming(event, id)}
      >
        Rename
      </button>
      <button type="button" class="small" aria-label=${`Remove ${name}`} @click=${() => confirmRemoval(id)}>
        Remove
      </button>
    </div>
  `;
  const removal = ({ id }: ShownPasskey): TemplateResult => html`
    <p class="caution">This browser will no longer unlock with it. Delete it in your device’s settings too.</p>
    <div class="buttons">
      <button type="button" class="small quiet" @click=${cancel}>Keep it</button>
      <button type="button" class="small" @click=${() => context.answer({ type: "passkey-remove", id })}>
        Remove this passkey
      </button>
    </div>
  `;

  return {
    step: "Passkeys",
    escape: close,
    render: () =>
      manageLayout(
        {
          site: screen.site,
          userId: screen.userId,
          page: "passkeys",
          keepsNothing: screen.keepsNothing,
          content: html`
            ${
              screen.passkeys.length
                ? html`<ul class="addresses passkeys">
                    ${screen.passkeys.map((passkey) => html`<li>${item(passkey)}</li>`)}
                  </ul>`
                : html`<p>You have none yet. A passkey unlocks your key with your fingerprint, face or device PIN.</p>`
            }
            ${
              screen.supported && !screen.keepsNothing
                ? html`<button type="button" aria-disabled=${arming.armed ? "false" : "true"} @click=${add}>
                    Add a passkey
                  </button>`
                : nothing
            }
            ${!screen.supported ? html`<p class="help">This browser or device cannot unlock with a passkey.</p>` : nothing}
          `,
        },
        context,
      ),
  };
}
