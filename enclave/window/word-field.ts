/** Entry of words of a recovery phrase. What is typed stays in the inputs, and leaves them with the answer. */
import { html, nothing, type TemplateResult } from "lit/html.js";

/** One field. */
export interface WordField {
  id: string;
  label: string;
  /** Id of a list of suggestions. */
  list?: string | undefined;
  /** It is no word of the list. */
  unknown?: boolean | undefined;
  onInput?: ((event: InputEvent) => void) | undefined;
  onPaste?: ((event: ClipboardEvent) => void) | undefined;
}

/** A labelled field for one word. */
export function wordField({ id, label, list, unknown = false, onInput, onPaste }: WordField): TemplateResult {
  return html`
    <div class="entry word">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        type="text"
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        translate="no"
        list=${list ?? nothing}
        aria-invalid=${unknown ? "true" : "false"}
        @input=${onInput ?? nothing}
        @paste=${onPaste ?? nothing}
      />
    </div>
  `;
}

/** Takes the words out of a form's inputs: afterwards they are empty. */
export function takeWords(form: HTMLFormElement, ids: readonly string[]): string[] {
  return ids.map((id) => {
    const input = form.querySelector<HTMLInputElement>(`#${id}`);
    const word = input?.value.trim().toLowerCase() ?? "";
    if (input) input.value = "";
    return word;
  });
}
