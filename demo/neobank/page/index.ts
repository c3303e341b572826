/** Neobank's first page: the Isle, and one button that starts the identity check. */
import { html, nothing, render, type TemplateResult } from "lit";
import { type Check, isIdosError } from "../../../host-sdk/index.ts";
import { findElement } from "../../dapp/page/find-element.ts";
import { placeIsle } from "../../dapp/page/place-isle.ts";
import { words } from "../words.ts";

function outcome(check: Check): TemplateResult {
  const { title, text } = words.check[check.status];
  const bad = check.status === "rejected" || check.status === "failed";
  return html`<div class="banner ${bad ? "bad" : ""}">
    <h2>${title}</h2>
    <p>${text}</p>
    ${check.reason ? html`<p>${words.reason(check.reason)}</p>` : nothing}
    ${check.status === "open" && check.url ? html`<p><a class="button" href=${check.url}>${words.toForm}</a></p>` : nothing}
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
      show(html`<p class="note">${words.notOpened(error.code)}</p>`);
    } finally {
      button.disabled = false;
    }
  });
}

open().catch(() => {
  render(html`<p class="banner bad">${words.noStart}</p>`, findElement("#outcome"));
});
