/** The Isle's few icons. They only repeat what a text beside them says, so assistive technology skips them. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const STROKES = {
  close: svg`<path d="m6 6 12 12M18 6 6 18" />`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  alert: svg`<path d="M12 7v6m0 3.5v.5" /><circle cx="12" cy="12" r="9" />`,
  clock: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2.5" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`,
  key: svg`<circle cx="8" cy="15" r="4" /><path d="m11 12 8-8m-3 3 2.5 2.5" />`,
  wallet: svg`<rect x="3.5" y="6.5" width="17" height="12.5" rx="3" /><path d="M3.5 10.5h17M16 14.5h1" />`,
  document: svg`<rect x="5" y="3.5" width="14" height="17" rx="2.5" /><path d="M9 8.5h6M9 12h6M9 15.5h3" />`,
  share: svg`<path d="M4 12h15m-5-5 5 5-5 5" />`,
  window: svg`<rect x="3.5" y="5" width="17" height="14" rx="2.5" /><path d="M3.5 9.5h17" />`,
  out: svg`<path d="M13 5h6v6m0-6-9 9M10 6H7a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-3" />`,
} satisfies Record<string, SVGTemplateResult>;

/** Name of an icon. */
export type IconName = keyof typeof STROKES;

/** An icon in the colour of the text around it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${STROKES[name]}</svg>`;
}

/** An icon in a disc that sets the mood of a screen. */
export function emblem(name: IconName, mood: "calm" | "good" | "warning" | "bad" = "calm"): TemplateResult {
  return html`<div class="emblem ${mood}">${icon(name)}</div>`;
}

/** The mark: an isle under its sun. */
export function logo(): TemplateResult {
  return html`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <circle class="sun" cx="12" cy="7" r="3.25" />
    <path class="land" d="M3.5 17.25C5.5 13.5 8.5 12 12 12s6.5 1.5 8.5 5.25Z" />
    <path class="sea" d="M3.5 20.5c1.4-.9 2.8-.9 4.25 0s2.85.9 4.25 0 2.8-.9 4.25 0 2.85.9 4.25 0" />
  </svg>`;
}
