/** What a site asks of private fields, in words. The wording is exact: negations are moved to the single conditions. */
import type { Path, Requirements } from "../protocol/types.ts";
import type { Formats } from "../viewer/formats.ts";
import { codeInWords, labelOf } from "../viewer/labels.ts";
import { quoteHostText } from "../viewer/quote-host-text.ts";
import { words } from "../words/words.ts";

const MAX_LISTED = 12;

/**
 * @param requirements what must hold; undefined for nothing
 * @param formats dates, countries and lists in words
 * @returns one phrase per condition; all of them must hold
 */
export function requirementsInWords(requirements: Requirements | undefined, formats: Formats): string[] {
  if (!requirements) return [];
  const phrase = simplify(requirements, true);
  return phrase.kind === "all" ? phrase.of.map((part) => inWords(part, formats)) : [inWords(phrase, formats)];
}

type Leaf = Exclude<Requirements, { all: unknown } | { any: unknown } | { not: unknown }>;
type Phrase = { kind: "all" | "any"; of: Phrase[] } | { kind: "one"; leaf: Leaf; holds: boolean };

/** De Morgan: no group is negated any more, and nested groups of one kind are one group. */
function simplify(requirements: Requirements, holds: boolean): Phrase {
  if ("not" in requirements) return simplify(requirements.not, !holds);
  if (!("all" in requirements || "any" in requirements)) return { kind: "one", leaf: requirements, holds };
  const parts = "all" in requirements ? requirements.all : requirements.any;
  const kind = "all" in requirements === holds ? "all" : "any";
  const of = parts.map((part) => simplify(part, holds)).flatMap((part) => (part.kind === kind ? part.of : [part]));
  const [only] = of;
  return only && of.length === 1 ? only : { kind, of };
}

function inWords(phrase: Phrase, formats: Formats): string {
  if (phrase.kind === "one") return leafInWords(phrase.leaf, phrase.holds, formats);
  const parts = phrase.of.map((part) => {
    const own = inWords(part, formats);
    return part.kind === "one" ? own : words.requirements.group(own);
  });
  return words.requirements[phrase.kind](parts);
}

function leafInWords(leaf: Leaf, holds: boolean, formats: Formats): string {
  const say = words.requirements;
  const name = pathInWords(leaf.path);
  const value = (given: string | number | boolean): string => valueInWords(leaf.path, given, formats);
  if ("exists" in leaf) return say.given(name, leaf.exists === holds);
  if ("equals" in leaf) return say.value(name, holds, value(leaf.equals));
  if ("in" in leaf) {
    const listed = leaf.in.slice(0, MAX_LISTED).map(value);
    const more = leaf.in.length - listed.length;
    return say.value(name, holds, formats.or(more ? [...listed, say.moreValues(formats.number(more))] : listed));
  }
  const { min, max } = leaf;
  const dates = typeof (min ?? max) === "string";
  if (min !== undefined && max !== undefined) return say.between(name, holds, value(min), value(max));
  if (min !== undefined) return say.from(name, holds, value(min), dates);
  return say.upTo(name, holds, max === undefined ? say.anything : value(max), dates);
}

function pathInWords(path: Path): string {
  const keys = path.split(".");
  return labelOf(keys)?.label ?? words.requirements.field(quoteHostText(keys.join(".")));
}

function valueInWords(path: Path, value: string | number | boolean, formats: Formats): string {
  if (typeof value === "boolean") return value ? words.requirements.yes : words.requirements.no;
  if (typeof value === "number") return formats.number(value);
  const reading = labelOf(path.split("."))?.reading ?? "text";
  const known =
    reading === "country" ? formats.country(value) : (codeInWords(reading, value) ?? formats.isoDate(value));
  // Anything else is the site's own text.
  return known ?? (quoteHostText(value) || words.requirements.emptyText);
}
