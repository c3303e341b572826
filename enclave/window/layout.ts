/** The frame of every screen: the asking site first, the content, the actions. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Arming } from "./arming.ts";
import type { ScreenContext } from "./screen-view.ts";
import { siteName, siteParts, unprotectedScheme } from "./site-name.ts";
import { words } from "../words/words.ts";

/** Parts of a screen. */
export interface Layout {
  /** The asking origin. */
  site: string;
  /** Goes on after the site's name: "asks to …". */
  what: string;
  content: TemplateResult | typeof nothing;
  actions: TemplateResult;
}

/**
 * A whole screen. The heading takes the focus, so that keys scroll the part that it stands in; whoever has left that
 * part comes back to it by Tab, as not every browser lets them by itself.
 */
export function layout({ site, what, content, actions }: Layout): TemplateResult {
  return html`
    <main class="card" aria-labelledby="heading">
      <div class="scroll" role="region" aria-labelledby="heading" tabindex="0">
        <h1 id="heading" tabindex="-1">
          ${siteTemplate(site)}
          <span class="what">${what}</span>
        </h1>
        <div class="content">${internationalNote(site)}${content}</div>
      </div>
      <div class="actions">${actions}</div>
    </main>
  `;
}

/** The asking site, with the part that says whose it is for the eye. */
function siteTemplate(site: string): TemplateResult {
  const parts = siteParts(site);
  return html`<bdi class="site" dir="ltr"
    ><span class="scheme">${unprotectedScheme(site)}</span>${
      parts
        ? html`<span class="before">${parts.before}</span><strong class="registrable">${parts.registrable}</strong
            ><span class="port">${parts.port}</span>`
        : siteName(site)
    }</bdi
  >`;
}

/** Only where the address is written in code: it may read like another one elsewhere. */
function internationalNote(site: string): TemplateResult | typeof nothing {
  return siteParts(site)?.international
    ? html`<p class="caution international">${words.page.international()}</p>`
    : nothing;
}

/** Teaches where to look; on screens where something is typed or allowed. */
export function addressNote({ ownOrigin }: ScreenContext): TemplateResult {
  const address = html`<bdi class="own-address">${unprotectedScheme(ownOrigin)}${siteName(ownOrigin)}</bdi>`;
  return html`<p class="address-note">${words.page.addressNote(address)}</p>`;
}

/** The affirmative button. */
export interface Affirmative {
  label: string;
  /** `danger` for what cannot be had back or should make one hesitate; it does not shine. */
  tone?: "danger" | undefined;
  arming: Arming;
  /** Runs on an accepted click; without it the button submits `form`, and an unaccepted click does not. */
  run?: (() => void) | undefined;
  form?: string | undefined;
  /** What must be done before, said while it is not. */
  hint?: string | undefined;
}

/** The way out first, also in tab order; the affirmative button, if any, after it. */
export function actionsTemplate(
  context: ScreenContext,
  out: { label: string; run(): void },
  affirmative?: Affirmative,
): TemplateResult {
  return html`
    ${affirmative?.hint && !affirmative.arming.isRead ? html`<p class="hint" id="hint">${affirmative.hint}</p>` : nothing}
    <div class="buttons">
      <button type="button" class="quiet" aria-keyshortcuts="Escape" @click=${() => out.run()}>
        ${out.label} <kbd aria-hidden="true">${words.actions.escapeKey}</kbd>
      </button>
      ${affirmative ? affirmativeTemplate(context, affirmative) : nothing}
    </div>
  `;
}

function affirmativeTemplate(
  context: ScreenContext,
  { label, tone, arming, run, form, hint }: Affirmative,
): TemplateResult {
  // Not `disabled`: the button stays reachable, and can say why it does nothing yet.
  const press = (event: Event): void => {
    if (arming.accepts(event)) return run?.();
    event.preventDefault();
    if (hint && !arming.isRead) context.announce(hint);
  };
  const disabled = arming.armed ? "false" : "true";
  const described = hint && !arming.isRead ? "hint" : nothing;
  return form
    ? html`<button
        type="submit"
        form=${form}
        class=${tone ?? "primary"}
        aria-disabled=${disabled}
        aria-describedby=${described}
        @click=${press}
      >
        ${label}
      </button>`
    : html`<button
        type="button"
        class=${tone ?? "primary"}
        aria-disabled=${disabled}
        aria-describedby=${described}
        @click=${press}
      >
        ${label}
      </button>`;
}
