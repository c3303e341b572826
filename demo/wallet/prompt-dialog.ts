/** The wallet's window in the page: a native modal dialog in a shadow root of its own, one prompt at a time. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { AccountSource } from "./account-client.ts";
import { burnerIcon } from "./burner-icon.ts";
import type { BurnerAccount } from "./evm-account.ts";
import type { Answer, Prompt, Prompter } from "./prompt.ts";
import { promptStyles } from "./prompt-dialog.styles.ts";
import { ProviderError } from "./provider-error.ts";
import type { TypedField } from "./typed-data.ts";
import { visibleText } from "./visible-text.ts";
import { words } from "./words.ts";

interface Settle {
  resolve(answer: Answer): void;
  reject(error: ProviderError): void;
}

/**
 * Shows what a site asks of the burner wallet, in full, with Approve and Decline. Escape, closing and taking the
 * element out of the page decline.
 */
@customElement("burner-wallet-prompt")
export class BurnerPrompt extends LitElement implements Prompter {
  static override styles = promptStyles;

  /** How many requests wait behind this one. */
  @property({ attribute: false }) waiting = 0;
  @state() private prompt: Prompt | undefined;
  @state() private accounts: BurnerAccount[] = [];
  @state() private selected: string | undefined;
  @state() private busy = false;
  @state() private problem = "";
  @query("dialog") private dialog!: HTMLDialogElement;
  private settle: Settle | undefined;
  private create: AccountSource["create"] | undefined;

  setWaiting(waiting: number): void {
    this.waiting = waiting;
  }

  async show(prompt: Prompt, create: AccountSource["create"]): Promise<Answer> {
    this.prompt = prompt;
    this.create = create;
    this.accounts = "accounts" in prompt ? prompt.accounts : [];
    this.selected = prompt.kind === "manage" ? prompt.connected : this.accounts.at(-1)?.address;
    this.problem = "";
    await this.updateComplete;
    const decision = new Promise<Answer>((resolve, reject) => (this.settle = { resolve, reject }));
    if (this.isConnected) this.dialog.showModal();
    else this.decline();
    this.showSelected();
    return decision;
  }

  private showSelected(): void {
    this.renderRoot.querySelector("label:has(:checked)")?.scrollIntoView({ block: "nearest" });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.decline();
  }

  private approve(answer: Answer): void {
    this.settle?.resolve(answer);
    this.settle = undefined;
    this.dialog.close();
  }

  /** Also what closing the dialog in any other way means. */
  private decline(): void {
    this.settle?.reject(new ProviderError("userRejected", "Declined in the wallet"));
    this.settle = undefined;
    this.dialog?.close();
  }

  private async newAccount(): Promise<void> {
    if (!this.create) return;
    this.busy = true;
    this.problem = "";
    try {
      const account = await this.create();
      this.accounts = [...this.accounts, account];
      this.selected = account.address;
      await this.updateComplete;
      this.showSelected();
    } catch {
      this.problem = words.notMade;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { prompt } = this;
    return html`<dialog aria-labelledby="title" @close=${this.decline}>
      <div class="bar">
        <img src=${burnerIcon} alt="" width="32" height="32" />
        <p><strong>${words.name}</strong><span>${words.gist}</span></p>
      </div>
      ${prompt ? this.body(prompt) : nothing}
    </dialog>`;
  }

  private body(prompt: Prompt): TemplateResult {
    return html`<div class="body">
        <h2 id="title" tabindex="-1" autofocus>${words.titles[prompt.kind]}</h2>
        <p class="site">${location.origin}</p>
        ${this.content(prompt)} ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        ${this.waiting ? html`<p class="waiting" role="status">${words.waiting(this.waiting)}</p>` : nothing}
      </div>
      <div class="actions">${this.buttons(prompt)}</div>`;
  }

  private content(prompt: Prompt): TemplateResult {
    switch (prompt.kind) {
      case "connect":
        return html`<p>${words.connecting}</p>
          ${this.chooser()}`;
      case "manage":
        return this.chooser();
      case "message":
        return html`${this.signer(prompt.account)}
          <h3 id="text">${words.message}</h3>
          <pre tabindex="0" role="region" aria-labelledby="text">${visibleText(prompt.text)}</pre>`;
      case "typed-data":
        return html`${this.signer(prompt.account)}
          <div class="data" tabindex="0" role="region" aria-label=${words.data}>
            <h3>${words.contract}</h3>
            ${this.fields(prompt.domain)}
            <h3>${visibleText(prompt.primaryType)}</h3>
            ${this.fields(prompt.message)}
          </div>`;
    }
  }

  private signer(account: BurnerAccount): TemplateResult {
    return html`<p class="signer"><span>${account.name}</span><code>${account.address}</code></p>`;
  }

  private fields(fields: TypedField[]): TemplateResult {
    return html`<dl>
      ${fields.map(
        (f) =>
          html`<dt>${visibleText(f.name)} <small>${visibleText(f.type)}</small></dt>
            <dd>${f.fields ? this.fields(f.fields) : html`<code>${visibleText(f.text ?? "")}</code>`}</dd>`,
      )}
    </dl>`;
  }

  private chooser(): TemplateResult {
    return html`<fieldset>
        <legend>${words.account}</legend>
        <div class="accounts">
          ${this.accounts.length ? nothing : html`<p>${words.noAccount}</p>`}
          ${this.accounts.map(
            (account) =>
              html`<label>
                <input
                  type="radio"
                  name="account"
                  .value=${account.address}
                  .checked=${account.address === this.selected}
                  @change=${() => (this.selected = account.address)}
                />
                <span>${account.name}</span><code>${account.address}</code>
              </label>`,
          )}
        </div>
      </fieldset>
      <button class="new" ?disabled=${this.busy} @click=${this.newAccount}>${words.newAccount}</button>`;
  }

  private buttons(prompt: Prompt): TemplateResult {
    const address = this.selected;
    if (prompt.kind === "connect")
      return html`<button @click=${this.decline}>${words.decline}</button>
        <button class="main" ?disabled=${!address} @click=${() => this.approve({ address })}>${words.connect}</button>`;
    if (prompt.kind === "manage")
      return html`<button @click=${this.decline}>${words.close}</button>
        ${prompt.connected ? html`<button @click=${() => this.approve({})}>${words.disconnect}</button>` : nothing}
        <button
          class="main"
          ?disabled=${!address || address === prompt.connected}
          @click=${() => this.approve({ address })}
        >
          ${prompt.connected ? words.switch : words.connect}
        </button>`;
    return html`<button @click=${this.decline}>${words.decline}</button>
      <button class="main" @click=${() => this.approve({})}>${words.approve}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "burner-wallet-prompt": BurnerPrompt;
  }
}
