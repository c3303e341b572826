/** A grant's end and number of reads in words, as one of a list of facts. */
import { html, type TemplateResult } from "lit";
import type { GrantLimits } from "../../host-sdk/index.ts";
import { momentOf } from "./dates.ts";

/** Nothing for a grant without limits: most networks have none. */
export function limitFacts(limits: GrantLimits | undefined): TemplateResult | "" {
  if (!limits) return "";
  const { expiresAt, maxReads } = limits;
  const words = [
    ...(expiresAt === undefined ? [] : [`It ends on ${momentOf(expiresAt)}.`]),
    ...(maxReads === undefined ? [] : [maxReads === 1 ? "It can be read once." : `It can be read ${maxReads} times.`]),
  ];
  return html`<div>
    <dt>Limits</dt>
    <dd>${words.join(" ")}</dd>
  </div>`;
}
