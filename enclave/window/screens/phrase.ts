/** The recovery phrase: shown, printed, confirmed. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { takeWords, wordField } from "../word-field.ts";
import { words } from "../../words/words.ts";

/** The view of a `phrase` screen. */
export function phraseScreen(screen: ScreenOf<"phrase">, context: ScreenContext): ScreenView {
  const say = words.phrase;
  const arming = context.arm({ mustRead: true });
  let visible = false;
  const back = (): void => context.answer({ type: "page", page: "sites" });
  const toggle = (): void => {
    visible = !visible;
    if (visible) arming.read(true);
    context.update();
  };
  const print = (): void => window.print();
  return {
    step: say.step,
    escape: back,
    render: () =>
      layout({
        site: screen.site,
        what: words.settings.what,
        content: html`
          ${addressNote(context)}
          <section class="phrase">
            <h2>${say.heading((onPaper) => html`<span class="print-only">${onPaper}</span>`)}</h2>
            <p class="screen-only">${say.gist}</p>
            <p class="caution">${say.caution}</p>
            <button type="button" class="screen-only" aria-expanded=${visible ? "true" : "false"} @click=${toggle}>
              ${visible ? say.hide : say.show}
            </button>
            ${
              visible
                ? html`
                    <ol class="words" translate="no" aria-label=${say.words}>
                      ${screen.words.map((word) => html`<li><code>${word}</code></li>`)}
                    </ol>
                    <button type="button" class="small screen-only" @click=${print}>${say.print}</button>
                    <dl class="facts">
                      <div>
                        <dt>${words.facts.profile}</dt>
                        <dd><code>${screen.userId}</code></dd>
                      </div>
                      <div>
                        <dt>${say.publicKey}</dt>
                        <dd><code>${screen.publicKey}</code></dd>
                      </div>
                      <div class="print-only">
                        <dt>${say.where}</dt>
                        <dd>${say.whereIs(context.ownOrigin)}</dd>
                      </div>
                    </dl>
                  `
                : nothing
            }
          </section>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.back, run: back },
          {
            label: say.haveThem,
            arming,
            run: () => context.answer({ type: "allow" }),
            hint: say.hint,
          },
        ),
      }),
  };
}

/** The view of a `phrase-confirm` screen. */
export function phraseConfirmScreen(screen: ScreenOf<"phrase-confirm">, context: ScreenContext): ScreenView {
  const say = words.phraseConfirm;
  const arming = context.arm();
  const back = (): void => context.answer({ type: "back" });
  const ids = screen.places.map((place) => `word-${place}`);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    context.answer({ type: "words", words: takeWords(event.currentTarget as HTMLFormElement, ids) });
  };
  return {
    step: screen.wrong ? say.stepWrong : say.step,
    escape: back,
    shown(root) {
      root.querySelector<HTMLInputElement>(`#${ids[0]}`)?.focus();
      return undefined;
    },
    render: () =>
      layout({
        site: screen.site,
        what: words.settings.what,
        content: html`
          <form id="entry-form" novalidate autocomplete="off" @submit=${submit}>
            <h2>${say.heading}</h2>
            <p>${say.why}</p>
            ${screen.wrong ? html`<p class="error" role="alert">${say.wrong}</p>` : nothing}
            ${screen.places.map((place) => wordField({ id: `word-${place}`, label: words.phrase.word(place + 1) }))}
          </form>
        `,
        actions: actionsTemplate(
          context,
          { label: say.showAgain, run: back },
          { label: say.confirm, arming, form: "entry-form" },
        ),
      }),
  };
}

/** The view of a `phrase-done` screen. */
export function phraseDoneScreen(screen: ScreenOf<"phrase-done">, context: ScreenContext): ScreenView {
  const say = words.phraseDone;
  const close = (): void => context.answer({ type: "page", page: "sites" });
  return {
    step: say.step,
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: words.settings.what,
        content: html` <p>${say.gist}</p> `,
        actions: actionsTemplate(context, { label: say.back, run: close }),
      }),
  };
}
