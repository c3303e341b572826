/**
 * A credential as sections of labelled values. Pure: any value in, plain data out. Nothing in a credential is trusted:
 * text is made inert, depth, count and length are bounded, and what was left out is said.
 */
import { embeddedFile, type EmbeddedFile } from "./embedded-file.ts";
import { createFormats, type Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";
import { codeInWords, labelOf, labelOrder, SECTIONS, type Reading } from "./labels.ts";

/** A value as it is shown. */
export type FieldValue =
  | { kind: "text"; text: string; /** Characters left out at the end. */ cut: number }
  | { kind: "empty" }
  | { kind: "deep" }
  | EmbeddedFile;

/** A labelled value. */
export interface Field {
  /** Dotted path, made inert. */
  path: string;
  label: string;
  /** False: the label is the credential's own key, not one of this project's words. */
  known: boolean;
  value: FieldValue;
  /** The value as it stands in the credential, for the clipboard; undefined for files and empty values. */
  raw?: string | undefined;
}

/** A titled group of fields. */
export interface Section {
  title: string;
  fields: Field[];
  /** What of the credential is not shown, in one sentence. */
  omitted?: string | undefined;
}

/** Options of {@link describeCredential}. */
export interface DescribeOptions {
  formats?: Formats | undefined;
}

const MAX_DEPTH = 6;
const MAX_FIELDS = 300;
const MAX_TEXT = 2_000;
const MAX_KEY = 60;
const MAX_LIST = 20;
const MAX_COUNTED = 100_000;
/** JSON.parse makes own properties of these; showing them as data is harmless, using them as keys is not. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

interface Leaf {
  path: string[];
  value: unknown;
  deep: boolean;
}

/**
 * Describes a credential.
 * @param credential the parsed plaintext: a W3C verifiable credential, or anything else
 * @returns sections in reading order, without empty ones; at least one
 */
export function describeCredential(
  credential: unknown,
  { formats = createFormats("en-GB") }: DescribeOptions = {},
): Section[] {
  const { leaves, more, forbidden } = collect(credential);
  const sections = new Map<string, { leaf: Leaf; field: Field }[]>(SECTIONS.map((title) => [title, []]));
  for (const leaf of leaves) {
    const title = labelOf(leaf.path)?.section ?? otherSection(leaf.path);
    sections.get(title)?.push({ leaf, field: toField(leaf, formats) });
  }
  const out: Section[] = [];
  for (const [title, entries] of sections) {
    if (!entries.length) continue;
    entries.sort((a, b) => labelOrder(a.leaf.path) - labelOrder(b.leaf.path));
    out.push({ title, fields: entries.map(({ field }) => field) });
  }
  if (!out.length) out.push({ title: "More in this credential", fields: [] });
  const omitted = omissions(more, forbidden, out[0]?.fields.length === 0, formats);
  const last = out.at(-1);
  if (omitted && last) last.omitted = omitted;
  return out;
}

function otherSection([first, second]: readonly string[]): (typeof SECTIONS)[number] {
  if (first === "credentialSubject" && second !== undefined) return "More about the person";
  return first === "proof" ? "Issuer’s signature" : "More in this credential";
}

function omissions(more: number, forbidden: number, empty: boolean, { number }: Formats): string | undefined {
  const parts: string[] = [];
  if (more)
    parts.push(
      more >= MAX_COUNTED
        ? `More than ${number(MAX_COUNTED)} further values are not shown.`
        : `${number(more)} further ${more === 1 ? "value is" : "values are"} not shown.`,
    );
  if (forbidden)
    parts.push(
      `${number(forbidden)} ${forbidden === 1 ? "entry" : "entries"} with a reserved name ${forbidden === 1 ? "is" : "are"} not shown.`,
    );
  if (!parts.length && empty) parts.push("There is nothing in this credential.");
  return parts.join(" ") || undefined;
}

/** Every leaf in document order, up to the limits. */
function collect(credential: unknown): { leaves: Leaf[]; more: number; forbidden: number } {
  const leaves: Leaf[] = [];
  let more = 0;
  let forbidden = 0;
  const add = (leaf: Leaf): void => {
    if (leaves.length < MAX_FIELDS) leaves.push(leaf);
    else more++;
  };
  const walk = (value: unknown, path: string[]): void => {
    if (more >= MAX_COUNTED) return;
    if (typeof value !== "object" || value === null || isShortList(value)) return add({ path, value, deep: false });
    if (path.length >= MAX_DEPTH) return add({ path, value, deep: true });
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (more >= MAX_COUNTED) return;
        walk(item, [...path, String(index + 1)]);
      }
      return;
    }
    const keys = Object.keys(value);
    if (!keys.length && path.length) return add({ path, value: null, deep: false });
    for (const key of keys) {
      if (FORBIDDEN.has(key)) forbidden++;
      else walk((value as Record<string, unknown>)[key], [...path, key]);
    }
  };
  walk(credential, []);
  // An empty object at the top has no leaf; a bare value has one without a path.
  return { leaves, more, forbidden };
}

const isScalar = (value: unknown): boolean =>
  value === null || (typeof value !== "object" && typeof value !== "function");
const isShortList = (value: object): boolean =>
  Array.isArray(value) &&
  value.length <= MAX_LIST &&
  value.every((item) => isScalar(item) && String(item).length <= 200);

function toField({ path, value, deep }: Leaf, formats: Formats): Field {
  const known = labelOf(path);
  const names = path.map((key) => inertText(key, MAX_KEY).text || "(unnamed)");
  const own = names[0] === "credentialSubject" || names[0] === "proof" ? names.slice(1) : names;
  const label = known?.label ?? (own.join(" › ") || "Content");
  const shown = deep
    ? ({ kind: "deep" } as const)
    : toValue(value, known?.reading ?? "text", path.at(-1) ?? "", formats);
  const raw = shown.kind === "text" ? rawText(value) : undefined;
  return { path: names.join("."), label, known: known !== undefined, value: shown, ...(raw !== undefined && { raw }) };
}

function toValue(value: unknown, reading: Reading, key: string, formats: Formats): FieldValue {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length))
    return { kind: "empty" };
  if (Array.isArray(value))
    return text(value.map((item) => (typeof item === "string" ? item : String(item))).join(", "));
  if (typeof value === "boolean") return text(value ? "Yes" : "No");
  if (typeof value !== "string")
    return text(typeof value === "number" || typeof value === "bigint" ? String(value) : "A value of an unknown kind");
  const file = embeddedFile(value, reading === "file" || key.endsWith("File"));
  if (file) return file;
  const words =
    reading === "country" ? formats.country(value) : (codeInWords(reading, value) ?? formats.isoDate(value));
  return text(words ?? value);
}

function text(value: string): FieldValue {
  const { text, cut } = inertText(value, MAX_TEXT, { breaks: true });
  return text || cut ? { kind: "text", text, cut } : { kind: "empty" };
}

function rawText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}
