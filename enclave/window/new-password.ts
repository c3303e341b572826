/** Choosing a new password: six drawn words first, or one of the person's own, entered twice and hard enough to guess. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { drawPassphrase } from "./passphrase.ts";
import { passwordField, passwordOptions, takeTyped, usernameField, type PasswordEntry } from "./password-field.ts";
import { loadEstimate, MIN_GUESSES } from "./password-strength.ts";

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
  const [one, two] = [first.normalize("NFKC"), second.normalize("NFKC")];
  if ([...one].length < MIN_PASSWORD)
    return { field: "new-password", message: `Use at least ${MIN_PASSWORD} characters.` };
  if (one !== two)
    return { field: "repeat-password", message: "The two entries differ. Type the same password in both." };
  return undefined;
}

const WEAK = "This password is too easy to guess. Add words that do not belong together, or take the six words.";
const UNKNOWN = "The strength of this password could not be checked. Check the connection and try again.";

/** The part of a screen that makes a new password. */
export function newPassword({ userId, known, update, done }: NewPasswordOptions): NewPassword {
  const entry: PasswordEntry = { visible: false, capsLock: false };
  let own = false;
  let words = "";
  let saved = false;
  let missing = "";
  let verdict = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;

  const draw = async (): Promise<void> => {
    saved = false;
    try {
      words = await drawPassphrase();
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
              ? "Strong enough."
              : "Too easy to guess so far.";
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
      entry.error = { field: "new-password", message: strong === false ? WEAK : UNKNOWN };
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
    else if (saved && words) {
      takeTyped(form, ["new-password"]);
      done(words);
    } else {
      missing = "Write the words down first, and say so here.";
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
  const way = (value: boolean, name: string, gist: string): TemplateResult => html`
    <label class="choice">
      <input type="radio" name="way" .checked=${own === value} @change=${choose(value)} />
      <span><strong>${name}</strong><br />${gist}</span>
    </label>
  `;
  const drawn = (): TemplateResult => html`
    <p id="passphrase-label">Your password, these six words with spaces between them:</p>
    <p class="passphrase" aria-labelledby="passphrase-label"><code>${words || "…"}</code></p>
    <input
      class="visually-hidden"
      id="new-password"
      name="new-password"
      type="password"
      autocomplete="new-password"
      readonly
      tabindex="-1"
      aria-hidden="true"
      .value=${words}
    />
    <button type="button" class="small" @click=${draw}>Other words</button>
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
      <span>I have written these words down, or saved them in my password manager.</span>
    </label>
    <p class="error" id="saved-error" role="alert">${missing}</p>
  `;
  const typedTwice = (): TemplateResult => html`
    ${passwordField({ id: "new-password", label: "New password", autocomplete: "new-password", help: `At least ${MIN_PASSWORD} characters, and hard to guess. Several random words are good.` }, entry, update)}
    <p class="help" role="status">${entry.error ? "" : verdict}</p>
    ${passwordField({ id: "repeat-password", label: "The same password again", autocomplete: "new-password" }, entry, update)}
    ${passwordOptions(entry, update)}
  `;

  return {
    template() {
      if (!own && !words) void draw();
      return html`
        <form id="entry-form" novalidate autocomplete="on" @submit=${submit} @input=${own ? typed : nothing}>
          <fieldset class="choices">
            <legend>Choose a password</legend>
            ${way(false, "Six words, drawn for you", "Nobody can guess them.")}
            ${way(true, "A password of my own", "It has to be hard to guess.")}
          </fieldset>
          ${usernameField(userId)} ${own ? typedTwice() : drawn()}
          <p class="caution">
            Nobody can reset this password. If you lose it, what is encrypted to your key stays closed for good.
          </p>
        </form>
      `;
    },
  };
}
