/** The credential viewer: folded credentials, search, copy one value. It is drawn in the window, and nowhere else. */
import { html, render, type TemplateResult } from "lit/html.js";
import type { OpenedCredential, SkippedCredential } from "../vault/window-messages.ts";
import { describeCredential } from "./describe-credential.ts";
import { printUnfolded, saveAsJson } from "./export-credential.ts";
import { fieldsTemplate, skippedTemplate } from "./fields-template.ts";
import { createFormats, type Formats } from "./formats.ts";
import { searchFields } from "./search-fields.ts";
import { summarise } from "./summary.ts";

/** Options of {@link viewerTemplate}. */
export interface ViewerOptions {
  /** Dates and countries in words; British English by default. */
  formats?: Formats | undefined;
  /** Unix seconds; the clock's by default. */
  now?: number | undefined;
}

/**
 * Shows opened credentials. Needs `style/viewer.css` and `style/base.css`.
 * @param credentials opened by the vault
 * @param skipped those that could not be opened; they are named
 */
export function viewerTemplate(
  credentials: OpenedCredential[],
  skipped: SkippedCredential[],
  { formats = createFormats("en-GB"), now = Date.now() / 1000 }: ViewerOptions = {},
): TemplateResult {
  const viewer = (from: Event): Element => (from.currentTarget as Element).closest(".viewer") as Element;
  const say = (root: Element, message: string): void => {
    const status = root.querySelector(".viewer-status");
    if (status) status.textContent = message;
  };
  // A credential's fields are drawn when it is first unfolded: there may be thousands.
  const fill = (details: HTMLDetailsElement): void => {
    const body = details.querySelector<HTMLElement>(".credential-body");
    const opened = credentials[Number(details.dataset["index"])];
    if (!body || !opened || body.childElementCount) return;
    const onCopy = (message: string): void => say(details.closest(".viewer") as Element, message);
    render(fieldsTemplate(describeCredential(opened.credential, { formats }), { formats, level: 3, onCopy }), body);
  };
  const fillAll = (root: Element): void =>
    root.querySelectorAll<HTMLDetailsElement>("details.credential").forEach(fill);
  const search = (event: Event): void => {
    const root = viewer(event);
    const query = (event.currentTarget as HTMLInputElement).value;
    fillAll(root);
    const found = searchFields(root, query);
    say(root, query.trim() ? `${formats.number(found)} ${found === 1 ? "value" : "values"} found.` : "");
  };
  const print = (event: Event): void => {
    const root = viewer(event);
    fillAll(root);
    printUnfolded(root);
  };

  if (!credentials.length)
    return html`<div class="viewer">
      <h2 class="viewer-title" tabindex="-1">Your credentials</h2>
      <p>There is no credential to show.</p>
      ${skippedTemplate(skipped, formats)}
    </div>`;
  return html`
    <div class="viewer">
      <h2 class="viewer-title" tabindex="-1">
        ${credentials.length === 1 ? "Your credential" : `Your ${formats.number(credentials.length)} credentials`}
      </h2>
      <div class="viewer-tools">
        <label class="search"
          ><span>Search</span> <input type="search" autocomplete="off" spellcheck="false" @input=${search}
        /></label>
        <button type="button" class="quiet" @click=${print}>Print</button>
      </div>
      <p class="viewer-status" role="status"></p>
      ${credentials.map((opened, index) => {
        const { title, facts } = summarise(opened, formats, now);
        return html`
          <details
            class="credential"
            data-index=${index}
            ?open=${index === 0}
            @toggle=${(event: Event) => fill(event.currentTarget as HTMLDetailsElement)}
          >
            <summary>
              <span class="credential-head">
                <span class="credential-title"><bdi>${title}</bdi></span>
                ${facts.map(({ label, text, standing }) => html`<span class=${`fact ${standing ?? ""}`}><span class="fact-label">${label}</span> <bdi>${text}</bdi></span>`)}
              </span>
            </summary>
            <div class="credential-body"></div>
            <button type="button" class="quiet save" @click=${() => saveAsJson(opened.credential, opened.id)}>
              Save as a JSON file
            </button>
          </details>
        `;
      })}
      ${skippedTemplate(skipped, formats)}
    </div>
  `;
}
