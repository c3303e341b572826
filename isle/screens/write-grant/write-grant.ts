/** A delegated write grant in plain words: who may write what, until when, and what is locked. */
import { html } from "lit";
import { button, heading } from "../../parts/button.ts";
import { momentOf, secondsOf } from "../../parts/dates.ts";
import { emblem, icon } from "../../parts/icon.ts";
import type { Screen } from "../../parts/screen.ts";

export const writeGrantScreen: Screen<"write-grant"> = ({ draft }, { send }) => {
  const { provider, dwg } = draft;
  const begins = secondsOf(dwg.notUsableBefore);
  const ends = secondsOf(dwg.notUsableAfter);
  const lockedUntil = secondsOf(dwg.accessGrantTimelock);
  return html`
    <div class="screen">
      ${emblem("document")} ${heading(`Let ${provider} write to your profile?`)}
      <dl class="facts">
        <div>
          <dt>Who</dt>
          <dd><bdi>${provider}</bdi></dd>
        </div>
        <div>
          <dt>May write</dt>
          <dd>One credential: the result of checking your identity, sealed with your key</dd>
        </div>
        <div>
          <dt>Until</dt>
          <dd>${momentOf(ends)}, once</dd>
        </div>
        <div>
          <dt>Keeps</dt>
          <dd>A copy that it can read, listed under Permissions</dd>
        </div>
      </dl>
      ${
        lockedUntil > begins
          ? html`<div class="note warning">
              ${icon("lock")}
              <div>You cannot revoke its access to the copy before <b>${momentOf(lockedUntil)}</b>.</div>
            </div>`
          : html`<div class="note">
              ${icon("check")}
              <div>You can revoke its access to the copy at any time. No timelock is asked for.</div>
            </div>`
      }
      <details>
        <summary>What your wallet will sign</summary>
        <pre class="mono signed">${draft.text}</pre>
      </details>
      <div class="actions">
        ${button("Approve", () => send({ type: "approve" }), "primary")}
        ${button("Decline", () => send({ type: "decline" }))}
      </div>
    </div>
  `;
};
