/** Neobank's first page: the Isle, and one button that starts the identity check. */
import { html, nothing, render, type TemplateResult } from "lit";
import { type Check, isIdosError } from "../../../host-sdk/index.ts";
import { findElement } from "../../dapp/page/find-element.ts";
import { placeIsle } from "../../dapp/page/place-isle.ts";

const WORDS: Record<Check["status"], { title: string; text: string }> = {
  open: { title: "Your check has begun", text: "Fill in the form and send it; it takes five minutes." },
  pending: {
    title: "We are looking at your details",
    text: "You can close this page. The credential arrives without you.",
  },
  issued: {
    title: "Welcome to Neobank",
    text: "You are verified. Your account is open and your credential is in your idOS.",
  },
  rejected: { title: "We could not verify you", text: "You may start again with other documents." },
  failed: { title: "The check did not finish", text: "Start it again; it was not your fault." },
};

function outcome(check: Check): TemplateResult {
  const { title, text } = WORDS[check.status];
  const bad = check.status === "rejected" || check.status === "failed";
  return html`<div class="banner ${bad ? "bad" : ""}">
    <h2>${title}</h2>
    <p>${text}</p>
    ${check.reason ? html`<p>Reason given: ${check.reason}</p>` : nothing}
    ${check.status === "open" && check.url ? html`<p><a class="button" href=${check.url}>Go to the form</a></p>` : nothing}
  </div>`;
}

async function open(): Promise<void> {
  const isle = await placeIsle();
  const show = (template: TemplateResult): void => void render(template, findElement("#outcome"));
  isle.addEventListener("idos-check", (event) => show(outcome(event.check)));

  const button = findElement<HTMLButtonElement>("#open-account");
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      show(outcome(await isle.verify()));
    } catch (error) {
      if (!isIdosError(error)) throw error;
      // What went wrong stands in the Isle, with a way on; here only that nothing happened.
      show(html`<p class="note">Nothing was opened (${error.code}). You can start again at any time.</p>`);
    } finally {
      button.disabled = false;
    }
  });
}

open().catch(() => {
  render(
    html`<p class="banner bad">This page could not start: its server does not answer. Reload to try again.</p>`,
    findElement("#outcome"),
  );
});
