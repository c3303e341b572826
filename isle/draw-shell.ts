/** The pill and the card around a screen. */
import { html, nothing, type TemplateResult } from "lit";
import { activeGoal } from "./machine/flow.ts";
import type { Failure } from "./machine/failure.ts";
import type { Goal, IsleState, View } from "./machine/state.ts";
import { button, heading } from "./parts/button.ts";
import { emblem, icon, logo } from "./parts/icon.ts";
import type { ScreenContext } from "./parts/screen.ts";
import { pillWords, type PillWords } from "./pill-words.ts";

/** The part that is loaded when the card first opens. */
export interface Screens {
  drawView(context: ScreenContext): TemplateResult;
  spoken(state: IsleState): string;
}

/** What is drawn. */
export interface ShellOptions extends Omit<ScreenContext, "state"> {
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
  const { state, screens, open, frame, site, collapse, toggle } = options;
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
      lang="en"
      aria-expanded=${open}
      aria-controls="card"
      @click=${toggle}
    >
      ${pill(state, options.unusable)}
    </button>
    <section
      id="card"
      class="card"
      part="card"
      role="dialog"
      aria-labelledby="name"
      lang="en"
      ?hidden=${!open}
      @keydown=${onKeydown}
    >
      <header part="header">
        ${logo()} <b id="name">idOS</b> <span class="site">on ${site}</span>
        <button type="button" class="round" part="close" aria-label="Close" @click=${collapse}>${icon("close")}</button>
      </header>
      ${state ? asked(state, options) : nothing}
      <div class="body" part="body">${body(options)}</div>
      ${frame}
      <p class="unseen" role="status">${state && typeof screens === "object" ? screens.spoken(state) : ""}</p>
    </section>
  `;
}

function pill(state: IsleState | undefined, failure: Failure | undefined): TemplateResult {
  const { words, mood }: PillWords = state
    ? pillWords(state)
    : { words: failure ? "Not set up" : "", mood: failure ? "bad" : "idle" };
  const waiting = state?.goals.length ?? 0;
  return html`${logo()} <b><slot name="label">idOS</slot></b> <span class="dot ${mood}" part="dot"></span>
    <span class="status">${words}</span>
    ${waiting > 0 ? html`<span class="badge" part="badge">${waiting}<span class="unseen"> ${waiting === 1 ? "request" : "requests"}</span></span>` : nothing}`;
}

const ASKS: Record<Goal["kind"], string> = {
  connect: "asks you to sign in",
  verify: "asks you to get verified",
  request: "asks for one of your credentials",
};
/** Views that say themselves what is asked, or have their own Cancel. */
const SAYS_ITSELF: readonly View["name"][] = ["request", "receipt", "waiting", "failed", "starting"];

function asked(state: IsleState, { site, send }: ShellOptions): TemplateResult | typeof nothing {
  const goal = activeGoal(state);
  if (!goal || SAYS_ITSELF.includes(state.view.name)) return nothing;
  return html`<div class="asked" part="asked">
    <span>${site} ${ASKS[goal.kind]}</span>${button("Cancel", () => send({ type: "refuse" }), "quiet")}
  </div>`;
}

function body(options: ShellOptions): TemplateResult | typeof nothing {
  const { state, screens, unusable, reload } = options;
  if (unusable)
    return html`<div class="screen">
      ${emblem("alert", "bad")} ${heading("idOS is not set up on this page")}
      <p class="lead">Only the site’s makers can change that.</p>
      <p class="small">${unusable.message}</p>
    </div>`;
  if (screens === "missing")
    return html`<div class="screen">
      ${emblem("alert", "bad")} ${heading("A part of this page could not be loaded")}
      <p class="lead">Check your connection, then try again. Nothing was lost.</p>
      <div class="actions">${button("Try again", reload, "primary")}</div>
    </div>`;
  return state && screens !== "loading" ? screens.drawView({ ...options, state }) : nothing;
}
