/** What a site asks of private fields, in words. The wording is exact: negations are moved to the single conditions. */
import type { Path, Requirements } from "../protocol/types.ts";
import type { Formats } from "../viewer/formats.ts";
import { codeInWords, labelOf } from "../viewer/labels.ts";
import { quoteHostText } from "../viewer/quote-host-text.ts";

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
    const words = inWords(part, formats);
    return part.kind === "one" ? words : `(${words})`;
  });
  return parts.join(phrase.kind === "all" ? ", and " : ", or ");
}

function leafInWords(leaf: Leaf, holds: boolean, formats: Formats): string {
  const name = pathInWords(leaf.path);
  const is = holds ? "is" : "is not";
  const value = (given: string | number | boolean): string => valueInWords(leaf.path, given, formats);
  if ("exists" in leaf) return leaf.exists === holds ? `${name} is given` : `${name} is not given`;
  if ("equals" in leaf) return `${name} ${is} ${value(leaf.equals)}`;
  if ("in" in leaf) {
    const listed = leaf.in.slice(0, MAX_LISTED).map(value);
    const more = leaf.in.length - listed.length;
    return `${name} ${is} ${formats.or(more ? [...listed, `one of ${formats.number(more)} more values`] : listed)}`;
  }
  const { min, max } = leaf;
  const dates = typeof (min ?? max) === "string";
  if (min !== undefined && max !== undefined) return `${name} ${is} from ${value(min)} to ${value(max)}`;
  if (min !== undefined) return `${name} ${is} ${value(min)} or ${dates ? "later" : "more"}`;
  return `${name} ${is} ${max === undefined ? "anything" : value(max)} or ${dates ? "earlier" : "less"}`;
}

function pathInWords(path: Path): string {
  const keys = path.split(".");
  return labelOf(keys)?.label ?? `The field ${quoteHostText(keys.join("."))}`;
}

function valueInWords(path: Path, value: string | number | boolean, formats: Formats): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return formats.number(value);
  const reading = labelOf(path.split("."))?.reading ?? "text";
  const known =
    reading === "country" ? formats.country(value) : (codeInWords(reading, value) ?? formats.isoDate(value));
  // Anything else is the site's own text.
  return known ?? (quoteHostText(value) || "an empty text");
}
