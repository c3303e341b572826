/** The Isle's buttons and links, so that all look, and are styled by the page, the same way. */
import { html, type TemplateResult } from "lit";
import { icon } from "./icon.ts";

/** `primary` is the way on, `danger` destroys something, `quiet` stands beside content. */
export type ButtonKind = "primary" | "secondary" | "danger" | "quiet" | "quiet bad";

/**
 * A button.
 * @param about what it is about, for a person who hears it without seeing what it stands beside
 */
export function button(
  label: string,
  onClick: () => void,
  kind: ButtonKind = "secondary",
  about?: string,
): TemplateResult {
  return html`<button type="button" class="button ${kind}" part="button ${kind}" @click=${onClick}>
    ${label}${about ? html`<span class="unseen"> ${about}</span>` : ""}
  </button>`;
}

/** A link to another site, in a new tab that cannot reach this one. */
export function outLink(label: string, url: string, kind: ButtonKind = "primary"): TemplateResult {
  return html`<a class="button ${kind}" part="button ${kind}" href=${url} target="_blank" rel="noopener noreferrer"
    >${label}${icon("out")}</a
  >`;
}

/** The heading of a screen, where the focus goes when the screen appears. */
export function heading(text: string): TemplateResult {
  return html`<h2 part="heading" tabindex="-1">${text}</h2>`;
}
