/** That an unlock is also the consent to connect, where it is. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { siteName } from "./site-name.ts";

/** @param typed what the site never sees, e.g. "your password" */
export function connectsNote(
  { site, connects }: { site: string; connects: boolean },
  typed: string,
): TemplateResult | typeof nothing {
  return connects
    ? html`<p>
        Unlocking also lets <bdi>${siteName(site)}</bdi> ask you to open or share your credentials. It never sees
        ${typed} or your key.
      </p>`
    : nothing;
}
