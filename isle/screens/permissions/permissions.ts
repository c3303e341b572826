/** Who has access to what, and until when it is locked. */
import { html, type TemplateResult } from "lit";
import type { Holdings } from "../../machine/jobs.ts";
import { button } from "../../parts/button.ts";
import { isAhead } from "../../parts/dates.ts";
import { icon } from "../../parts/icon.ts";
import { receiverOf, subjectOf } from "../../parts/grant-names.ts";
import { shortened } from "../../parts/names.ts";
import type { ScreenContext } from "../../parts/screen.ts";

/** The list of access grants. */
export function permissionsPage(
  { grants, credentials, backend }: Holdings,
  { send, words, formats }: ScreenContext,
): TemplateResult {
  const text = words.permissions;
  if (grants.length === 0) return html`<p class="lead">${text.none}</p>`;
  return html`<ul class="items">
    ${grants.map((grant) => {
      const name = receiverOf(grant, backend);
      const locked = isAhead(grant.lockedUntil);
      return html`<li class="item" part="item">
        <h3><bdi>${name}</bdi></h3>
        <p class="small">${text.canRead(subjectOf(grant, { credentials, backend }, words))}</p>
        ${name === shortened(grant.grantee) ? html`<p class="small mono">${grant.grantee}</p>` : ""}
        ${
          locked
            ? html`<p class="small row lock">
                ${icon("lock")}<span>${text.lockedUntil(formats.moment(grant.lockedUntil))}</span>
              </p>`
            : html`<div class="actions">
                ${button(text.revoke, () => send({ type: "revoke", grant }), "quiet bad", text.accessOf(name))}
              </div>`
        }
      </li>`;
    })}
  </ul>`;
}
