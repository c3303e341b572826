/** A verification of the person by a provider: handed over, under way, and how it ended. */
import { html, type TemplateResult } from "lit";
import { activeGoal } from "../../machine/flow.ts";
import type { TrackedCheck } from "../../machine/state.ts";
import { button, heading, outLink } from "../../parts/button.ts";
import { timeOf } from "../../parts/dates.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

export const verificationScreen: Screen<"verification"> = (_view, context) => {
  const { tracked } = context.state;
  return html`<div class="screen">${tracked ? stage(tracked, context) : heading("No verification is under way")}</div>`;
};

function stage(tracked: TrackedCheck, context: ScreenContext): TemplateResult {
  const { state, send } = context;
  const { check } = tracked;
  const back = activeGoal(state) ? "" : button("Back", () => send({ type: "back" }));
  switch (check?.status) {
    case undefined:
      return html`${emblem("clock")} ${heading("Looking for your verification")}
        <p class="lead">You started one in this browser. Asking the provider how it stands.</p>
        ${reading(tracked)}
        <div class="actions">${button("Check now", () => send({ type: "check-now" }))} ${back}</div>`;
    case "open":
      return html`${emblem("document")} ${heading("Continue with the provider")}
        <p class="lead">
          Your permission was handed over. Fill in the provider’s form; it opens in a new tab, and this page waits for
          you here.
        </p>
        ${reading(tracked)}
        <div class="actions">
          ${check.url ? outLink("Open the form", check.url) : ""}
          ${button("Check now", () => send({ type: "check-now" }))} ${back}
        </div>`;
    case "pending":
      return html`${emblem("clock")} ${heading("Your verification is under way")}
        <p class="lead">
          The provider is looking at what you sent. <b>You may leave and close this page.</b> The credential is written
          to your profile without you, and you find it here when you come back.
        </p>
        ${reading(tracked)}
        <div class="actions">${button("Check now", () => send({ type: "check-now" }))} ${back}</div>`;
    case "issued":
      return html`${emblem("check", "good")} ${heading("Your credential was issued")}
        <p class="lead">It is in your profile, sealed with your key. From now on you can reuse it.</p>
        <div class="actions">${button("Continue", () => send({ type: "continue" }), "primary")}</div>`;
    case "rejected":
      return html`${emblem("alert", "bad")} ${heading("Your verification was rejected")}
        <p class="lead">The provider decided against issuing a credential. Nothing was written to your profile.</p>
        ${reason(check.reason)} ${again(context)}`;
    case "failed":
      return html`${emblem("alert", "bad")} ${heading("Your verification failed")}
        <p class="lead">
          The provider could not finish it. This is no decision about you, and nothing was written to your profile.
        </p>
        ${reason(check.reason)} ${again(context)}`;
  }
}

function reading({ readAt, trouble }: TrackedCheck): TemplateResult {
  if (trouble && readAt !== undefined)
    return html`<div class="note warning" role="status">
      ${icon("alert")}
      <div>No answer at ${timeOf(readAt)}; trying again by itself. ${trouble.message}</div>
    </div>`;
  return html`<p class="small" role="status">
    ${readAt === undefined ? "Checking…" : `Checked at ${timeOf(readAt)}. It is looked at every few seconds while this page is open.`}
  </p>`;
}

function reason(words: string | undefined): TemplateResult {
  return html`<dl class="facts">
    <div>
      <dt>The provider’s reason</dt>
      <dd><bdi>${words || "It gave none."}</bdi></dd>
    </div>
  </dl>`;
}

function again({ send }: ScreenContext): TemplateResult {
  return html`<div class="actions">
    ${button("Start again", () => send({ type: "get-verified" }), "primary")}
    ${button("Continue without", () => send({ type: "continue" }))}
  </div>`;
}
