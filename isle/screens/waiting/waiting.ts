/** Something is under way: what it is, whom it waits for, and Cancel. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";
import { signsLimits, waitingWords } from "./waiting-words.ts";

export const waitingScreen: Screen<"waiting"> = (view, { send }) => {
  const { prompt, job } = view;
  const inWindow = prompt?.by === "click" || prompt?.by === "window";
  // While the enclave's frame shows a call, it has that call's Cancel; a wallet that this page asks has none there.
  const inFrame = prompt?.by !== "wallet" || prompt.for === undefined || prompt.for === "key";
  const { title, text } = waitingWords(view);
  const digest = prompt?.by === "wallet" ? prompt.digest : undefined;
  return html`
    <div class=${inFrame ? "screen in-frame" : "screen"}>
      ${prompt?.by === "wallet" ? emblem("wallet") : inWindow ? emblem("window") : html`<div class="spinner" aria-hidden="true"></div>`}
      ${heading(title)}
      <p class="lead">${text}</p>
      ${
        digest
          ? html`<div class="facts">
              <h3>Your wallet will show this digest</h3>
              <code class="digest">${digest}</code>
              <p class="small">
                It stands for exactly this
                change${job.do === "grant" && !signsLimits(view) ? ", and your idOS window showed the same one" : ""}.
                Approve in the wallet only if the two are equal.
              </p>
            </div>`
          : ""
      }
      ${
        view.degraded.length > 0
          ? html`<div class="note warning">
              ${icon("alert")}
              <div>
                ${view.degraded.length === 1 ? "One key node does" : `${view.degraded.length} key nodes do`} not answer.
                It goes on with the others.
              </div>
            </div>`
          : ""
      }
      <div class="actions">${button("Cancel", () => send({ type: "cancel" }))}</div>
    </div>
  `;
};
