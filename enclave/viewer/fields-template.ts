/** Described credentials as markup: titled lists of label and value, images as thumbnails that can be enlarged. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SkippedCredential } from "../vault/window-messages.ts";
import { copyValue } from "./copy-value.ts";
import type { Field, FieldValue, Section } from "./describe-credential.ts";
import type { Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";

/** Options of {@link fieldsTemplate}. */
export interface FieldsOptions {
  formats: Formats;
  /** Heading level of the section titles. */
  level: 2 | 3;
  /** Offers to copy each value; called with what happened, to be announced. */
  onCopy?: ((message: string) => void) | undefined;
}

/** Sections as they are shown in the viewer and in a consent. */
export function fieldsTemplate(sections: Section[], options: FieldsOptions): TemplateResult {
  return html`${sections.map(
    ({ title, fields, omitted }) => html`
      <section class="fields">
        ${options.level === 2 ? html`<h2 class="fields-title">${title}</h2>` : html`<h3 class="fields-title">${title}</h3>`}
        ${fields.length ? html`<dl>${fields.map((field) => fieldTemplate(field, options))}</dl>` : nothing}
        ${omitted ? html`<p class="omitted">${omitted}</p>` : nothing}
      </section>
    `,
  )}`;
}

function fieldTemplate({ label, known, value, raw }: Field, { formats, onCopy }: FieldsOptions): TemplateResult {
  return html`
    <div class="field">
      <dt class=${known ? "label" : "label own-key"}><bdi>${label}</bdi></dt>
      <dd>
        ${valueTemplate(value, label, formats)}
        ${
          onCopy && raw !== undefined
            ? html`<button
                type="button"
                class="copy"
                aria-label=${`Copy ${label}`}
                @click=${(event: Event) => copy(event, raw, label, onCopy)}
              >
                Copy
              </button>`
            : nothing
        }
      </dd>
    </div>
  `;
}

function valueTemplate(value: FieldValue, label: string, formats: Formats): TemplateResult {
  switch (value.kind) {
    case "text":
      return html`<span class="value" dir="auto">${value.text}</span>${
          value.cut
            ? html` <span class="omitted">… ${formats.number(value.cut)} more characters are not shown.</span>`
            : nothing
        }`;
    case "empty":
      return html`<span class="value absent">Empty</span>`;
    case "deep":
      return html`<span class="value absent">Nested too deeply to be shown</span>`;
    case "image":
      return html`<button
        type="button"
        class="thumbnail"
        aria-expanded="false"
        aria-label=${`Enlarge: ${label}`}
        @click=${enlarge}
      >
        <img
          src=${value.url}
          alt=${label}
          width=${value.width}
          height=${value.height}
          decoding="async"
          draggable="false"
        />
      </button>`;
    case "file":
      return html`<span class="value"
        >${value.format ? `${value.format} file` : "File"},
        ${formats.bytes(value.size)}${value.tooLarge ? ", too large to be drawn" : ""}</span
      >`;
  }
}

function enlarge(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  button.ariaExpanded = button.ariaExpanded === "true" ? "false" : "true";
}

async function copy(event: Event, raw: string, label: string, onCopy: (message: string) => void): Promise<void> {
  const button = event.currentTarget as HTMLElement;
  const shown = button.parentElement?.querySelector(".value") ?? button;
  const copied = await copyValue(raw, shown);
  button.textContent = copied ? "Copied" : "Not copied";
  onCopy(
    copied ? `${label} copied.` : "This browser does not let this page copy. The value is selected: copy it by hand.",
  );
  setTimeout(() => (button.textContent = "Copy"), 2_000);
}

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
