/**
 * A credential as sections of labelled values. Pure: any value in, plain data out. Nothing in a credential is trusted:
 * text is made inert, and nothing is left out, since a copy of it would hold that too. What only programs read is a
 * section of its own, which takes in nothing of `credentialSubject`.
 */
import { countValues, hasRows, rowsIn, type Row } from "./credential-values.ts";
import { embeddedFile, type EmbeddedFile } from "./embedded-file.ts";
import type { Formats } from "./formats.ts";
import { inertText, inertWhole } from "./inert-text.ts";
import { codeInWords, labelOf, labelOrder, SECTIONS, type Reading, type SectionKey } from "./labels.ts";
import { words } from "../words/words.ts";

/** A value as it is shown. */
export type FieldValue =
  | {
      kind: "text";
      text: string;
      /** What follows of a very long text, as it stands in the credential. */ rest?: string;
    }
  /** Nothing to be seen, in words. */
  | { kind: "nothing"; words: string }
  | EmbeddedFile;

/** A labelled value. */
export interface Field {
  label: string;
  /** False: the label is the credential's own key, not one of this project's words. */
  known: boolean;
  value: FieldValue;
  /** Characters of key and value that nobody could see; they are not drawn. */
  unseen: number;
  /** No value, but the name of those that follow. */
  names?: true;
  /** The value as it stands in the credential, for the clipboard; undefined for files and empty values. */
  raw?: string | undefined;
}

/** A titled group of values. */
export interface Section {
  title: string;
  /** How many values it has. */
  count: number;
  /** Made one by one. */
  fields(): Iterable<Field>;
}

/** What {@link describeCredential} returns. */
export interface Description {
  /** In reading order, without empty ones. */
  sections: Section[];
  /** What only programs read. */
  technical: Section | undefined;
}

/** Options of {@link describeCredential}. */
export interface DescribeOptions {
  formats: Formats;
}

/** Characters of a text that are made ready at first. */
export const FIRST_TEXT = 20_000;
/** A longer text is a file, even where its kind is not known. */
const MAX_UNKNOWN_TEXT = 2_000;
const MAX_KEY = 1_000;
/** Keys at a credential's top whose values only programs read. */
const MACHINE: ReadonlySet<string> = new Set(["@context", "id", "type", "nonce", "proof"]);

/**
 * Describes a credential.
 * @param credential the parsed plaintext: a W3C verifiable credential, or anything else
 */
export function describeCredential(credential: unknown, { formats }: DescribeOptions): Description {
  const parts = new Map<SectionKey, Part[]>(SECTIONS.map((key) => [key, []]));
  const put = (part: Part): void => {
    const known = hasRows(part.value) ? undefined : labelOf(part.path)?.section;
    parts.get(known ?? otherSection(part.path))?.push(part);
  };
  for (const part of partsOf(credential)) put(part);
  const sections: Section[] = [];
  let technical: Section | undefined;
  for (const [key, of] of parts) {
    if (!of.length) continue;
    of.sort((a, b) => labelOrder(a.path) - labelOrder(b.path));
    const section: Section = {
      title: words.sections[key],
      count: of.reduce((sum, { value }) => sum + countValues(value), 0),
      *fields() {
        for (const { path, from, value } of of)
          for (const row of rowsIn(value, path, from)) yield toField(row, formats);
      },
    };
    if (key === "technical") technical = section;
    else sections.push(section);
  }
  return { sections, technical };
}

/** A value at the credential's top or at its subject's. */
interface Part {
  path: string[];
  /** With which key of the path a label begins. */
  from: number;
  value: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function* partsOf(credential: unknown): Generator<Part> {
  if (!isObject(credential)) return yield { path: [], from: 0, value: credential };
  for (const key of Object.keys(credential)) {
    const value = credential[key];
    if (key !== "credentialSubject") yield { path: [key], from: 0, value };
    else if (!isObject(value) || !hasRows(value)) yield { path: [key], from: 1, value };
    else for (const own of Object.keys(value)) yield { path: [key, own], from: 1, value: value[own] };
  }
}

function otherSection([first]: readonly string[]): SectionKey {
  if (first === "credentialSubject") return "morePerson";
  return first !== undefined && MACHINE.has(first) ? "technical" : "moreCredential";
}

function toField({ path, from, kind, value }: Row, formats: Formats): Field {
  const known = from === path.length ? undefined : labelOf(path);
  const own = path.slice(from);
  const unseenKeys = own.reduce((sum, key) => sum + inertWhole(key).unseen, 0);
  const names = own.map(
    (key) => inertText(key, kind === "names" ? Number.MAX_SAFE_INTEGER : MAX_KEY).text || words.field.unnamed,
  );
  const above = from > (path[0] === "credentialSubject" ? 1 : 0) ? ["…"] : [];
  const label = [...above, ...names].join(" › ");
  if (kind === "names") {
    const { shown } = text(label);
    return { label: words.field.nameOfNext, known: true, value: shown, unseen: unseenKeys, names: true };
  }
  const { shown, unseen } = toValue(value, known?.reading ?? "text", path.at(-1) ?? "", formats);
  const raw = shown.kind === "text" ? rawText(value) : undefined;
  return {
    label: known?.label ?? (label || words.field.content),
    known: known !== undefined,
    value: shown,
    unseen: unseen + unseenKeys,
    ...(raw !== undefined && { raw }),
  };
}

interface Shown {
  shown: FieldValue;
  unseen: number;
}

const nothing = (said: string, unseen = 0): Shown => ({ shown: { kind: "nothing", words: said }, unseen });

function toValue(value: unknown, reading: Reading, key: string, formats: Formats): Shown {
  const say = words.field;
  if (value === null || value === undefined) return nothing(say.noValue);
  if (value === "") return nothing(say.empty);
  if (typeof value === "object") {
    if (!Array.isArray(value)) return nothing(say.emptyGroup);
    return value.length ? text(rawText(value)) : nothing(say.emptyList);
  }
  if (typeof value === "boolean") return text(value ? say.yes : say.no);
  if (typeof value !== "string") return text(String(value));
  const expected = value.length > MAX_UNKNOWN_TEXT && (reading === "file" || key.endsWith("File"));
  const file = embeddedFile(value, expected);
  // Of a kind that nothing is known about: perhaps no file at all, so that its text can be read.
  if (file) return { shown: file.kind === "file" && !file.format ? { ...file, text: value } : file, unseen: 0 };
  const known =
    reading === "country" ? formats.country(value) : (codeInWords(reading, value) ?? formats.isoDate(value));
  return text(known ?? value);
}

function text(value: string): Shown {
  const end = endOfPiece(value, FIRST_TEXT);
  const { text: head, unseen } = inertWhole(value.slice(0, end));
  if (end < value.length) return { shown: { kind: "text", text: head, rest: value.slice(end) }, unseen };
  return head ? { shown: { kind: "text", text: head }, unseen } : nothing(words.field.nothingSeen, unseen);
}

/** Where a text can be cut, at most `max` units from its beginning: between words if it can be, never in a character. */
export function endOfPiece(value: string, max: number): number {
  if (value.length <= max) return value.length;
  const space = value.lastIndexOf(" ", max - 1);
  if (space > max - 200) return space + 1;
  const last = value.charCodeAt(max - 1);
  return last >= 0xd800 && last < 0xdc00 ? max - 1 : max;
}

function rawText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}
