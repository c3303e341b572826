/** Acme's page: the Isle, and one button that asks for access. */
import { html, render, type TemplateResult } from "lit";
import { isIdosError } from "../../../host-sdk/index.ts";
import { findElement } from "../../dapp/page/find-element.ts";
import { placeIsle } from "../../dapp/page/place-isle.ts";
import type { OrderStatus } from "../order.ts";
import { cardRequirements, LEVEL } from "../requirements.ts";
import { words } from "../words.ts";

const show = (template: TemplateResult): void => void render(template, findElement("#outcome"));

const ASK_EVERY_MS = 1000;
/** Acme's server also looks at the network by itself, once a minute. */
const ASK_FOR_MS = 90_000;

/** Waits until Acme's own server has read the credential and checked it. */
async function orderOf(grantId: string): Promise<OrderStatus> {
  const until = Date.now() + ASK_FOR_MS;
  for (;;) {
    const response = await fetch(`/api/orders/${encodeURIComponent(grantId)}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const order = (await response.json()) as OrderStatus;
    if (order.status !== "waiting" || Date.now() > until) return order;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

function result({ status, reasons }: OrderStatus): TemplateResult {
  if (status === "ordered")
    return html`<section class="order done">
      <h2>${words.ordered.title}</h2>
      <p>${words.ordered.text}</p>
    </section>`;
  if (status === "refused")
    return html`<section class="order">
      <h2>${words.refused.title}</h2>
      <p>${words.refused.text}</p>
      <ul>
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>
    </section>`;
  return html`<p class="note">${words.later}</p>`;
}

async function open(): Promise<void> {
  const isle = await placeIsle();
  const button = findElement<HTMLButtonElement>("#order-card");
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    show(html``);
    try {
      const { grantId } = await isle.request({
        issuers: ["neobank"],
        level: LEVEL,
        purpose: words.purpose,
        requirements: cardRequirements(),
      });
      show(html`<p class="note">${words.granted}</p>`);
      show(result(await orderOf(grantId)));
    } catch (error) {
      // What went wrong with the request stands in the Isle, with a way on.
      show(
        isIdosError(error)
          ? html`<p class="note">${words.notOrdered(error.code)}</p>`
          : html`<p class="problem">${words.noAnswer}</p>`,
      );
    } finally {
      button.disabled = false;
    }
  });
}

open().catch(() => show(html`<p class="problem">${words.noStart}</p>`));
