/** Acme's back office: what it received and each check; "Read again" asks the network now. */
import { html, nothing, render, type TemplateResult } from "lit";
import { askAsOperator, OperatorError, operatorToken } from "../../launcher/operator-api.ts";
import type { CheckOutcome, ReadAgain, Reading, ReceivedGrant } from "../received-grant.ts";

const CHECKS: Record<string, { label: string; ok: string }> = {
  proof: { label: "Proof", ok: "Signed by the issuer, unchanged" },
  issuer: { label: "Issuer", ok: "One that we trust" },
  status: { label: "Status", ok: "Approved, not revoked" },
  expiry: { label: "Expiry", ok: "Not expired" },
  hash: { label: "Hash", ok: "What was granted is what we read" },
};

const app = document.getElementById("app") as HTMLElement;
const moment = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "medium" });

let grants: ReceivedGrant[] | undefined;
const again = new Map<string, ReadAgain>();
let busy: string | undefined;
let notice = "";

function checks(outcomes: CheckOutcome[]): TemplateResult {
  return html`<ul class="checks">
    ${outcomes.map(
      ({ name, ok, why }) =>
        html`<li class=${ok ? "" : "bad"}>
          <span>${CHECKS[name]?.label ?? name}</span
          ><span><strong>${ok ? "ok" : "no"}</strong> · ${ok ? (CHECKS[name]?.ok ?? "") : why}</span>
        </li>`,
    )}
  </ul>`;
}

function words(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.startsWith("id ") ? `ID${spaced.slice(2)}` : spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function facts({ subject }: Reading): TemplateResult {
  return html`<dl class="facts">
    ${subject.map(
      ([name, value]) =>
        html`<div>
          <dt>${words(name)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function readAgainResult(result: ReadAgain | undefined): TemplateResult | typeof nothing {
  if (!result) return nothing;
  if ("refused" in result)
    return html`<div class="reading" role="status">
      <p class="problem">The network refuses: ${result.refused.message} (${result.refused.code})</p>
      <p class="note">What we fetched before is still above. That is why granting access is a decision.</p>
    </div>`;
  return html`<div class="reading" role="status">
    <h3>Read again at ${moment.format(result.reading.at * 1000)}</h3>
    ${checks(result.reading.checks)}
  </div>`;
}

async function readAgain(grantId: string): Promise<void> {
  busy = grantId;
  again.delete(grantId);
  draw();
  try {
    again.set(grantId, await askAsOperator<ReadAgain>(`/api/back-office/grants/${grantId}/read`, {}));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.status === 401) return signOut(error.message);
    notice = error.message;
  } finally {
    busy = undefined;
    draw();
  }
}

function card(grant: ReceivedGrant): TemplateResult {
  const { reasons } = grant;
  const name = grant.subject
    .filter(([field]) => field === "firstName" || field === "familyName")
    .map(([, value]) => value);
  return html`<article class="case" aria-labelledby=${`name-${grant.grantId}`}>
    <header>
      <h2 id=${`name-${grant.grantId}`}>${name.join(" ") || "A customer"}</h2>
      <span class="tag ${reasons.length ? "bad" : ""}">${reasons.length ? "Refused" : "Card ordered"}</span>
    </header>
    <p class="note">Grant <code>${grant.grantId}</code></p>
    ${reasons.map((reason) => html`<p class="problem">${reason}</p>`)}
    <h3>Checked at ${moment.format(grant.at * 1000)}</h3>
    ${checks(grant.checks)}
    ${
      grant.subject.length
        ? html`<h3>What we received</h3>
            ${facts(grant)}`
        : nothing
    }
    <button class="quiet" ?disabled=${busy !== undefined} @click=${() => void readAgain(grant.grantId)}>
      ${busy === grant.grantId ? "Reading …" : "Read again"}
    </button>
    ${readAgainResult(again.get(grant.grantId))}
  </article>`;
}

function signIn(): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    operatorToken.set(String(new FormData(event.currentTarget as HTMLFormElement).get("token") ?? ""));
    void load();
  };
  return html`<h1>Back office</h1>
    <p class="lead">Enter the operator's token. It was printed where Acme was started.</p>
    ${notice ? html`<p class="problem" role="alert">${notice}</p>` : nothing}
    <form @submit=${onSubmit}>
      <div class="field">
        <label for="token">Operator token</label
        ><input id="token" name="token" type="password" autocomplete="off" required />
      </div>
      <button>Sign in</button>
    </form>`;
}

function desk(received: ReceivedGrant[]): TemplateResult {
  return html`<h1>Orders</h1>
    <p class="row">
      <span role="status"
        >${received.length === 0 ? "Nobody has ordered a card yet." : received.length === 1 ? "One order." : `${received.length} orders.`}</span
      >
      <button class="quiet" @click=${() => void load()}>Look again</button>
      <button class="plain" @click=${() => signOut("")}>Sign out</button>
    </p>
    ${notice ? html`<p class="problem" role="alert">${notice}</p>` : nothing} ${received.map(card)}`;
}

function draw(): void {
  render(grants ? desk(grants) : signIn(), app);
}

function signOut(words: string): void {
  operatorToken.forget();
  grants = undefined;
  notice = words;
  draw();
}

async function load(): Promise<void> {
  notice = "";
  try {
    grants = (await askAsOperator<{ grants: ReceivedGrant[] }>("/api/back-office/grants")).grants;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.status === 401) return signOut(error.message);
    notice = `${error.message}. Look again in a moment.`;
  }
  draw();
}

draw();
if (operatorToken.get()) void load();
