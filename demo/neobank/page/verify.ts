/** The identity check's form. It posts to Neobank's own server and has nothing to do with idOS. */
import { html, render, type TemplateResult } from "lit";
import { findElement } from "../../dapp/page/find-element.ts";
import { namedCountries } from "../countries.ts";
import type { Photo } from "../identity-form.ts";
import { drawSampleDocument } from "./sample-document.ts";
import { words } from "../words.ts";
import { SAMPLE_PERSON } from "../sample-person.ts";

const form = findElement<HTMLFormElement>("#form");
const state = findElement("#state");
const summary = findElement("#problems");
const photoInput = findElement<HTMLInputElement>("#idDocumentFrontFile");
const check = new URL(location.href).searchParams.get("check") ?? "";
const api = `/api/checks/${encodeURIComponent(check)}`;

const say = words.form;

function control(name: string): HTMLInputElement | HTMLSelectElement | undefined {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : undefined;
}

function tell(template: TemplateResult): void {
  form.hidden = true;
  render(template, state);
  state.focus();
}

/** Marks the fields that are wrong, lists them, and goes to the first. */
function showProblems(problems: Record<string, string>): void {
  for (const field of form.querySelectorAll<HTMLElement>("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const old of form.querySelectorAll(".problem")) old.remove();
  const names = Object.keys(problems);
  summary.hidden = names.length === 0;
  render(
    html`<p>
      ${say.problems(names.length)} ${names.some((name) => !control(name)) ? Object.values(problems).join(" ") : ""}
    </p>`,
    summary,
  );
  for (const name of names) {
    const field = control(name);
    if (!field) continue;
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.id = `${name}-problem`;
    problem.textContent = problems[name] ?? "";
    field.after(problem);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", problem.id);
  }
  const first = names.map(control).find((field) => field !== undefined);
  (first ?? summary).focus();
}

async function photo(file: File): Promise<Photo> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { type: file.type === "image/png" ? "image/png" : "image/jpeg", data: btoa(binary) };
}

function showPhoto(): void {
  const preview = findElement<HTMLImageElement>("#preview");
  URL.revokeObjectURL(preview.src);
  const file = photoInput.files?.[0];
  preview.hidden = !file;
  if (file) preview.src = URL.createObjectURL(file);
}

/** The sample that is being drawn; the form is not sent before it is there. */
let drawing: Promise<void> = Promise.resolve();

async function samplePhoto(): Promise<void> {
  const value = (name: string): string => control(name)?.value ?? "";
  const file = await drawSampleDocument({
    name:
      `${value("firstName")} ${value("familyName")}`.trim() || `${SAMPLE_PERSON.firstName} ${SAMPLE_PERSON.familyName}`,
    number: value("idDocumentNumber") || SAMPLE_PERSON.idDocumentNumber,
    born: value("dateOfBirth") || SAMPLE_PERSON.dateOfBirth,
    expires: value("idDocumentDateOfExpiry") || SAMPLE_PERSON.idDocumentDateOfExpiry,
  });
  const chosen = new DataTransfer();
  chosen.items.add(file);
  photoInput.files = chosen.files;
  showPhoto();
}

const ended = ({ title, text }: { title: string; text: string }): TemplateResult =>
  html`<h1>${title}</h1>
    <p class="lead">${text}</p>
    <p><a class="button" href="/">${say.back}</a></p>`;
const received = ended(say.received);
const unknown = ended(say.unknown);

async function send(): Promise<void> {
  await drawing.catch(() => undefined);
  const file = photoInput.files?.[0];
  const values: Record<string, unknown> = Object.fromEntries(
    [...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== ""),
  );
  if (file) values.idDocumentFrontFile = await photo(file);
  const button = findElement<HTMLButtonElement>("#send");
  button.disabled = true;
  try {
    const response = await fetch(`${api}/form`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(values),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return tell(received);
    if (response.status === 404) return tell(unknown);
    const answer = (await response.json().catch(() => ({}))) as { problems?: Record<string, string>; error?: string };
    showProblems(answer.problems ?? { server: answer.error ?? say.notTaken });
  } catch {
    showProblems({ server: say.noAnswer });
  } finally {
    button.disabled = false;
  }
}

async function open(): Promise<void> {
  for (const name of ["nationality", "idDocumentCountry", "residentialAddressCountry"]) {
    const select = findElement<HTMLSelectElement>(`#${name}`);
    select.add(new Option(say.choose, ""));
    for (const country of namedCountries(document.documentElement.lang))
      select.add(new Option(country.name, country.code));
  }
  photoInput.addEventListener("change", showPhoto);
  findElement("#sample-photo").addEventListener("click", () => (drawing = samplePhoto()));
  findElement("#sample").addEventListener("click", () => {
    for (const [name, value] of Object.entries(SAMPLE_PERSON)) {
      const field = control(name);
      if (field) field.value = value;
    }
    drawing = samplePhoto();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  let status: string | undefined;
  try {
    const response = await fetch(api, { signal: AbortSignal.timeout(10_000) });
    if (response.ok) status = ((await response.json()) as { status: string }).status;
    else if (response.status !== 404) throw new Error(`status ${response.status}`);
  } catch {
    return tell(
      html`<h1>${say.unreachable.title}</h1>
        <p class="lead">${say.unreachable.text}</p>
        <p><a class="button" href=${location.href}>${say.tryAgain}</a></p>`,
    );
  }
  if (status === undefined) tell(unknown);
  else if (status === "open") form.hidden = false;
  else tell(received);
}

void open();
