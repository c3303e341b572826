/** Takes the 24 words of a recovery phrase, with suggestions from the list. */
import { html, nothing, render } from "lit/html.js";
import { connectsNote } from "../connects-note.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { takeWords, wordField } from "../word-field.ts";
import { words } from "../../words/words.ts";

const COUNT = 24;
const IDS = Array.from({ length: COUNT }, (_, i) => `word-${i}`);
const SUGGESTIONS = 8;

/** The list is large: loaded when the screen is. */
const loadWords = async (): Promise<readonly string[]> => (await import("@scure/bip39/wordlists/english.js")).wordlist;

/** The view of a `phrase-restore` screen. */
export function phraseRestoreScreen(screen: ScreenOf<"phrase-restore">, context: ScreenContext): ScreenView {
  const say = words.phraseRestore;
  const arming = context.arm();
  let known: readonly string[] | undefined;
  let missing: string | undefined;
  const unknown = new Set<string>();
  const back = (): void => context.answer({ type: "back" });

  const check = (input: HTMLInputElement): void => {
    const word = input.value.trim().toLowerCase();
    const isUnknown = word !== "" && known !== undefined && !known.includes(word);
    if (isUnknown === unknown.has(input.id)) return;
    if (isUnknown) unknown.add(input.id);
    else unknown.delete(input.id);
    context.update();
  };
  const suggest = (input: HTMLInputElement): void => {
    const start = input.value.trim().toLowerCase();
    const list = input.form?.querySelector<HTMLElement>("#suggestions");
    const fitting = start ? (known?.filter((word) => word.startsWith(start)).slice(0, SUGGESTIONS) ?? []) : [];
    if (list)
      render(
        fitting.map((word) => html`<option value=${word}></option>`),
        list,
      );
    // A word that can still become one is no mistake yet.
    if (unknown.has(input.id) || !fitting.length) check(input);
  };
  /** A phrase pasted as a whole fills the fields from here on. */
  const paste = (event: ClipboardEvent): void => {
    const pasted =
      event.clipboardData
        ?.getData("text")
        .trim()
        .split(/[\s,;]+/) ?? [];
    if (pasted.length < 2) return;
    event.preventDefault();
    const input = event.currentTarget as HTMLInputElement;
    const first = IDS.indexOf(input.id);
    pasted.slice(0, COUNT - first).forEach((word, i) => {
      const field = input.form?.querySelector<HTMLInputElement>(`#${IDS[first + i]}`);
      if (!field) return;
      field.value = word.toLowerCase();
      check(field);
    });
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const inputs = IDS.map((id) => form.querySelector<HTMLInputElement>(`#${id}`));
    inputs.forEach((input) => input && check(input));
    const bad = inputs.find((input) => !input?.value.trim() || unknown.has(input.id));
    if (!bad) return context.answer({ type: "words", words: takeWords(form, IDS) });
    missing = say[bad.value.trim() ? "unknown" : "missing"](IDS.indexOf(bad.id) + 1);
    context.update();
    bad.focus();
  };

  const error = (): string | undefined => missing ?? (screen.problem && say.problems[screen.problem]);
  return {
    step: screen.problem ? say.stepWrong : say.step,
    escape: back,
    shown(root) {
      let gone = false;
      void loadWords().then((list) => {
        if (gone) return;
        known = list;
        // Whoever typed faster than the list came gets its help now.
        const inputs = root.querySelectorAll<HTMLInputElement>(".word input");
        for (const input of inputs) (input === document.activeElement ? suggest : check)(input);
      });
      root.querySelector<HTMLInputElement>("#word-0")?.focus();
      return () => {
        gone = true;
      };
    },
    render: () =>
      layout({
        site: screen.site,
        what: words.unlock.what,
        content: html`
          ${addressNote(context)} ${connectsNote(screen, say.yours)}
          <form id="entry-form" novalidate autocomplete="off" @submit=${submit}>
            <h2>${say.heading}</h2>
            <p class="help">${say.help}</p>
            ${error() ? html`<p class="error" id="phrase-error" role="alert">${error()}</p>` : nothing}
            <div class="word-entries">
              ${IDS.map((id, i) =>
                wordField({
                  id,
                  label: words.phrase.word(i + 1),
                  list: "suggestions",
                  unknown: unknown.has(id),
                  onInput: (event) => suggest(event.currentTarget as HTMLInputElement),
                  onPaste: paste,
                }),
              )}
            </div>
            <datalist id="suggestions"></datalist>
          </form>
          <p class="help profile">${words.facts.profileIs(screen.userId)}</p>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.back, run: back },
          { label: words.actions.unlock, arming, form: "entry-form" },
        ),
      }),
  };
}
