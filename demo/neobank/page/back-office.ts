/** Neobank's back office: what waits for a decision, with the person's entries; approve, or reject with a reason. */
import { html, nothing, render, type TemplateResult } from "lit";
import { askAsOperator, OperatorError, operatorToken } from "../../launcher/operator-api.ts";
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

const app = document.getElementById("app") as HTMLElement;
const countryNames = new Intl.DisplayNames([], { type: "region" });
const day = new Intl.DateTimeFormat([], { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });

let cases: PendingReview[] | undefined;
/** What happened to cases that were decided here, by id. */
const decided = new Map<string, { words: string; bad: boolean }>();
const problems = new Map<string, string>();
/** The id of the case that is being decided. */
let busy: string | undefined;
let notice = "";

function shown(name: string, value: string): string {
  if (DATES.has(name)) return day.format(new Date(`${value}T00:00:00Z`));
  return COUNTRY_FIELDS.has(name) ? `${countryNames.of(value) ?? value} (${value})` : value;
}

function entries({ idDocumentType, ...rest }: IdentityForm): TemplateResult {
  const form = { ...rest, idDocumentType: DOCUMENTS[idDocumentType] };
  return html`<dl>
    ${(Object.keys(LABELS) as (keyof typeof LABELS)[]).map((name) => {
      const value = form[name];
      return value === undefined
        ? nothing
        : html`<div>
            <dt>${LABELS[name]}</dt>
            <dd>${shown(name, value)}</dd>
          </div>`;
    })}
  </dl>`;
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

async function decide(id: string, decision: "approve" | "reject", reason?: string): Promise<void> {
  busy = id;
  problems.delete(id);
  draw();
  try {
    decided.set(id, outcome(await askAsOperator<Decision>(`/api/back-office/checks/${id}/${decision}`, { reason })));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.status === 401) return signOut(error.message);
    problems.set(id, error.message);
  } finally {
    busy = undefined;
    draw();
  }
}

function onReject(event: SubmitEvent, id: string): void {
  event.preventDefault();
  const reason = String(new FormData(event.currentTarget as HTMLFormElement).get("reason") ?? "").trim();
  if (!reason) {
    problems.set(id, "Give the person a reason.");
    return draw();
  }
  void decide(id, "reject", reason);
}

function card(review: PendingReview): TemplateResult {
  const { id, form, userId, updatedAt } = review;
  const outcome = decided.get(id);
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

function signIn(): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    operatorToken.set(String(new FormData(event.currentTarget as HTMLFormElement).get("token") ?? ""));
    void load();
  };
  return html`<h1>Back office</h1>
    <p class="lead">Enter the operator's token. It was printed where Neobank was started.</p>
    ${notice ? html`<p class="problem" role="alert">${notice}</p>` : nothing}
    <form @submit=${onSubmit}>
      <div class="field">
        <label for="token">Operator token</label
        ><input id="token" name="token" type="password" autocomplete="off" required />
      </div>
      <p class="row"><button>Sign in</button></p>
    </form>`;
}

function desk(waiting: PendingReview[]): TemplateResult {
  const open = waiting.filter(({ id }) => !decided.has(id)).length;
  return html`<h1>Identity checks</h1>
    <p class="row">
      <span role="status"
        >${open === 0 ? "Nothing waits for a decision." : open === 1 ? "One waits for a decision." : `${open} wait for a decision.`}</span
      >
      <button class="quiet" @click=${() => void load()}>Look again</button>
      <button class="plain" @click=${() => signOut("")}>Sign out</button>
    </p>
    ${notice ? html`<p class="problem" role="alert">${notice}</p>` : nothing} ${waiting.map(card)}`;
}

function draw(): void {
  render(cases ? desk(cases) : signIn(), app);
}

function signOut(words: string): void {
  operatorToken.forget();
  cases = undefined;
  notice = words;
  draw();
}

async function load(): Promise<void> {
  notice = "";
  try {
    const waiting = (await askAsOperator<{ checks: PendingReview[] }>("/api/back-office/checks")).checks;
    // What was decided here stays on the page, so that its outcome can be read.
    const before = (cases ?? []).filter(({ id }) => decided.has(id));
    cases = [...waiting.filter(({ id }) => !decided.has(id)), ...before];
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.status === 401) return signOut(error.message);
    notice = `${error.message}. Look again in a moment.`;
  }
  draw();
}

draw();
if (operatorToken.get()) void load();
