/** What went wrong, in plain words, what the system reported, and a way on. */
import { html } from "lit";
import { endsGoal, hasKeyAlready } from "../../machine/tasks.ts";
import { button, heading } from "../../parts/button.ts";
import { emblem } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { explain } from "./explain.ts";

export const failureScreen: Screen<"failed"> = (view, { state, send, ...language }) => {
  const { failure, job } = view;
  const { failures, buttons } = language.words;
  const { title, text } = explain(failure, job.do, language);
  const { retryable } = failure;
  const back = hasKeyAlready(view)
    ? failures.lookForKey
    : endsGoal(state, view)
      ? failures.cancelRequest
      : buttons.back;
  return html`
    <div class="screen">
      ${emblem("alert", "bad")} ${heading(title)}
      <p class="lead">${text}</p>
      <details open>
        <summary>${failures.reported}</summary>
        <p class="small">${failure.message} <code>${failure.code}</code></p>
      </details>
      <div class="actions">
        ${retryable ? button(buttons.tryAgain, () => send({ type: "retry" }), "primary") : ""}
        ${button(back, () => send({ type: "back" }), retryable ? "secondary" : "primary")}
      </div>
    </div>
  `;
};
