/** Who has access to what, and until when it is locked. */
import { html, type TemplateResult } from "lit";
import type { AccessGrant } from "../../../host-sdk/index.ts";
import type { Holdings } from "../../machine/jobs.ts";
import { button } from "../../parts/button.ts";
import { isAhead, momentOf } from "../../parts/dates.ts";
import { icon } from "../../parts/icon.ts";
import { granteeOf, issuerOf, shortened } from "../../parts/names.ts";
import type { ScreenContext } from "../../parts/screen.ts";

/** The list of access grants. */
export function permissionsPage({ grants, credentials, backend }: Holdings, { send }: ScreenContext): TemplateResult {
  if (grants.length === 0) return html`<p class="lead">Nobody has access to any of your credentials.</p>`;
  return html`<ul class="items">
    ${grants.map((grant) => {
      const name = nameOf(grant, backend);
      const locked = isAhead(grant.lockedUntil);
      return html`<li class="item" part="item">
        <h3><bdi>${name}</bdi></h3>
        <p class="small">Can read a copy of ${what(grant, { credentials, backend })}.</p>
        ${name === shortened(grant.grantee) ? html`<p class="small mono">${grant.grantee}</p>` : ""}
        ${
          locked
            ? html`<p class="small row lock">
                ${icon("lock")}<span>Locked until ${momentOf(grant.lockedUntil)}. You can revoke it after that.</span>
              </p>`
            : html`<div class="actions">
                ${button("Revoke", () => send({ type: "revoke", grant }), "quiet bad", `access of ${name}`)}
              </div>`
        }
      </li>`;
    })}
  </ul>`;
}

/** The receiver's name, or its identifier if this site does not know one. */
export function nameOf(grant: AccessGrant, backend: Holdings["backend"]): string {
  return granteeOf(grant.grantee, backend) ?? shortened(grant.grantee);
}

/** What the receiver can read, in words. */
export function what(
  grant: AccessGrant,
  { credentials, backend }: Pick<Holdings, "credentials" | "backend">,
): TemplateResult {
  const original = credentials.find(({ id }) => id === grant.originalId);
  return original
    ? html`your credential by <bdi>${issuerOf(original, backend).name}</bdi>`
    : html`a credential whose original is no longer there`;
}
