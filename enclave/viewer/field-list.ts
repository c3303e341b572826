/**
 * The list of a credential's values: drawn page by page, each page in slices of a fixed size, so that neither a large
 * file nor thousands of values hold the window up. What is not drawn yet is counted, and a button draws it.
 */
import { html, nothing, render } from "lit/html.js";
import type { Description, Field, Section } from "./describe-credential.ts";
import { fieldTemplate, type FieldOptions } from "./field-template.ts";
import { nextTurn } from "./slices.ts";
import { words } from "../words/words.ts";

/** Options of {@link mountFields}. */
export interface FieldListOptions extends Omit<FieldOptions, "onRest"> {
  /** Called when {@link FieldList.complete} may have changed. */
  onChange?: (() => void) | undefined;
  /** Stands behind the last value that a person has to read. */
  end?: HTMLElement | undefined;
}

/** A mounted list. */
export interface FieldList {
  /** All values but the technical ones stand in the page, whole. */
  readonly complete: boolean;
  /**
   * Shows only what matches, the technical data too; all again without a test.
   * @returns how many match, or undefined if another search overtook this one
   */
  search(matches: ((field: Field) => boolean) | undefined): Promise<number | undefined>;
  /** Draws all that is left. */
  drawAll(): Promise<void>;
  dispose(): void;
}

/** Values that a page has, and that a press on its button adds. */
export const FIRST_PAGE = 200;
export const NEXT_PAGE = 1_000;
/** A slice: so many rows, or so many characters, whichever is less. */
const SLICE_ROWS = 40;
const SLICE_TEXT = 40_000;
/** Values that a search looks at in one slice. */
const SEARCHED = 400;
/** Found values that are drawn; of more, their number is said. */
const MAX_FOUND = 500;

/** Draws values that come one by one; nothing of them is kept beside what is shown. */
class Pages {
  #left: number;
  #next: IteratorResult<{ section: Section; field: Field }>;
  readonly #fields: Iterator<{ section: Section; field: Field }>;
  readonly #more: HTMLElement;
  #list: { title: string; dl: HTMLElement } | undefined;
  #drawing: Promise<void> | undefined;
  /** Very long texts of which the end is not drawn. */
  #texts = 0;
  #ended = false;

  constructor(
    readonly host: HTMLElement,
    sections: readonly Section[],
    readonly options: FieldListOptions,
  ) {
    this.#left = sections.reduce((sum, { count }) => sum + count, 0);
    this.#fields = (function* () {
      for (const section of sections) for (const field of section.fields()) yield { section, field };
    })();
    this.#next = this.#fields.next();
    this.#more = document.createElement("div");
    this.#more.className = "more";
    host.append(this.#more);
    void this.draw(FIRST_PAGE);
  }

  get #isDrawn(): boolean {
    return this.#next.done === true;
  }

  get complete(): boolean {
    return this.#isDrawn && this.#texts === 0 && !this.#drawing;
  }

  end(): void {
    this.#ended = true;
  }

  /** The first slice at once. */
  draw(values: number): Promise<void> {
    const to = Math.max(0, this.#left - values);
    const isDone = (): boolean => this.#ended || this.#isDrawn || this.#left <= to;
    this.#slice(to);
    if (isDone()) {
      this.#offer();
      return Promise.resolve();
    }
    const goOn = async (): Promise<void> => {
      while (!isDone()) {
        await nextTurn();
        if (!this.#ended) this.#slice(to);
      }
      this.#drawing = undefined;
      this.#offer();
    };
    return (this.#drawing = goOn());
  }

  async drawAll(): Promise<void> {
    await this.#drawing;
    await this.draw(this.#left);
    // Texts; not the text form of files, which nobody would read.
    for (;;) {
      const button = this.host.querySelector<HTMLButtonElement>("button.rest:not(.as-text)");
      if (!button) return;
      button.click();
      await nextTurn();
    }
  }

  #slice(to: number): void {
    let text = 0;
    for (let row = 0; row < SLICE_ROWS && text < SLICE_TEXT && this.#left > to; row++) {
      const { done, value } = this.#next;
      if (done === true) return;
      const { section, field } = value;
      this.#put(section.title, field);
      if (!field.names) this.#left--;
      text += field.value.kind === "text" ? field.value.text.length : 0;
      this.#next = this.#fields.next();
    }
  }

  #put(title: string, field: Field): void {
    if (this.#list?.title !== title) this.#list = { title, dl: this.#begin(title) };
    if (field.value.kind === "text" && field.value.rest !== undefined) this.#texts++;
    const onRest = (): void => {
      this.#texts--;
      this.options.onChange?.();
    };
    const drawn = document.createDocumentFragment();
    render(fieldTemplate(field, { ...this.options, onRest }), drawn);
    this.#list.dl.append(drawn);
  }

  #begin(title: string): HTMLElement {
    const section = document.createElement("section");
    section.className = "fields";
    render(html`<h3 class="fields-title">${title}</h3>`, section);
    const dl = document.createElement("dl");
    section.append(dl);
    this.#more.before(section);
    return dl;
  }

  #offer(): void {
    if (this.#ended) return;
    const left = this.#isDrawn ? 0 : Math.max(1, this.#left);
    const next = Math.min(left, NEXT_PAGE);
    const { number } = this.options.formats;
    const draw = (): void => {
      render(html`<p class="omitted">${words.fieldList.drawing}</p>`, this.#more);
      void this.draw(next);
    };
    const hadFocus = this.#more.contains(document.activeElement);
    render(
      left
        ? html`<p class="omitted">${words.fieldList.left(left, number(left))}</p>
            <button type="button" class="small" @click=${draw}>${words.fieldList.showMore(number(next))}</button>`
        : nothing,
      this.#more,
    );
    if (hadFocus) this.#more.querySelector("button")?.focus();
    this.options.onChange?.();
  }
}

/**
 * Draws a description into an empty element.
 * @param host must be emptied by nobody else
 */
export function mountFields(host: HTMLElement, description: Description, options: FieldListOptions): FieldList {
  const { sections, technical } = description;
  let pages: Pages[] = [];
  let searching = 0;

  const empty = (): void => {
    for (const page of pages) page.end();
    pages = [];
    host.replaceChildren();
  };
  const place = (className: string): HTMLElement => {
    const element = document.createElement("div");
    element.className = className;
    host.append(element);
    return element;
  };
  const all = (): void => {
    empty();
    pages.push(new Pages(place("own-values"), sections, options));
    if (!sections.length) render(html`<p class="omitted">${words.fieldList.nothing}</p>`, place("none"));
    if (options.end) host.append(options.end);
    if (technical) foldTechnical(technical);
  };
  // What only programs read does not stand in the way of what the person has to; drawn when it is unfolded.
  const foldTechnical = (section: Section): void => {
    const count = options.formats.number(section.count);
    const unfold = (event: Event): void => {
      const details = event.currentTarget as HTMLDetailsElement;
      const body = details.querySelector<HTMLElement>(".technical-body");
      if (details.open && body && !body.childElementCount) pages.push(new Pages(body, [section], options));
    };
    render(
      html`<details class="technical" @toggle=${unfold}>
        <summary>${words.fieldList.technical(section.title, section.count, count)}</summary>
        <p class="help">${words.fieldList.technicalHelp}</p>
        <div class="technical-body"></div>
      </details>`,
      place("technical-place"),
    );
  };

  async function search(matches: ((field: Field) => boolean) | undefined): Promise<number | undefined> {
    const own = ++searching;
    if (!matches) {
      all();
      return undefined;
    }
    let found = 0;
    const kept: Section[] = [];
    let looked = 0;
    for (const section of technical ? [...sections, technical] : sections) {
      const fields: Field[] = [];
      for (const field of section.fields()) {
        if (++looked % SEARCHED === 0) {
          await nextTurn();
          if (own !== searching) return undefined;
        }
        if (!matches(field)) continue;
        if (found++ < MAX_FOUND) fields.push(field);
      }
      if (fields.length) kept.push({ title: section.title, count: fields.length, fields: () => fields });
    }
    if (own !== searching) return undefined;
    empty();
    pages.push(new Pages(place("own-values"), kept, options));
    if (found > MAX_FOUND)
      render(
        html`<p class="omitted">${words.fieldList.onlyFirst(options.formats.number(MAX_FOUND))}</p>`,
        place("none"),
      );
    return found;
  }

  all();
  return {
    get complete() {
      return pages[0]?.complete ?? true;
    },
    search,
    async drawAll() {
      for (const page of pages) await page.drawAll();
    },
    dispose() {
      searching++;
      empty();
    },
  };
}
