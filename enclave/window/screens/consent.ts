/** The heart: who gets a copy of which credential, why, with what in it, until when. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Match } from "../../contract/window-messages.ts";
import { describeCredential } from "../../viewer/describe-credential.ts";
import { mountFields, type FieldList } from "../../viewer/field-list.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import { skippedTemplate } from "../../viewer/skipped-template.ts";
import { summarise, type Summary } from "../../viewer/summary.ts";
import { summaryTemplate, unprovenNote } from "../../viewer/summary-template.ts";
import { consumerTemplate } from "../consumer-template.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { watchEnd, type EndWatch } from "../read-to-end.ts";
import { requirementsInWords } from "../requirements-in-words.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { timelockInWords } from "../timelock-in-words.ts";
import { words } from "../../words/words.ts";

/** The view of a `consent` screen. */
export function consentScreen(screen: ScreenOf<"consent">, context: ScreenContext): ScreenView {
  const say = words.consent;
  const { formats } = context;
  const arming = context.arm({ mustRead: true });
  const site = siteName(screen.site);
  const purpose = quoteHostText(screen.purpose);
  const asked = requirementsInWords(screen.requirements, formats);
  const summaries = new Map<Match, Summary>();
  let chosen = screen.matches[0];
  // Nobody is bound by a choice that they did not make.
  let locked = screen.timelock !== undefined && !screen.timelock.optional;
  let end: EndWatch | undefined;
  let list: FieldList | undefined;
  let place: HTMLElement | undefined;
  const marker = document.createElement("div");
  marker.className = "end";

  const decline = (): void => context.answer({ type: "decline" });
  const approve = (): void => {
    if (chosen) context.answer({ type: "approve", token: chosen.token, timelock: locked });
  };
  const choose = (match: Match): void => {
    if (match === chosen) return;
    chosen = match;
    arming.read(false);
    context.update();
    listValues();
  };
  // Beside the screen's own drawing, which would draw thousands of values anew with each change.
  const listValues = (): void => {
    list?.dispose();
    list = undefined;
    if (place && chosen)
      list = mountFields(place, describeCredential(chosen.credential, { formats }), {
        formats,
        end: marker,
        onChange() {
          end?.again();
          context.update();
        },
      });
    end?.again();
    context.update();
  };

  const card = (match: Match): TemplateResult => {
    const summary = summaries.get(match) ?? summarise(match, formats, context.now());
    summaries.set(match, summary);
    return html`<span class="choice-text">${summaryTemplate(summary, site)}</span>`;
  };
  const credential = (): TemplateResult =>
    screen.matches.length > 1
      ? html`<fieldset class="choices">
          <legend>${say.whichOf(formats.number(screen.matches.length))}</legend>
          ${screen.matches.map(
            (match) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="credential"
                  value=${match.token}
                  .checked=${match === chosen}
                  @change=${() => choose(match)}
                />
                ${card(match)}
              </label>`,
          )}
        </fieldset>`
      : html`<h2>${say.which}</h2>
          ${chosen ? html`<div class="choice single">${card(chosen)}</div>` : nothing}`;
  const why = (): TemplateResult =>
    asked.length
      ? html`<p>${say.fits(site, screen.matches.length > 1)}</p>
          <ul class="points met">
            ${asked.map((phrase) => html`<li>${phrase}</li>`)}
          </ul>`
      : html`<p>${say.noConditions(site, screen.matches.length > 1)}</p>`;

  return {
    step: say.step,
    escape: decline,
    shown(root) {
      place = root.querySelector<HTMLElement>(".values") ?? undefined;
      listValues();
      // The end of what is drawn is not the end of the list.
      end = watchEnd(marker, () => list?.complete && arming.read(true));
      return () => {
        end?.stop();
        list?.dispose();
      };
    },
    render: () =>
      layout({
        site: screen.site,
        what: say.what,
        content: html`
          ${addressNote(context)}
          ${purpose ? html`<p class="quotation">${words.facts.siteSays(site, purpose)}</p>` : html`<p>${say.noPurpose(site)}</p>`}
          <section>
            <h2>${say.who}</h2>
            ${consumerTemplate(screen.consumer, site)}
          </section>
          <section>${credential()} ${unprovenNote()} ${why()} ${skippedTemplate(screen.skipped, formats)}</section>
          ${screen.timelock ? timelockTemplate(screen.timelock, locked, context, (accepted) => (locked = accepted)) : nothing}
          <section>
            <h2>${say.values}</h2>
            <p>${say.gist(locked)}</p>
            <div class="values"></div>
          </section>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.decline, run: decline },
          { label: say.approve, arming, run: approve, hint: list?.complete === false ? say.hintMore : say.hint },
        ),
      }),
  };
}

function timelockTemplate(
  { until, optional }: NonNullable<ScreenOf<"consent">["timelock"]>,
  locked: boolean,
  context: ScreenContext,
  accept: (accepted: boolean) => void,
): TemplateResult {
  const say = words.timelock;
  const { day, exact, span } = timelockInWords(until, context.now(), context.formats);
  if (!span)
    return html`<section>
      <h2>${say.heading}</h2>
      <p>${say.passed(day)}</p>
    </section>`;
  const choose = (accepted: boolean): void => {
    accept(accepted);
    context.update();
  };
  if (!optional)
    return html`<section>
      <h2>${say.heading}</h2>
      <p class="caution">${say.binding(day, span, exact)}</p>
    </section>`;
  return html`<section>
    <fieldset class="choices">
      <legend>${say.asked(span)}</legend>
      <label class="choice">
        <input type="radio" name="timelock" value="decline" .checked=${!locked} @change=${() => choose(false)} />
        <span><strong>${say.without.name}</strong><br />${say.without.gist}</span>
      </label>
      <label class="choice">
        <input type="radio" name="timelock" value="accept" .checked=${locked} @change=${() => choose(true)} />
        <span><strong>${say.accept.name}</strong><br />${say.accept.gist(day, exact)}</span>
      </label>
    </fieldset>
  </section>`;
}
