/** The heart: who gets a copy of which credential, why, with what in it, until when. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { OpenedCredential, ShownConsumer } from "../../vault/window-messages.ts";
import { describeCredential, type Section } from "../../viewer/describe-credential.ts";
import { fieldsTemplate, skippedTemplate } from "../../viewer/fields-template.ts";
import { inertText } from "../../viewer/inert-text.ts";
import { summarise } from "../../viewer/summary.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { quoteHostText } from "../quote-host-text.ts";
import { watchEnd, type EndWatch } from "../read-to-end.ts";
import { requirementsInWords } from "../requirements-in-words.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { timelockInWords } from "../timelock-in-words.ts";

const HINT = "Scroll to the end of the list first.";

/** The view of a `consent` screen. */
export function consentScreen(screen: ScreenOf<"consent">, context: ScreenContext): ScreenView {
  const { formats } = context;
  const arming = context.arm({ mustRead: true });
  const described = new Map<OpenedCredential, Section[]>();
  const site = siteName(screen.site);
  const purpose = quoteHostText(screen.purpose);
  const asked = requirementsInWords(screen.requirements, formats);
  let chosen = screen.matches[0];
  // Nobody is bound by a choice that they did not make.
  let locked = screen.timelock !== undefined && !screen.timelock.optional;
  let end: EndWatch | undefined;

  const decline = (): void => context.answer({ type: "decline" });
  const approve = (): void => {
    if (chosen) context.answer({ type: "approve", credentialId: chosen.id, timelock: locked });
  };
  const choose = (match: OpenedCredential): void => {
    if (match === chosen) return;
    chosen = match;
    arming.read(false);
    context.update();
    end?.again();
  };
  const sections = (match: OpenedCredential): Section[] => {
    const found = described.get(match) ?? describeCredential(match.credential, { formats });
    described.set(match, found);
    return found;
  };

  const card = (match: OpenedCredential): TemplateResult => {
    const { title, facts } = summarise(match, formats, context.now());
    return html`<span class="choice-text">
      <strong><bdi>${title}</bdi></strong>
      ${facts.map(({ label, text, standing }) => html`<span class=${`fact ${standing ?? ""}`}><span class="fact-label">${label}</span> <bdi>${text}</bdi></span>`)}
    </span>`;
  };
  const credential = (): TemplateResult =>
    screen.matches.length > 1
      ? html`<fieldset class="choices">
          <legend>Which credential? ${formats.number(screen.matches.length)} fit.</legend>
          ${screen.matches.map(
            (match) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="credential"
                  value=${match.id}
                  .checked=${match === chosen}
                  @change=${() => choose(match)}
                />
                ${card(match)}
              </label>`,
          )}
        </fieldset>`
      : html`<h2>Which credential</h2>
          ${chosen ? html`<div class="choice single">${card(chosen)}</div>` : nothing}`;
  const why = (): TemplateResult =>
    asked.length
      ? html`<p>${screen.matches.length > 1 ? "They fit" : "It fits"} what <bdi>${site}</bdi> asks for:</p>
          <ul class="points met">
            ${asked.map((phrase) => html`<li>${phrase}</li>`)}
          </ul>`
      : html`<p>
          <bdi>${site}</bdi> picked ${screen.matches.length > 1 ? "them" : "it"} by what is publicly known: kind, level
          and issuer.
        </p>`;

  return {
    step: "Share a credential",
    escape: decline,
    shown(root) {
      const marker = root.querySelector(".end");
      if (marker) end = watchEnd(marker, () => arming.read(true));
      return () => end?.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: "asks for a copy of one of your credentials",
        content: html`
          ${addressNote(context)}
          ${purpose ? html`<p class="quotation"><bdi>${site}</bdi> says: <q>${purpose}</q></p>` : html`<p><bdi>${site}</bdi> does not say why.</p>`}
          <section>
            <h2>Who gets it</h2>
            ${consumerTemplate(screen.consumer, site)}
          </section>
          <section>${credential()} ${why()} ${skippedTemplate(screen.skipped, formats)}</section>
          ${screen.timelock ? timelockTemplate(screen.timelock, locked, context, (accepted) => (locked = accepted)) : nothing}
          <section>
            <h2>What they will see</h2>
            <p>
              All of this. You can take the copy back${locked ? " later" : " at any time"}, but they may keep what they
              already fetched.
            </p>
            ${chosen ? fieldsTemplate(sections(chosen), { formats, level: 3 }) : nothing}
          </section>
          <div class="end"></div>
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          { label: "Approve", arming, run: approve, hint: HINT },
        ),
      }),
  };
}

function consumerTemplate(
  { verified, claimed, walletIdentifier, fingerprint }: ShownConsumer,
  site: string,
): TemplateResult {
  const name = claimed?.name ? quoteHostText(claimed.name) : "";
  return html`
    ${
      verified
        ? html`<p class="who">
              <strong>${inertText(verified.name, 100).text}</strong> <span class="badge verified">Verified</span>
            </p>
            <p class="help">
              Checked by the operator of this idOS
              window${verified.url ? html`: <bdi>${inertText(verified.url, 200).text}</bdi>` : ""}.
            </p>`
        : html`<p class="who">
              <strong><bdi>${site}</bdi></strong> <span class="badge unverified">Not verified</span>
            </p>
            ${name ? html`<p class="quotation"><bdi>${site}</bdi> says its name is: <q>${name}</q></p>` : nothing}
            <p class="help">
              Nobody has checked who this is. All you know is the address of the site, and the key that the copy is
              encrypted to.
            </p>`
    }
    <dl class="facts">
      <div>
        <dt>Key fingerprint</dt>
        <dd><code>${fingerprint}</code></dd>
      </div>
      <div>
        <dt>Account</dt>
        <dd><code>${inertText(walletIdentifier, 200).text}</code></dd>
      </div>
    </dl>
  `;
}

function timelockTemplate(
  { until, optional }: NonNullable<ScreenOf<"consent">["timelock"]>,
  locked: boolean,
  context: ScreenContext,
  accept: (accepted: boolean) => void,
): TemplateResult {
  const { day, exact, span } = timelockInWords(until, context.now(), context.formats);
  if (!span)
    return html`<section>
      <h2>Taking it back</h2>
      <p>The site asked for a timelock until ${day}, which has passed. You can take the copy back at any time.</p>
    </section>`;
  const choose = (accepted: boolean): void => {
    accept(accepted);
    context.update();
  };
  if (!optional)
    return html`<section>
      <h2>Taking it back</h2>
      <p class="caution">
        If you approve, until ${day} you cannot take this back. That is ${span} from now; the timelock ends on ${exact}.
      </p>
    </section>`;
  return html`<section>
    <fieldset class="choices">
      <legend>The site asks you not to take it back for ${span}</legend>
      <label class="choice">
        <input type="radio" name="timelock" value="decline" .checked=${!locked} @change=${() => choose(false)} />
        <span><strong>Without a timelock</strong><br />You can take it back at any time.</span>
      </label>
      <label class="choice">
        <input type="radio" name="timelock" value="accept" .checked=${locked} @change=${() => choose(true)} />
        <span
          ><strong>Accept the timelock</strong><br />Until ${day} you cannot take this back. It ends on ${exact}.</span
        >
      </label>
    </fieldset>
  </section>`;
}
