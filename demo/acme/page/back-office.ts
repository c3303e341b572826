/** Acme's back office: what it received and each check; "Read again" asks the network now. */
import { html, nothing, type TemplateResult } from "lit";
import { askAsOperator } from "../../dapp/page/operator-api.ts";
import { factsList, openDesk } from "../../dapp/page/operator-desk.ts";
import type { CheckOutcome, ReadAgain, ReceivedGrant } from "../received-grant.ts";
import { words } from "../words.ts";

const say = words.backOffice;
const CHECKS: Readonly<Record<string, { label: string; ok: string }>> = say.checks;

// Of the language that the page is written in.
const { lang } = document.documentElement;
const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "medium" });

const again = new Map<string, ReadAgain>();

function checks(outcomes: CheckOutcome[]): TemplateResult {
  return html`<ul class="checks">
    ${outcomes.map(
      ({ name, ok, why }) =>
        html`<li class=${ok ? "" : "bad"}>
          <span>${CHECKS[name]?.label ?? name}</span
          ><span><strong>${ok ? say.ok : say.notOk}</strong> · ${ok ? (CHECKS[name]?.ok ?? "") : why}</span>
        </li>`,
    )}
  </ul>`;
}

function labelOf(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.startsWith("id ") ? `ID${spaced.slice(2)}` : spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function readAgainResult(result: ReadAgain | undefined): TemplateResult | typeof nothing {
  if (!result) return nothing;
  if ("refused" in result)
    return html`<div class="reading" role="status">
      <p class="problem">${say.networkRefuses(result.refused.message, result.refused.code)}</p>
      <p class="note">${say.stillAbove}</p>
    </div>`;
  return html`<div class="reading" role="status">
    <h3>${say.readAt(moment.format(result.reading.at * 1000))}</h3>
    ${checks(result.reading.checks)}
  </div>`;
}

function readAgain(grantId: string): Promise<void> {
  again.delete(grantId);
  return desk.act<ReadAgain>(
    grantId,
    `/api/back-office/grants/${grantId}/read`,
    {},
    {
      answer: (read) => again.set(grantId, read),
      problem: desk.notify,
    },
  );
}

function card(grant: ReceivedGrant): TemplateResult {
  const { reasons } = grant;
  const { busy } = desk;
  const name = grant.subject
    .filter(([field]) => field === "firstName" || field === "familyName")
    .map(([, value]) => value);
  return html`<article class="case" aria-labelledby=${`name-${grant.grantId}`}>
    <header>
      <h2 id=${`name-${grant.grantId}`}>${name.join(" ") || say.customer}</h2>
      <span class="tag ${reasons.length ? "bad" : ""}">${reasons.length ? say.refused : say.ordered}</span>
    </header>
    <p class="note">${say.grant} <code>${grant.grantId}</code></p>
    ${reasons.map((reason) => html`<p class="problem">${reason}</p>`)}
    <h3>${say.checkedAt(moment.format(grant.at * 1000))}</h3>
    ${checks(grant.checks)}
    ${
      grant.subject.length
        ? html`<h3>${say.received}</h3>
            ${factsList(grant.subject.map(([field, value]) => [labelOf(field), value]))}`
        : nothing
    }
    <button class="quiet" ?disabled=${busy !== undefined} @click=${() => void readAgain(grant.grantId)}>
      ${busy === grant.grantId ? say.reading : say.read}
    </button>
    ${readAgainResult(again.get(grant.grantId))}
  </article>`;
}

const desk = openDesk<ReceivedGrant[]>({
  firm: say.firm,
  title: say.title,
  load: async () => (await askAsOperator<{ grants: ReceivedGrant[] }>("/api/back-office/grants")).grants,
  count: ({ length }) => say.count(length),
  content: (received) => received.map(card),
});
