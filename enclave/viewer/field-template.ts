/** One value as markup: label, text, an image as a thumbnail that can be enlarged. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { copyValue } from "./copy-value.ts";
import { endOfPiece, FIRST_TEXT, type Field, type FieldValue } from "./describe-credential.ts";
import { imageBlob, type EmbeddedImage } from "./embedded-file.ts";
import type { Formats } from "./formats.ts";
import { inertWhole } from "./inert-text.ts";
import { nextTurn } from "./slices.ts";
import { words } from "../words/words.ts";

/** Options of {@link fieldTemplate}. */
export interface FieldOptions {
  formats: Formats;
  /** Offers to copy each value; called with what happened, to be announced. */
  onCopy?: ((message: string) => void) | undefined;
  /** The end of a very long text was drawn. */
  onRest?: (() => void) | undefined;
}

/** A value as it is shown in the viewer and in a consent. */
export function fieldTemplate(
  { label, known, value, raw, unseen, names }: Field,
  { formats, onCopy, onRest }: FieldOptions,
): TemplateResult {
  return html`
    <div class=${names ? "field names" : "field"}>
      <dt class=${known ? "label" : "label own-key"}><bdi>${label}</bdi></dt>
      <dd>
        ${valueTemplate(value, label, formats, onRest)}
        ${unseen ? html`<span class="omitted">${words.field.unseen(unseen, formats.number(unseen))}</span>` : nothing}
        ${
          onCopy && raw !== undefined
            ? html`<button
                type="button"
                class="copy"
                aria-label=${words.field.copyOne(label)}
                @click=${(event: Event) => copy(event, raw, label, onCopy)}
              >
                ${words.field.copy}
              </button>`
            : nothing
        }
      </dd>
    </div>
  `;
}

function valueTemplate(
  value: FieldValue,
  label: string,
  formats: Formats,
  onRest: FieldOptions["onRest"],
): TemplateResult {
  switch (value.kind) {
    case "text":
      return html`<span class="value" dir="auto">${value.text}</span>${restTemplate(value.rest, formats, onRest)}`;
    case "nothing":
      return html`<span class="value absent">${value.words}</span>`;
    case "image":
      return html`<button
        type="button"
        class="thumbnail"
        aria-expanded="false"
        aria-label=${words.field.enlarge(label)}
        @click=${enlarge}
      >
        ${imageOf(value, label, formats)}
      </button>`;
    case "file":
      return html`<span class="value"
          >${words.field.file(value.format, formats.bytes(value.size), value.tooLarge === true)}</span
        >${restTemplate(value.text, formats, undefined)}`;
  }
}

/**
 * The picture, which appears when it is decoded. One that cannot be drawn may be no picture at all: its text can be read
 * instead.
 */
function imageOf(value: EmbeddedImage, label: string, formats: Formats): HTMLImageElement {
  const image = new Image(value.width, value.height);
  image.alt = label;
  image.decoding = "async";
  image.draggable = false;
  image.className = "loading";
  const fail = (): void => {
    const button = image.parentElement;
    if (!button) return;
    const instead = document.createDocumentFragment();
    render(
      html`<span class="value">${words.field.noPicture}</span>${restTemplate(value.text, formats, undefined)}`,
      instead,
    );
    button.replaceWith(instead);
  };
  const draw = async (): Promise<void> => {
    // Not before it stands in the page: what follows in this turn is drawn first.
    await nextTurn();
    const blob = await imageBlob(value);
    if (!blob) return fail();
    const url = URL.createObjectURL(blob);
    const loaded = (): void => {
      URL.revokeObjectURL(url);
      image.classList.remove("loading");
    };
    image.addEventListener("load", loaded, { once: true });
    image.addEventListener("error", () => (URL.revokeObjectURL(url), fail()), { once: true });
    image.src = url;
  };
  void draw();
  return image;
}

/** Characters that one press on a text's button adds. */
const NEXT_TEXT = 500_000;

/**
 * What of a text is not drawn yet, behind a button that draws it slice by slice. Each slice is a block of its own: one
 * of megabytes would be laid out anew with every addition.
 */
function restTemplate(
  rest: string | undefined,
  { number }: Formats,
  onRest: FieldOptions["onRest"],
): TemplateResult | typeof nothing {
  if (!rest) return nothing;
  let left = rest;
  const offer = (): string => words.field.moreText(number(Math.min(left.length, NEXT_TEXT)));
  const draw = async (button: HTMLButtonElement): Promise<void> => {
    const to = Math.max(0, left.length - NEXT_TEXT);
    button.disabled = true;
    while (left.length > to && button.isConnected) {
      const end = endOfPiece(left, FIRST_TEXT);
      const piece = document.createElement("span");
      piece.className = "value piece";
      piece.dir = "auto";
      piece.textContent = inertWhole(left.slice(0, end)).text;
      left = left.slice(end);
      button.before(piece);
      await nextTurn();
    }
    if (!button.isConnected) return;
    button.disabled = false;
    button.textContent = offer();
    if (left) return;
    // The focus would be lost with the button, and with it what keys scroll.
    button.closest<HTMLElement>(".scroll")?.focus();
    button.remove();
    onRest?.();
  };
  return html`<button
    type="button"
    class=${onRest ? "small rest" : "small rest as-text"}
    @click=${(event: Event) => draw(event.currentTarget as HTMLButtonElement)}
  >
    ${offer()}
  </button>`;
}

function enlarge(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  button.ariaExpanded = button.ariaExpanded === "true" ? "false" : "true";
}

async function copy(event: Event, raw: string, label: string, onCopy: (message: string) => void): Promise<void> {
  const button = event.currentTarget as HTMLElement;
  const shown = button.parentElement?.querySelector(".value") ?? button;
  const copied = await copyValue(raw, shown);
  button.textContent = copied ? words.field.copied : words.field.notCopied;
  onCopy(copied ? words.field.copiedOne(label) : words.field.copyByHand);
  setTimeout(() => (button.textContent = words.field.copy), 2_000);
}
