/** A grant's end and number of reads in words, as one of a list of facts. */
import { html, type TemplateResult } from "lit";
import type { GrantLimits } from "../../host-sdk/index.ts";
import type { ScreenContext } from "./screen.ts";

/** Nothing for a grant without limits: most networks have none. */
export function limitFacts(
  limits: GrantLimits | undefined,
  { words: { grant }, formats }: ScreenContext,
): TemplateResult | "" {
  if (!limits) return "";
  const { expiresAt, maxReads } = limits;
  const facts = [
    ...(expiresAt === undefined ? [] : [grant.ends(formats.moment(expiresAt))]),
    ...(maxReads === undefined ? [] : [grant.reads(maxReads)]),
  ];
  return html`<div>
    <dt>${grant.limits}</dt>
    <dd>${facts.join(" ")}</dd>
  </div>`;
}
