/** Choosing a new password: six drawn words first, or one of the person's own, entered twice and hard enough to guess. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { drawPassphrase } from "./passphrase.ts";
import {
  isBroken,
  passwordField,
  passwordOptions,
  takeTyped,
  usernameField,
  type PasswordEntry,
} from "./password-field.ts";
import { loadEstimate, MIN_GUESSES } from "./password-strength.ts";
import { words } from "../words/words.ts";

/** Fewest characters (code points after NFKC) of a new password. */
export const MIN_PASSWORD = 10;
/** Milliseconds after a keystroke until the estimate. */
const PAUSE = 200;

/** Options of {@link newPassword}. */
export interface NewPasswordOptions {
  userId: string;
  /** Words that a guesser would try first. */
  known: string[];
  update(): void;
  /** Called once, with a password that is good enough. */
  done(password: string): void;
}

/** What {@link newPassword} returns. */
export interface NewPassword {
  /** A form with the id `entry-form`. */
  template(): TemplateResult;
}

/** What is wrong stands below what has the focus, and may lie under the buttons. */
function showError(form: HTMLFormElement): void {
  form.querySelector(".error:not(:empty)")?.scrollIntoView({ block: "nearest" });
}

/** What is wrong with two entries of a new password, apart from its strength. */
export function passwordError(first: string, second: string): PasswordEntry["error"] {
  // As the key is derived from the NFKC form, length and equality are judged on it.
  if (isBroken(first)) return { field: "new-password", message: words.password.broken };
  const [one, two] = [first.normalize("NFKC"), second.normalize("NFKC")];
  if ([...one].length < MIN_PASSWORD)
    return { field: "new-password", message: words.newPassword.tooShort(MIN_PASSWORD) };
  if (one !== two) return { field: "repeat-password", message: words.newPassword.differ };
  return undefined;
}

/** The part of a screen that makes a new password. */
export function newPassword({ userId, known, update, done }: NewPasswordOptions): NewPassword {
  const entry: PasswordEntry = { visible: false, capsLock: false };
  let own = false;
  let passphrase = "";
  let saved = false;
  let missing = "";
  let verdict = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;

  const draw = async (): Promise<void> => {
    saved = false;
    try {
      passphrase = await drawPassphrase();
    } catch {
      // Without the list, a password of the person's own is the way.
      own = true;
    }
    update();
  };
  const isStrong = async (password: string): Promise<boolean> =>
    (await loadEstimate())(password, ["idos", userId, ...known]) >= MIN_GUESSES;

  const typed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // What was wrong with the last try says nothing about what is being typed.
    if (entry.error) {
      entry.error = undefined;
      update();
    }
    if (input.id !== "new-password") return;
    const loading = loadEstimate();
    loading.catch(() => {});
    clearTimeout(timer);
    timer = setTimeout(() => {
      const password = input.value;
      const length = [...password.normalize("NFKC")].length;
      loading.then(
        async () => {
          verdict = !length
            ? ""
            : length >= MIN_PASSWORD && (await isStrong(password))
              ? words.newPassword.strong
              : words.newPassword.weakSoFar;
          update();
        },
        () => {},
      );
    }, PAUSE);
  };

  async function submitOwn(form: HTMLFormElement): Promise<void> {
    const field = (id: string): HTMLInputElement | null => form.querySelector(`#${id}`);
    const password = field("new-password")?.value ?? "";
    entry.error = passwordError(password, field("repeat-password")?.value ?? "");
    if (!entry.error) {
      const strong = await isStrong(password).catch(() => undefined);
      if (strong) {
        takeTyped(form, ["new-password", "repeat-password"]);
        return done(password);
      }
      entry.error = {
        field: "new-password",
        message: strong === false ? words.newPassword.weak : words.newPassword.unknown,
      };
    }
    update();
    field(entry.error.field)?.focus();
    showError(form);
  }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (busy) return;
    busy = true;
    if (own) await submitOwn(form);
    else if (saved && passphrase) {
      takeTyped(form, ["new-password"]);
      done(passphrase);
    } else {
      missing = words.newPassword.notSaved;
      update();
      form.querySelector<HTMLInputElement>("#saved")?.focus();
      showError(form);
    }
    busy = false;
  };

  const choose = (value: boolean) => (): void => {
    own = value;
    update();
  };
  const way = (value: boolean, { name, gist }: { name: string; gist: string }): TemplateResult => html`
    <label class="choice">
      <input type="radio" name="way" .checked=${own === value} @change=${choose(value)} />
      <span><strong>${name}</strong><br />${gist}</span>
    </label>
  `;
  const drawn = (): TemplateResult => html`
    <p id="passphrase-label">${words.newPassword.words}</p>
    <p class="passphrase" aria-labelledby="passphrase-label"><code>${passphrase || "…"}</code></p>
    <input
      class="visually-hidden"
      id="new-password"
      name="new-password"
      type="password"
      autocomplete="new-password"
      readonly
      tabindex="-1"
      aria-hidden="true"
      .value=${passphrase}
    />
    <button type="button" class="small" @click=${draw}>${words.newPassword.otherWords}</button>
    <label class="choice">
      <input
        id="saved"
        type="checkbox"
        .checked=${saved}
        aria-describedby="saved-error"
        @change=${(event: Event) => {
          saved = (event.currentTarget as HTMLInputElement).checked;
          missing = "";
          update();
        }}
      />
      <span>${words.newPassword.saved}</span>
    </label>
    <p class="error" id="saved-error" role="alert">${missing}</p>
  `;
  const typedTwice = (): TemplateResult => html`
    ${passwordField({ id: "new-password", label: words.newPassword.label, autocomplete: "new-password", help: words.newPassword.help(MIN_PASSWORD) }, entry, update)}
    <p class="help" role="status">${entry.error ? "" : verdict}</p>
    ${passwordField({ id: "repeat-password", label: words.newPassword.repeat, autocomplete: "new-password" }, entry, update)}
    ${passwordOptions(entry, update)}
  `;

  return {
    template() {
      if (!own && !passphrase) void draw();
      const say = words.newPassword;
      return html`
        <form id="entry-form" novalidate autocomplete="on" @submit=${submit} @input=${own ? typed : nothing}>
          <fieldset class="choices">
            <legend>${say.legend}</legend>
            ${way(false, say.drawn)} ${way(true, say.own)}
          </fieldset>
          ${usernameField(userId)} ${own ? typedTwice() : drawn()}
          <p class="caution">${say.caution}</p>
        </form>
      `;
    },
  };
}
