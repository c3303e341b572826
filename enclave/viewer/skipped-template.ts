/** Credentials that were left out, as markup. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SkippedCredential } from "../contract/window-messages.ts";
import type { Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";

const REASONS = {
  DECRYPT_FAILED: "was not encrypted for your key, or was altered",
  MALFORMED: "is not in a form that can be read",
} as const;
const MAX_NAMED = 20;

/** Names the credentials that could not be read, so that none is silently missing. */
export function skippedTemplate(skipped: SkippedCredential[], { number }: Formats): TemplateResult | typeof nothing {
  if (!skipped.length) return nothing;
  return html`
    <div class="skipped">
      <p>
        ${skipped.length === 1 ? "One credential was left out:" : `${number(skipped.length)} credentials were left out:`}
      </p>
      <ul>
        ${skipped.slice(0, MAX_NAMED).map(({ id, reason }) => html`<li><code>${inertText(id, 40).text}</code> ${REASONS[reason]}</li>`)}
        ${skipped.length > MAX_NAMED ? html`<li>and ${number(skipped.length - MAX_NAMED)} more</li>` : nothing}
      </ul>
    </div>
  `;
}
