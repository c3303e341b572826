/** What went wrong, in plain words, what the system reported, and a way on. */
import { html } from "lit";
import { endsGoal, hasKeyAlready } from "../../machine/tasks.ts";
import { button, heading } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { explain } from "./explain.ts";

export const failureScreen: Screen<"failed"> = (view, { state, send }) => {
  const { failure, job } = view;
  const { title, text } = explain(failure, job.do);
  const { retryable } = failure;
  const back = hasKeyAlready(view) ? "Look for my key" : endsGoal(state, view) ? "Cancel request" : "Back";
  return html`
    <div class="screen">
      ${emblem("alert", "bad")} ${heading(title)}
      <p class="lead">${text}</p>
      <details open>
        <summary>What was reported</summary>
        <p class="small">${failure.message} <code>${failure.code}</code></p>
      </details>
      <div class="actions">
        ${retryable ? button("Try again", () => send({ type: "retry" }), "primary") : ""}
        ${button(back, () => send({ type: "back" }), retryable ? "secondary" : "primary")}
      </div>
    </div>
  `;
};
