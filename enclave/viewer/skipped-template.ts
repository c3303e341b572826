/** Credentials that were left out, as markup. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SkippedCredential } from "../contract/window-messages.ts";
import type { Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";
import { words } from "../words/words.ts";

const MAX_NAMED = 20;

/** Names the credentials that could not be read, so that none is silently missing. */
export function skippedTemplate(skipped: SkippedCredential[], { number }: Formats): TemplateResult | typeof nothing {
  if (!skipped.length) return nothing;
  const say = words.skipped;
  return html`
    <div class="skipped">
      <p>${say.heading(skipped.length, number(skipped.length))}</p>
      <ul>
        ${skipped.slice(0, MAX_NAMED).map(({ id, reason }) => html`<li><code>${inertText(id, 40).text}</code> ${say.reasons[reason]}</li>`)}
        ${skipped.length > MAX_NAMED ? html`<li>${say.more(number(skipped.length - MAX_NAMED))}</li>` : nothing}
      </ul>
    </div>
  `;
}
