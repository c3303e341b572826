/** The credential viewer: folded credentials, search, copy one value. It is drawn in the window, and nowhere else. */
import { html, type TemplateResult } from "lit/html.js";
import type { OpenedCredential, SkippedCredential } from "../contract/window-messages.ts";
import { describeCredential } from "./describe-credential.ts";
import { printUnfolded, saveAsJson } from "./export-credential.ts";
import { mountFields, type FieldList } from "./field-list.ts";
import type { Formats } from "./formats.ts";
import { matcher } from "./search-fields.ts";
import { skippedTemplate } from "./skipped-template.ts";
import { summarise } from "./summary.ts";
import { summaryTemplate, unprovenNote } from "./summary-template.ts";
import { words } from "../words/words.ts";

/** Options of {@link viewerTemplate}. */
export interface ViewerOptions {
  /** Dates and countries in words. */
  formats: Formats;
  /** Unix seconds; the clock's by default. */
  now?: number | undefined;
  /** How the site is named whose notes are quoted. */
  site?: string | undefined;
}

/** Milliseconds that a print waits for pictures. */
const PICTURES_WAIT = 10_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const settled = (image: HTMLImageElement): Promise<void> =>
  new Promise((resolve) => {
    for (const type of ["load", "error"]) image.addEventListener(type, () => resolve(), { once: true });
  });

/**
 * Shows opened credentials. Needs `style/viewer.css` and `style/base.css`.
 * @param credentials opened by the vault
 * @param skipped those that could not be opened; they are named
 */
export function viewerTemplate(
  credentials: OpenedCredential[],
  skipped: SkippedCredential[],
  { formats, now = Date.now() / 1000, site = words.viewer.theSite }: ViewerOptions,
): TemplateResult {
  const viewer = (from: Event): Element => (from.currentTarget as Element).closest(".viewer") as Element;
  const say = (root: Element, message: string): void => {
    const status = root.querySelector(".viewer-status");
    if (status) status.textContent = message;
  };
  // A credential's values are drawn when it is first unfolded: there may be thousands.
  const lists = new WeakMap<HTMLElement, FieldList>();
  const listOf = (details: HTMLDetailsElement): FieldList | undefined => {
    const body = details.querySelector<HTMLElement>(".credential-body");
    const opened = credentials[Number(details.dataset["index"])];
    if (!body || !opened) return undefined;
    const onCopy = (message: string): void => say(details.closest(".viewer") as Element, message);
    const list =
      lists.get(body) ?? mountFields(body, describeCredential(opened.credential, { formats }), { formats, onCopy });
    lists.set(body, list);
    return list;
  };
  const foldable = (root: Element): HTMLDetailsElement[] => [
    ...root.querySelectorAll<HTMLDetailsElement>("details.credential"),
  ];
  let searches = 0;
  const search = async (event: Event): Promise<void> => {
    const root = viewer(event);
    const matches = matcher((event.currentTarget as HTMLInputElement).value);
    const own = ++searches;
    let found = 0;
    for (const details of foldable(root)) {
      const inside = await listOf(details)?.search(matches);
      if (own !== searches) return;
      details.hidden = matches !== undefined && !inside;
      if (inside) details.open = true;
      found += inside ?? 0;
    }
    say(root, matches ? words.viewer.found(found, formats.number(found)) : "");
  };
  const print = async (event: Event): Promise<void> => {
    const root = viewer(event);
    const all = foldable(root).map(listOf);
    if (all.some((list) => list?.complete === false)) for (const list of all) await list?.drawAll();
    const loading = [...root.querySelectorAll<HTMLImageElement>("img.loading")];
    if (loading.length) await Promise.race([Promise.all(loading.map(settled)), pause(PICTURES_WAIT)]);
    printUnfolded(root);
  };

  if (!credentials.length)
    return html`<div class="viewer">
      <h2 class="viewer-title" tabindex="-1">${words.viewer.heading}</h2>
      <p>${words.viewer.none}</p>
      ${skippedTemplate(skipped, formats)}
    </div>`;
  return html`
    <div class="viewer">
      <h2 class="viewer-title" tabindex="-1">
        ${words.viewer.headingOf(credentials.length, formats.number(credentials.length))}
      </h2>
      <div class="viewer-tools">
        <label class="search"
          ><span>${words.viewer.search}</span>
          <input type="search" autocomplete="off" spellcheck="false" @input=${search}
        /></label>
        <button type="button" class="quiet" @click=${print}>${words.viewer.print}</button>
      </div>
      <p class="viewer-status" role="status"></p>
      ${unprovenNote()}
      ${credentials.map((opened, index) => {
        return html`
          <details
            class="credential"
            data-index=${index}
            ?open=${index === 0}
            @toggle=${(event: Event) => void listOf(event.currentTarget as HTMLDetailsElement)}
          >
            <summary>
              <span class="credential-head">${summaryTemplate(summarise(opened, formats, now), site)}</span>
            </summary>
            <div class="credential-body"></div>
            <button type="button" class="quiet save" @click=${() => saveAsJson(opened.credential, opened.id)}>
              ${words.actions.saveAsJson}
            </button>
          </details>
        `;
      })}
      ${skippedTemplate(skipped, formats)}
    </div>
  `;
}
