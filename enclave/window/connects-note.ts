/** That an unlock is also the consent to connect, where it is. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { siteName } from "./site-name.ts";
import { words } from "../words/words.ts";

/** @param typed what the site never sees, in words */
export function connectsNote(
  { site, connects }: { site: string; connects: boolean },
  typed: string,
): TemplateResult | typeof nothing {
  return connects ? html`<p>${words.unlock.connects(siteName(site), typed)}</p>` : nothing;
}
