/** Entry of passwords: show and hide, a caps-lock hint, errors beside the field. Values stay in the inputs, nowhere else. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { words } from "../words/words.ts";

/** State of a screen's password entry, shared by its fields. */
export interface PasswordEntry {
  /** The characters are visible. */
  visible: boolean;
  capsLock: boolean;
  error?: { field: string; message: string } | undefined;
}

/** One field. */
export interface PasswordField {
  id: string;
  label: string;
  autocomplete: "new-password" | "current-password";
  help?: string | undefined;
}

/** A labelled password field; `update` draws the screen again. */
export function passwordField(
  { id, label, autocomplete, help }: PasswordField,
  entry: PasswordEntry,
  update: () => void,
): TemplateResult {
  const error = entry.error?.field === id ? entry.error.message : undefined;
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  const caps = (event: KeyboardEvent): void => {
    const on = event.getModifierState("CapsLock");
    if (on === entry.capsLock) return;
    entry.capsLock = on;
    update();
  };
  return html`
    <div class="entry">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        name=${id}
        type=${entry.visible ? "text" : "password"}
        autocomplete=${autocomplete}
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        required
        aria-invalid=${error ? "true" : "false"}
        aria-describedby=${described || nothing}
        @keydown=${caps}
        @keyup=${caps}
      />
      ${help ? html`<p class="help" id=${`${id}-help`}>${help}</p>` : nothing}
      ${error ? html`<p class="error" id=${`${id}-error`} role="alert">${error}</p>` : nothing}
    </div>
  `;
}

/** True for text that has half of a character (a lone surrogate) in it: no keyboard types it again, and no key follows from it. */
export const isBroken = (typed: string): boolean => /\p{Cs}/u.test(typed);

/** The button that shows or hides what is typed, and the caps-lock hint. */
export function passwordOptions(entry: PasswordEntry, update: () => void): TemplateResult {
  const toggle = (): void => {
    entry.visible = !entry.visible;
    update();
  };
  return html`
    <div class="entry-options">
      <button type="button" class="small" aria-pressed=${entry.visible ? "true" : "false"} @click=${toggle}>
        ${words.password.show}
      </button>
      <span class="caps" role="status">${entry.capsLock ? words.password.capsLock : ""}</span>
    </div>
  `;
}

/** The profile's id, for password managers: present, but nothing to fill in. */
export function usernameField(userId: string): TemplateResult {
  return html`<input
    class="visually-hidden"
    type="text"
    name="username"
    autocomplete="username"
    readonly
    tabindex="-1"
    aria-hidden="true"
    .value=${userId}
  />`;
}

/** Takes what was typed out of a form's inputs: afterwards they are empty. */
export function takeTyped(form: HTMLFormElement, ids: string[]): string[] {
  const inputs = ids.map((id) => form.querySelector<HTMLInputElement>(`#${id}`));
  const values = inputs.map((input) => input?.value ?? "");
  for (const input of inputs) {
    if (!input) continue;
    input.value = "";
    input.type = "password";
  }
  return values;
}
