/** Neobank's back office: what waits for a decision, with the person's entries; approve, or reject with a reason. */
import { html, nothing, type TemplateResult } from "lit";
import { askAsOperator } from "../../dapp/page/operator-api.ts";
import { factsList, openDesk } from "../../dapp/page/operator-desk.ts";
import type { IdentityForm } from "../identity-form.ts";
import type { Decision, PendingReview } from "../review.ts";
import { words } from "../words.ts";

const say = words.backOffice;
const LABELS: Record<Exclude<keyof IdentityForm, "idDocumentFrontFile">, string> = say.labels;
const DATES = new Set(["dateOfBirth", "idDocumentDateOfIssue", "idDocumentDateOfExpiry"]);
const COUNTRY_FIELDS = new Set(["nationality", "idDocumentCountry", "residentialAddressCountry"]);

// Of the language that the page is written in.
const { lang } = document.documentElement;
const countryNames = new Intl.DisplayNames(lang, { type: "region" });
const day = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });

/** What happened to cases that were decided here, by id. */
const decided = new Map<string, { said: string; bad: boolean }>();
const problems = new Map<string, string>();

function shown(name: string, value: string): string {
  if (DATES.has(name)) return day.format(new Date(`${value}T00:00:00Z`));
  return COUNTRY_FIELDS.has(name) ? `${countryNames.of(value) ?? value} (${value})` : value;
}

function entries({ idDocumentType, ...rest }: IdentityForm): TemplateResult {
  const form = { ...rest, idDocumentType: say.documents[idDocumentType] };
  return factsList(
    (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((name) => {
      const value = form[name];
      return value === undefined ? [] : [[LABELS[name], shown(name, value)] as const];
    }),
  );
}

function outcome({ status, reason }: Decision): { said: string; bad: boolean } {
  switch (status) {
    case "issued":
      return { said: say.issued, bad: false };
    case "pending":
      return { said: say.pending, bad: false };
    case "rejected":
      return { said: say.rejected, bad: true };
    case "failed":
      return { said: say.failed(reason), bad: true };
  }
}

function decide(id: string, decision: "approve" | "reject", reason?: string): Promise<void> {
  problems.delete(id);
  return desk.act<Decision>(
    id,
    `/api/back-office/checks/${id}/${decision}`,
    { reason },
    {
      answer: (made) => decided.set(id, outcome(made)),
      problem: (said) => problems.set(id, said),
    },
  );
}

function onReject(event: SubmitEvent, id: string): void {
  event.preventDefault();
  const reason = String(new FormData(event.currentTarget as HTMLFormElement).get("reason") ?? "").trim();
  if (!reason) {
    problems.set(id, say.giveReason);
    return desk.draw();
  }
  void decide(id, "reject", reason);
}

function card(review: PendingReview): TemplateResult {
  const { id, form, userId, updatedAt } = review;
  const outcome = decided.get(id);
  const { busy } = desk;
  const photo = form.idDocumentFrontFile;
  return html`<article class="case" aria-labelledby=${`name-${id}`}>
    <header>
      <h2 id=${`name-${id}`}>${form.firstName} ${form.familyName}</h2>
      <span>${moment.format(updatedAt * 1000)}</span>
    </header>
    <p class="note">${say.profile} <code>${userId}</code></p>
    ${entries(form)}
    <img class="photo" src=${`data:${photo.type};base64,${photo.data}`} alt=${say.front} />
    ${problems.has(id) ? html`<p class="problem" role="alert">${problems.get(id)}</p>` : nothing}
    ${
      outcome
        ? html`<p class="decide">
            <span class="tag ${outcome.bad ? "bad" : ""}" role="status">${outcome.said}</span>
          </p>`
        : html`<form class="decide" novalidate @submit=${(event: SubmitEvent) => onReject(event, id)}>
            <p class="row">
              <button type="button" ?disabled=${busy !== undefined} @click=${() => void decide(id, "approve")}>
                ${busy === id ? say.working : say.approve}
              </button>
            </p>
            <div class="field">
              <label for=${`reason-${id}`}>${say.reason}</label>
              <input id=${`reason-${id}`} name="reason" maxlength="300" autocomplete="off" />
            </div>
            <p class="row"><button class="danger" ?disabled=${busy !== undefined}>${say.reject}</button></p>
          </form>`
    }
  </article>`;
}

const desk = openDesk<PendingReview[]>({
  firm: say.firm,
  title: say.title,
  async load(before = []) {
    const waiting = (await askAsOperator<{ checks: PendingReview[] }>("/api/back-office/checks")).checks;
    // What was decided here stays on the page, so that its outcome can be read.
    return [...waiting.filter(({ id }) => !decided.has(id)), ...before.filter(({ id }) => decided.has(id))];
  },
  count(reviews) {
    return say.count(reviews.filter(({ id }) => !decided.has(id)).length);
  },
  content: (reviews) => reviews.map(card),
});
