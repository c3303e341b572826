/** The pill and the card around a screen. */
import { html, nothing, type TemplateResult } from "lit";
import { activeGoal } from "./machine/flow.ts";
import type { Failure } from "./machine/failure.ts";
import type { IsleState, View } from "./machine/state.ts";
import { button, heading } from "./parts/button.ts";
import { emblem, icon, logo } from "./parts/icon.ts";
import type { ScreenContext } from "./parts/screen.ts";
import { pillWords, type PillWords } from "./pill-words.ts";
import type { Words } from "./words/en.ts";
import type { ShellWords } from "./words/en/shell.ts";
import type { Language } from "./words/language.ts";

/** The part that is loaded when the card first opens. */
export interface Screens {
  language: Language;
  drawView(context: ScreenContext): TemplateResult;
  spoken(state: IsleState, words: Words): string;
}

/** What is drawn. */
export interface ShellOptions extends Omit<ScreenContext, "state" | keyof Language> {
  locale: string;
  shell: ShellWords;
  /** Undefined on a server, and where the element cannot work. */
  state: IsleState | undefined;
  /** Why it cannot work. */
  unusable: Failure | undefined;
  screens: Screens | "loading" | "missing";
  reload(): void;
  open: boolean;
  frame: HTMLElement | undefined;
  toggle(): void;
}

/** Draws all of the element. The frame's place is outside of everything that comes and goes. */
export function drawShell(options: ShellOptions): TemplateResult {
  const { state, screens, open, frame, site, collapse, toggle, shell, locale } = options;
  const aloud = state && typeof screens === "object" ? screens.spoken(state, screens.language.words) : "";
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    collapse();
  };
  return html`
    <button
      type="button"
      class="pill"
      part="pill"
      lang=${locale}
      aria-expanded=${open}
      aria-controls="card"
      @click=${toggle}
    >
      ${pill(state, options)}
    </button>
    <section
      id="card"
      class="card"
      part="card"
      role="dialog"
      aria-labelledby="name"
      lang=${locale}
      ?hidden=${!open}
      @keydown=${onKeydown}
    >
      <header part="header">
        ${logo()} <b id="name">${shell.card.name}</b> <span class="site">${shell.card.site(site)}</span>
        <button type="button" class="round" part="close" aria-label=${shell.card.close} @click=${collapse}>
          ${icon("close")}
        </button>
      </header>
      ${state ? asked(state, options) : nothing}
      <div class="body" part="body">${body(options)}</div>
      ${frame}
      <p class="unseen" role="status">${aloud}</p>
    </section>
  `;
}

function pill(state: IsleState | undefined, { unusable, shell }: ShellOptions): TemplateResult {
  const status: PillWords = state
    ? pillWords(state, shell)
    : { words: unusable ? shell.pill.unusable : "", mood: unusable ? "bad" : "idle" };
  const waiting = state?.goals.length ?? 0;
  return html`${logo()} <b><slot name="label">${shell.pill.name}</slot></b>
    <span class="dot ${status.mood}" part="dot"></span>
    <span class="status">${status.words}</span>
    ${waiting > 0 ? html`<span class="badge" part="badge">${waiting}<span class="unseen"> ${shell.pill.requests(waiting)}</span></span>` : nothing}`;
}

/** Views that say themselves what is asked, or have their own Cancel. */
const SAYS_ITSELF: readonly View["name"][] = ["request", "receipt", "waiting", "failed", "starting"];

function asked(state: IsleState, { site, send, shell }: ShellOptions): TemplateResult | typeof nothing {
  const goal = activeGoal(state);
  if (!goal || SAYS_ITSELF.includes(state.view.name)) return nothing;
  return html`<div class="asked" part="asked">
    <span>${shell.card.asked[goal.kind](site)}</span
    >${button(shell.buttons.cancel, () => send({ type: "refuse" }), "quiet")}
  </div>`;
}

function body(options: ShellOptions): TemplateResult | typeof nothing {
  const { state, screens, unusable, reload, shell } = options;
  const { card, buttons } = shell;
  if (unusable)
    return html`<div class="screen">
      ${emblem("alert", "bad")} ${heading(card.unusable.title)}
      <p class="lead">${card.unusable.text}</p>
      <p class="small">${unusable.message}</p>
    </div>`;
  if (screens === "missing")
    return html`<div class="screen">
      ${emblem("alert", "bad")} ${heading(card.notLoaded.title)}
      <p class="lead">${card.notLoaded.text}</p>
      <div class="actions">${button(buttons.tryAgain, reload, "primary")}</div>
    </div>`;
  return state && screens !== "loading" ? screens.drawView({ ...options, ...screens.language, state }) : nothing;
}
