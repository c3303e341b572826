/** "Remember on this device": off unless chosen, and honest about browsers that keep nothing. */
import { html, type TemplateResult } from "lit/html.js";
import type { RememberOffer } from "../contract/window-messages.ts";

/** Seconds, and how they are called. */
const CHOICES: readonly (readonly [seconds: number, label: string])[] = [
  [0, "Do not remember"],
  [3_600, "For 1 hour"],
  [86_400, "For 1 day"],
  [604_800, "For 7 days"],
  [2_592_000, "For 30 days"],
];
const HELP: Record<RememberOffer, string> = {
  site: "Your key stays in this browser, encrypted, and opens here without asking. Choose this only on a device of your own.",
  window:
    "This browser stores nothing for idOS inside other sites. After a reload you are asked to allow again, but not to prove who you are.",
  no: "This browser does not let idOS store anything. Your key is locked again when the site is reloaded or closed.",
};

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
        ? html`<p class="help">${HELP.no}</p>`
        : html`
            <div class="entry">
              <label for="remember">Remember on this device</label>
              <select id="remember" aria-describedby="remember-help" @change=${choose}>
                ${CHOICES.map(([value, label]) => html`<option value=${value} ?selected=${value === seconds}>${label}</option>`)}
              </select>
              <p class="help" id="remember-help">${HELP[offer]}</p>
            </div>
          `,
  };
}
