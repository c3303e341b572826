/** "Remember on this device": off unless chosen, and honest about browsers that keep nothing. */
import { html, type TemplateResult } from "lit/html.js";
import type { RememberOffer } from "../contract/window-messages.ts";
import { words } from "../words/words.ts";

/** Seconds that can be chosen. */
const CHOICES = [0, 3_600, 86_400, 604_800, 2_592_000] as const;

/** What {@link rememberField} returns. */
export interface RememberField {
  template(): TemplateResult;
  /** Chosen seconds; undefined for none. */
  readonly seconds: number | undefined;
}

/** The field of a screen; undefined counts as a browser that keeps nothing. */
export function rememberField(offer: RememberOffer = "no"): RememberField {
  let seconds = 0;
  const choose = (event: Event): void => {
    seconds = Number((event.currentTarget as HTMLSelectElement).value);
  };
  return {
    get seconds() {
      return seconds || undefined;
    },
    template: () =>
      offer === "no"
        ? html`<p class="help">${words.remember.help.no}</p>`
        : html`
            <div class="entry">
              <label for="remember">${words.remember.label}</label>
              <select id="remember" aria-describedby="remember-help" @change=${choose}>
                ${CHOICES.map((value) => html`<option value=${value} ?selected=${value === seconds}>${words.remember.spans[value]}</option>`)}
              </select>
              <p class="help" id="remember-help">${words.remember.help[offer]}</p>
            </div>
          `,
  };
}
