/** Passkeys of this browser: the offer after an unlock, and the page that lists them. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownPasskey } from "../../contract/window-messages.ts";
import { inertText } from "../../viewer/inert-text.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { manageLayout } from "../manage-layout.ts";
import { makePasskey, passkeyName } from "../passkey.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

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
  const say = words.passkeys.offer;
  const arming = context.arm();
  const later = (): void => context.answer({ type: "decline" });
  return {
    step: say.step,
    escape: later,
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          <section>
            <h2>${say.heading}</h2>
            ${screen.failed ? html`<p class="error" role="alert">${say.failed}</p>` : nothing}
            <p>${say.gist}</p>
          </section>
        `,
        actions: actionsTemplate(
          context,
          { label: say.later, run: later },
          { label: say.create, arming, run: () => void make(context, screen.userId) },
        ),
      }),
  };
}

/** The view of a `manage-passkeys` screen. */
export function passkeysScreen(screen: ScreenOf<"manage-passkeys">, context: ScreenContext): ScreenView {
  const say = words.passkeys;
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
          <label for="passkey-name">${say.name}</label>
          <input id="passkey-name" type="text" maxlength="40" autocomplete="off" .value=${name} />
          <div class="buttons">
            <button type="button" class="small quiet" @click=${cancel}>${words.actions.cancel}</button>
            <button class="small">${say.saveName}</button>
          </div>
        </form>
      `;
    return html`
      <p><strong>${name}</strong></p>
      <p class="help">${lastUsed ? say.madeAndUsed(date(createdAt), date(lastUsed)) : say.made(date(createdAt))}</p>
      ${removing === id ? removal(passkey) : choices(passkey, name)}
    `;
  };
  const choices = ({ id }: ShownPasskey, name: string): TemplateResult => html`
    <div class="buttons">
      <button
        type="button"
        class="small"
        aria-label=${say.renameOne(name)}
        @click=${(event: Event) => startRenaming(event, id)}
      >
        ${say.rename}
      </button>
      <button type="button" class="small" aria-label=${say.removeOne(name)} @click=${() => confirmRemoval(id)}>
        ${say.remove}
      </button>
    </div>
  `;
  const removal = ({ id }: ShownPasskey): TemplateResult => html`
    <p class="caution">${say.removeCaution}</p>
    <div class="buttons">
      <button type="button" class="small quiet" @click=${cancel}>${words.actions.keepIt}</button>
      <button type="button" class="small" @click=${() => context.answer({ type: "passkey-remove", id })}>
        ${say.removeThis}
      </button>
    </div>
  `;

  return {
    step: words.settings.pages.passkeys,
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
                : html`<p>${say.none}</p>`
            }
            ${
              screen.supported && !screen.keepsNothing
                ? html`<button type="button" aria-disabled=${arming.armed ? "false" : "true"} @click=${add}>
                    ${say.add}
                  </button>`
                : nothing
            }
            ${!screen.supported ? html`<p class="help">${say.unsupported}</p>` : nothing}
          `,
        },
        context,
      ),
  };
}
