/** A credential's summary as markup: what it says, what the site says of it, and where the two do not go together. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { quoteHostText } from "./quote-host-text.ts";
import type { Summary } from "./summary.ts";
import { words } from "../words/words.ts";

/** Most characters of one thing that the notes say. */
const MAX_SAID = 80;

/**
 * @param summary made by `summarise`
 * @param site how the asking site is named
 */
export function summaryTemplate({ title, facts, says, cautions }: Summary, site: string): TemplateResult {
  const said = says.flatMap(({ label, text }) => {
    const quoted = quoteHostText(text, MAX_SAID);
    return quoted ? [{ label, quoted }] : [];
  });
  return html`
    <strong class="credential-title"><bdi>${title}</bdi></strong>
    ${facts.map(({ label, text, bad }) => html`<span class=${bad ? "fact bad" : "fact"}><span class="fact-label">${label}</span> <bdi>${text}</bdi></span>`)}
    ${said.length ? html`<span class="site-says">${words.summary.siteSays(site, said)}</span>` : nothing}
    ${cautions.map((sentence) => html`<span class="notes-caution">${sentence}</span>`)}
  `;
}

/** What is not known of a credential that was opened here; for beside the summaries. */
export function unprovenNote(): TemplateResult {
  return html`<p class="help">${words.viewer.unproven}</p>`;
}
