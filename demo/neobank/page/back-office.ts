/** Neobank's back office: what waits for a decision, with the person's entries; approve, or reject with a reason. */
import { html, nothing, type TemplateResult } from "lit";
import { askAsOperator } from "../../dapp/page/operator-api.ts";
import { factsList, openDesk } from "../../dapp/page/operator-desk.ts";
import type { IdentityForm } from "../identity-form.ts";
import type { Decision, PendingReview } from "../review.ts";

const LABELS: Record<Exclude<keyof IdentityForm, "idDocumentFrontFile">, string> = {
  firstName: "First name",
  middleName: "Middle name",
  familyName: "Family name",
  dateOfBirth: "Date of birth",
  placeOfBirth: "Place of birth",
  nationality: "Nationality",
  idDocumentType: "Document",
  idDocumentCountry: "Issued by",
  idDocumentNumber: "Document number",
  idDocumentDateOfIssue: "Day of issue",
  idDocumentDateOfExpiry: "Expires on",
  residentialAddressStreet: "Street",
  residentialAddressHouseNumber: "House number",
  residentialAddressAdditionalAddressInfo: "Flat, floor",
  residentialAddressPostalCode: "Postal code",
  residentialAddressCity: "City",
  residentialAddressCountry: "Country",
};
const DOCUMENTS: Record<IdentityForm["idDocumentType"], string> = {
  PASSPORT: "Passport",
  ID_CARD: "Identity card",
  DRIVERS: "Driving licence",
  RESIDENCE_PERMIT: "Residence permit",
};
const DATES = new Set(["dateOfBirth", "idDocumentDateOfIssue", "idDocumentDateOfExpiry"]);
const COUNTRY_FIELDS = new Set(["nationality", "idDocumentCountry", "residentialAddressCountry"]);

const countryNames = new Intl.DisplayNames([], { type: "region" });
const day = new Intl.DateTimeFormat([], { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });

/** What happened to cases that were decided here, by id. */
const decided = new Map<string, { words: string; bad: boolean }>();
const problems = new Map<string, string>();

function shown(name: string, value: string): string {
  if (DATES.has(name)) return day.format(new Date(`${value}T00:00:00Z`));
  return COUNTRY_FIELDS.has(name) ? `${countryNames.of(value) ?? value} (${value})` : value;
}

function entries({ idDocumentType, ...rest }: IdentityForm): TemplateResult {
  const form = { ...rest, idDocumentType: DOCUMENTS[idDocumentType] };
  return factsList(
    (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((name) => {
      const value = form[name];
      return value === undefined ? [] : [[LABELS[name], shown(name, value)] as const];
    }),
  );
}

function outcome({ status, reason }: Decision): { words: string; bad: boolean } {
  switch (status) {
    case "issued":
      return { words: "Approved: the credential is in the person's idOS.", bad: false };
    case "pending":
      return { words: "Approved: the network has not answered yet; we go on trying.", bad: false };
    case "rejected":
      return { words: "Rejected: the person sees your reason.", bad: true };
    case "failed":
      return { words: `Approved, but not issued: ${reason ?? "no reason known"}`, bad: true };
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
      problem: (words) => problems.set(id, words),
    },
  );
}

function onReject(event: SubmitEvent, id: string): void {
  event.preventDefault();
  const reason = String(new FormData(event.currentTarget as HTMLFormElement).get("reason") ?? "").trim();
  if (!reason) {
    problems.set(id, "Give the person a reason.");
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
    <p class="note">Profile <code>${userId}</code></p>
    ${entries(form)}
    <img class="photo" src=${`data:${photo.type};base64,${photo.data}`} alt="Front of the document" />
    ${problems.has(id) ? html`<p class="problem" role="alert">${problems.get(id)}</p>` : nothing}
    ${
      outcome
        ? html`<p class="decide">
            <span class="tag ${outcome.bad ? "bad" : ""}" role="status">${outcome.words}</span>
          </p>`
        : html`<form class="decide" novalidate @submit=${(event: SubmitEvent) => onReject(event, id)}>
            <p class="row">
              <button type="button" ?disabled=${busy !== undefined} @click=${() => void decide(id, "approve")}>
                ${busy === id ? "Working …" : "Approve and issue"}
              </button>
            </p>
            <div class="field">
              <label for=${`reason-${id}`}>Reason for rejecting</label>
              <input id=${`reason-${id}`} name="reason" maxlength="300" autocomplete="off" />
            </div>
            <p class="row"><button class="danger" ?disabled=${busy !== undefined}>Reject</button></p>
          </form>`
    }
  </article>`;
}

const desk = openDesk<PendingReview[]>({
  firm: "Neobank",
  title: "Identity checks",
  async load(before = []) {
    const waiting = (await askAsOperator<{ checks: PendingReview[] }>("/api/back-office/checks")).checks;
    // What was decided here stays on the page, so that its outcome can be read.
    return [...waiting.filter(({ id }) => !decided.has(id)), ...before.filter(({ id }) => decided.has(id))];
  },
  count(reviews) {
    const open = reviews.filter(({ id }) => !decided.has(id)).length;
    if (open === 0) return "Nothing waits for a decision.";
    return open === 1 ? "One waits for a decision." : `${open} wait for a decision.`;
  },
  content: (reviews) => reviews.map(card),
});
