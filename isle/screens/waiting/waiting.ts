/** Something is under way: what it is, whom it waits for, and Cancel. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { signsLimits, waitingWords } from "./waiting-words.ts";

export const waitingScreen: Screen<"waiting"> = (view, { send, words }) => {
  const { prompt, job } = view;
  const inWindow = prompt?.by === "click" || prompt?.by === "window";
  // While the enclave's frame shows a call, it has that call's Cancel; a wallet that this page asks has none there.
  const inFrame = prompt?.by !== "wallet" || prompt.for === undefined || prompt.for === "key";
  const { title, text } = waitingWords(view, words);
  const { degraded, digest: digestWords } = words.waiting;
  const digest = prompt?.by === "wallet" ? prompt.digest : undefined;
  return html`
    <div class=${inFrame ? "screen in-frame" : "screen"}>
      ${prompt?.by === "wallet" ? emblem("wallet") : inWindow ? emblem("window") : html`<div class="spinner" aria-hidden="true"></div>`}
      ${heading(title)}
      <p class="lead">${text}</p>
      ${
        digest
          ? html`<div class="facts">
              <h3>${digestWords.title}</h3>
              <code class="digest">${digest}</code>
              <p class="small">
                ${job.do === "grant" && !signsLimits(view) ? digestWords.textAfterWindow : digestWords.text}
              </p>
            </div>`
          : ""
      }
      ${
        view.degraded.length > 0
          ? html`<div class="note warning">
              ${icon("alert")}
              <div>${degraded(view.degraded.length)}</div>
            </div>`
          : ""
      }
      <div class="actions">${button(words.buttons.cancel, () => send({ type: "cancel" }))}</div>
    </div>
  `;
};
