/** Where screens are shown: drawing, focus, announcements, Escape, and leaving nothing behind. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Answer, Screen } from "../contract/window-messages.ts";
import type { Formats } from "../viewer/formats.ts";
import { drawUnseen } from "./draw-unseen.ts";
import { createArming, type Arming, type ArmingEnvironment } from "./arming.ts";
import { layout } from "./layout.ts";
import type { ScreenContext, ScreenView } from "./screen-view.ts";
import { viewOf } from "./screens.ts";
import { siteName } from "./site-name.ts";
import { createVeil } from "./veil.ts";
import { words } from "../words/words.ts";
import type { AnnouncedWallets } from "./wallet/announced-wallets.ts";

/** What a stage needs. */
export interface StageOptions {
  /** Empty element that the screens are drawn into. */
  root: HTMLElement;
  /** A polite live region outside the root. */
  live: HTMLElement;
  formats: Formats;
  wallets: AnnouncedWallets;
  environment: ArmingEnvironment;
  closeWindow(): void;
  ownOrigin: string;
  /** Unix seconds; the clock's by default. */
  now?: (() => number) | undefined;
}

/** Shows one thing at a time. */
export interface Stage {
  show(screen: Screen, answer: (answer: Answer) => void): void;
  /** Between an answer and what follows it. */
  pending(): void;
  /** One sentence and nothing else; nothing of a person's data is left in the page. */
  empty(sentence: string): void;
  dispose(): void;
}

/** What is private and approved. Other screens are read beside the wallet or the tab, to compare or to write down. */
const VEILED: ReadonlySet<Screen["kind"]> = new Set(["consent"]);

/** Milliseconds after which waiting gets a way out. */
const PATIENCE = 2_000;

/** A stage on an empty element. */
export function createStage(options: StageOptions): Stage {
  const { root, live, formats, wallets, environment, closeWindow, ownOrigin, now = () => Date.now() / 1000 } = options;
  let view: ScreenView | undefined;
  let kind: Screen["kind"] | undefined;
  let site = "";
  let cleanups: (() => void)[] = [];
  /** Escape where the page waits, once that has a way out. */
  let leaveWaiting: (() => void) | undefined;

  const veil = createVeil(root, environment);

  const clean = (): void => {
    for (const cleanup of cleanups) cleanup();
    cleanups = [];
  };
  const leave = (): void => {
    clean();
    view = undefined;
    kind = undefined;
    leaveWaiting = undefined;
    veil.over(false);
    // Not drawn over but emptied: two screens of one kind would share their inputs.
    render(nothing, root);
  };
  const focusHeading = (): void => root.querySelector<HTMLElement>("h1")?.focus();
  const announce = (sentence: string): void => {
    // An equal text would not be read again.
    live.textContent = live.textContent === sentence ? `${sentence}\u00a0` : sentence;
  };
  const entitle = (step: string): void => {
    document.title = site ? words.page.title(siteName(site), step) : step;
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.repeat || event.isComposing || event.defaultPrevented) return;
    // In a filled search field Escape empties the field.
    if (event.target instanceof HTMLInputElement && event.target.type === "search" && event.target.value) return;
    (view?.escape ?? leaveWaiting)?.();
  };
  document.addEventListener("keydown", escape);

  function show(screen: Screen, answer: (answer: Answer) => void): void {
    const goesOn = kind === "progress" && screen.kind === "progress";
    const step = view?.step;
    if (goesOn) clean();
    else leave();
    site = screen.site;
    kind = screen.kind;
    const armings: Arming[] = [];
    const context: ScreenContext = {
      answer,
      update: () => view === own && render(own.render(), root),
      closeWindow,
      announce,
      arm(conditions) {
        const arming = createArming(environment, { ...conditions, onChange: () => context.update() });
        armings.push(arming);
        return arming;
      },
      formats,
      wallets,
      now,
      ownOrigin,
    };
    const own = viewOf(screen, context);
    view = own;
    cleanups.push(() => armings.forEach((arming) => arming.dispose()));
    render(own.render(), root);
    if (screen.kind === "no-match" && screen.standIn) {
      const { standIn } = screen;
      // What it answers is nobody's, and it never draws anew.
      const unseen = { ...context, answer: () => {}, update: () => {} };
      cleanups.push(drawUnseen(() => viewOf(standIn, unseen)));
    }
    if (goesOn && step === own.step) return;
    entitle(own.step);
    announce(own.step);
    if (!goesOn) focusHeading();
    veil.over(VEILED.has(screen.kind));
    const gone = own.shown?.(root);
    if (gone) cleanups.push(gone);
  }

  function pending(): void {
    leave();
    const draw = (actions: TemplateResult): void => {
      render(
        layout({ site, what: words.page.isWaiting, content: html`<p>${words.page.moment.sentence}</p>`, actions }),
        root,
      );
    };
    draw(html``);
    entitle(words.page.moment.step);
    focusHeading();
    const timer = window.setTimeout(() => {
      leaveWaiting = closeWindow;
      draw(
        html`<div class="buttons">
          <button type="button" class="quiet" aria-keyshortcuts="Escape" @click=${closeWindow}>
            ${words.page.moment.leave}
          </button>
        </div>`,
      );
    }, PATIENCE);
    cleanups.push(() => window.clearTimeout(timer));
  }

  function empty(sentence: string): void {
    leave();
    site = "";
    entitle(words.page.name);
    announce(sentence);
    render(html`<main class="empty"><p>${sentence}</p></main>`, root);
  }

  return {
    show,
    pending,
    empty,
    dispose() {
      leave();
      veil.dispose();
      document.removeEventListener("keydown", escape);
    },
  };
}
