/** A verification of the person by a provider: handed over, under way, and how it ended. */
import { html, type TemplateResult } from "lit";
import { activeGoal } from "../../machine/flow.ts";
import type { TrackedCheck } from "../../machine/state.ts";
import { button, heading, outLink } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen, ScreenContext } from "../../parts/screen.ts";

export const verificationScreen: Screen<"verification"> = (_view, context) => {
  const { state, words } = context;
  const { tracked } = state;
  return html`<div class="screen">${tracked ? stage(tracked, context) : heading(words.verification.none)}</div>`;
};

function stage(tracked: TrackedCheck, context: ScreenContext): TemplateResult {
  const { state, send, words } = context;
  const { verification, buttons } = words;
  const { check } = tracked;
  const back = activeGoal(state) ? "" : button(buttons.back, () => send({ type: "back" }));
  switch (check?.status) {
    case undefined:
      return html`${emblem("clock")} ${heading(verification.looking.title)}
        <p class="lead">${verification.looking.text}</p>
        ${reading(tracked, context)}
        <div class="actions">${button(verification.checkNow, () => send({ type: "check-now" }))} ${back}</div>`;
    case "open":
      return html`${emblem("document")} ${heading(verification.open.title)}
        <p class="lead">${verification.open.text}</p>
        ${reading(tracked, context)}
        <div class="actions">
          ${check.url ? outLink(verification.openForm, check.url) : ""}
          ${button(verification.checkNow, () => send({ type: "check-now" }))} ${back}
        </div>`;
    case "pending":
      return html`${emblem("clock")} ${heading(verification.pending.title)}
        <p class="lead">${verification.pending.text}</p>
        ${reading(tracked, context)}
        <div class="actions">${button(verification.checkNow, () => send({ type: "check-now" }))} ${back}</div>`;
    case "issued":
      return html`${emblem("check", "good")} ${heading(verification.issued.title)}
        <p class="lead">${verification.issued.text}</p>
        <div class="actions">${button(buttons.continue, () => send({ type: "continue" }), "primary")}</div>`;
    case "rejected":
      return html`${emblem("alert", "bad")} ${heading(verification.rejected.title)}
        <p class="lead">${verification.rejected.text}</p>
        ${reason(check.reason, context)} ${again(context)}`;
    case "failed":
      return html`${emblem("alert", "bad")} ${heading(verification.failed.title)}
        <p class="lead">${verification.failed.text}</p>
        ${reason(check.reason, context)} ${again(context)}`;
  }
}

function reading(
  { readAt, trouble }: TrackedCheck,
  { words: { verification }, formats }: ScreenContext,
): TemplateResult {
  if (trouble && readAt !== undefined)
    return html`<div class="note warning" role="status">
      ${icon("alert")}
      <div>${verification.noAnswerAt(formats.time(readAt))} ${trouble.message}</div>
    </div>`;
  return html`<p class="small" role="status">
    ${readAt === undefined ? verification.checking : verification.checkedAt(formats.time(readAt))}
  </p>`;
}

function reason(given: string | undefined, { words: { verification } }: ScreenContext): TemplateResult {
  return html`<dl class="facts">
    <div>
      <dt>${verification.reason}</dt>
      <dd><bdi>${given || verification.noReason}</bdi></dd>
    </div>
  </dl>`;
}

function again({ send, words: { verification } }: ScreenContext): TemplateResult {
  return html`<div class="actions">
    ${button(verification.again, () => send({ type: "get-verified" }), "primary")}
    ${button(verification.without, () => send({ type: "continue" }))}
  </div>`;
}
