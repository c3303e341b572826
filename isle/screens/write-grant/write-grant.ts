/** A delegated write grant in plain words: who may write what, until when, and what is locked. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { secondsOf } from "../../parts/dates.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";

export const writeGrantScreen: Screen<"write-grant"> = (
  { draft },
  { send, words: { writeGrant }, formats: { moment } },
) => {
  const { provider, dwg } = draft;
  const begins = secondsOf(dwg.notUsableBefore);
  const ends = secondsOf(dwg.notUsableAfter);
  const lockedUntil = secondsOf(dwg.accessGrantTimelock);
  return html`
    <div class="screen">
      ${emblem("document")} ${heading(writeGrant.title(provider))}
      <dl class="facts">
        <div>
          <dt>${writeGrant.who}</dt>
          <dd><bdi>${provider}</bdi></dd>
        </div>
        <div>
          <dt>${writeGrant.what}</dt>
          <dd>${writeGrant.credential}</dd>
        </div>
        <div>
          <dt>${writeGrant.until}</dt>
          <dd>${writeGrant.once(moment(ends))}</dd>
        </div>
        <div>
          <dt>${writeGrant.keeps}</dt>
          <dd>${writeGrant.copy}</dd>
        </div>
      </dl>
      ${
        lockedUntil > begins
          ? html`<div class="note warning">
              ${icon("lock")}
              <div>${writeGrant.locked(html`<b>${moment(lockedUntil)}</b>`)}</div>
            </div>`
          : html`<div class="note">
              ${icon("check")}
              <div>${writeGrant.unlocked}</div>
            </div>`
      }
      <details>
        <summary>${writeGrant.signed}</summary>
        <pre class="mono signed">${draft.text}</pre>
      </details>
      <div class="actions">
        ${button(writeGrant.approve, () => send({ type: "approve" }), "primary")}
        ${button(writeGrant.decline, () => send({ type: "decline" }))}
      </div>
    </div>
  `;
};
