/** The recovery phrase: shown, printed, confirmed. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { takeWords, wordField } from "../word-field.ts";

/** The view of a `phrase` screen. */
export function phraseScreen(screen: ScreenOf<"phrase">, context: ScreenContext): ScreenView {
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
    step: "Your recovery phrase",
    escape: back,
    render: () =>
      layout({
        site: screen.site,
        what: "opened your idOS settings",
        content: html`
          ${addressNote(context)}
          <section class="phrase">
            <h2>Your <span class="print-only">idOS </span>recovery phrase</h2>
            <p class="screen-only">
              These 24 words are your key. With them you can use it in any browser, without a wallet or a password.
              Write them down in their order, or print them, and keep them where only you can reach them.
            </p>
            <p class="caution">
              Whoever has these words can open everything that is encrypted to your key. idOS never asks for them,
              except in this window when you choose to restore.
            </p>
            <button type="button" class="screen-only" aria-expanded=${visible ? "true" : "false"} @click=${toggle}>
              ${visible ? "Hide the words" : "Show the words"}
            </button>
            ${
              visible
                ? html`
                    <ol class="words" translate="no" aria-label="Recovery phrase">
                      ${screen.words.map((word) => html`<li><code>${word}</code></li>`)}
                    </ol>
                    <button type="button" class="small screen-only" @click=${print}>Print this sheet</button>
                    <dl class="facts">
                      <div>
                        <dt>Profile</dt>
                        <dd><code>${screen.userId}</code></dd>
                      </div>
                      <div>
                        <dt>Public key</dt>
                        <dd><code>${screen.publicKey}</code></dd>
                      </div>
                      <div class="print-only">
                        <dt>Where to use it</dt>
                        <dd>idOS window at ${context.ownOrigin}: “Use recovery phrase”</dd>
                      </div>
                    </dl>
                  `
                : nothing
            }
          </section>
        `,
        actions: actionsTemplate(
          context,
          { label: "Back", run: back },
          {
            label: "I have them",
            arming,
            run: () => context.answer({ type: "allow" }),
            hint: "Show the words first.",
          },
        ),
      }),
  };
}

/** The view of a `phrase-confirm` screen. */
export function phraseConfirmScreen(screen: ScreenOf<"phrase-confirm">, context: ScreenContext): ScreenView {
  const arming = context.arm();
  const back = (): void => context.answer({ type: "back" });
  const ids = screen.places.map((place) => `word-${place}`);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    context.answer({ type: "words", words: takeWords(event.currentTarget as HTMLFormElement, ids) });
  };
  return {
    step: screen.wrong ? "Not these words" : "Confirm your recovery phrase",
    escape: back,
    shown(root) {
      root.querySelector<HTMLInputElement>(`#${ids[0]}`)?.focus();
      return undefined;
    },
    render: () =>
      layout({
        site: screen.site,
        what: "opened your idOS settings",
        content: html`
          <form id="entry-form" novalidate autocomplete="off" @submit=${submit}>
            <h2>Type three of your words</h2>
            <p>This makes sure that you have them, in their order.</p>
            ${
              screen.wrong
                ? html`<p class="error" role="alert">
                    At least one of these words is wrong. Look at what you wrote down.
                  </p>`
                : nothing
            }
            ${screen.places.map((place) => wordField({ id: `word-${place}`, label: `Word ${place + 1}` }))}
          </form>
        `,
        actions: actionsTemplate(
          context,
          { label: "Show the words again", run: back },
          { label: "Confirm", arming, form: "entry-form" },
        ),
      }),
  };
}

/** The view of a `phrase-done` screen. */
export function phraseDoneScreen(screen: ScreenOf<"phrase-done">, context: ScreenContext): ScreenView {
  const close = (): void => context.answer({ type: "page", page: "sites" });
  return {
    step: "Recovery phrase confirmed",
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: "opened your idOS settings",
        content: html`
          <p>
            You have your recovery phrase. Choose “Use recovery phrase” wherever this window asks you to unlock your
            key.
          </p>
        `,
        actions: actionsTemplate(context, { label: "Back to the settings", run: close }),
      }),
  };
}
