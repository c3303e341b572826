/**
 * A credential in a few words: what the decrypted credential itself says, and apart from it what the site's notes add.
 * The site hands the notes over, and could have written them: they decide nothing, and nothing of them looks approved.
 */
import type { OpenedCredential } from "../contract/window-messages.ts";
import { hasRows } from "./credential-values.ts";
import type { Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";
import { codeInWords, labelOf, type SectionKey } from "./labels.ts";
import { compareNotes, textOf, typesOf } from "./compare-notes.ts";
import { words } from "../words/words.ts";

/** What {@link summarise} returns. */
export interface Summary {
  title: string;
  /** What the credential says, in reading order. `bad` marks what speaks against it. */
  facts: { label: string; text: string; bad?: true }[];
  /** What the site's notes say beside it, to be quoted. */
  says: { label: string; text: string }[];
  /** Where the notes do not go together with the credential. Sentences about "the site's notes". */
  cautions: string[];
}

/** What an issuer writes into the notes of a credential that no longer counts. */
const NO_LONGER: ReadonlySet<string> = new Set(["revoked", "rejected", "expired"]);

/** Clocks differ; seconds. As much as a consumer allows. */
const CLOCK_SKEW = 300;

/** The first 16 hex digits in groups: enough to compare two keys by eye. */
export function shortKey(hex: string): string {
  return (/^[0-9a-f]{16}/i.exec(hex)?.[0] ?? "").replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * @param opened the credential with its public notes
 * @param formats dates in words
 * @param now unix seconds, to tell expired from valid
 */
export function summarise(opened: OpenedCredential, formats: Formats, now: number): Summary {
  const { credential, notes, issuerAuthPublicKey } = opened;
  const say = words.summary;
  const facts: Summary["facts"] = [];
  const show = (text: string): string => inertText(text, 200).text;
  const add = (label: string, text: string | undefined): void => {
    if (text) facts.push({ label, text });
  };

  add(say.issuer, show(issuerOf(credential) ?? ""));
  const level = textOf(credential, "level");
  add(say.level, level && (codeInWords("level", level) ?? show(level)));
  const issued = textOf(credential, "issuanceDate") ?? textOf(credential, "issued");
  add(say.issuedOn, issued && formats.isoDate(issued));
  // Two names for each end: the stricter of two dates holds.
  const from = datesOf(credential, "issuanceDate", "validFrom").at(-1);
  const start = from && formats.isoDate(from);
  if (from && start && Date.parse(from) / 1000 > now + CLOCK_SKEW)
    facts.push({ label: say.notBefore, text: start, bad: true });
  const [expiry] = datesOf(credential, "expirationDate", "validUntil");
  const until = expiry && formats.isoDate(expiry);
  if (expiry && until) {
    if (Date.parse(expiry) / 1000 < now) facts.push({ label: say.expiredOn, text: until, bad: true });
    else add(say.validUntil, until);
  }
  add(say.contents, formats.and(contentsOf(credential)));

  const says: Summary["says"] = [];
  const quote = (label: string, text: string | undefined): void => {
    if (text) says.push({ label, text });
  };
  const { cautions, agreeing } = compareNotes(credential, notes);
  if (!agreeing.has("type")) quote(words.notes.kind, textOf(notes, "type"));
  if (!agreeing.has("level")) quote(words.notes.level, textOf(notes, "level"));
  const status = textOf(notes, "status");
  quote(words.notes.status, status);
  quote(words.notes.issuer, textOf(notes, "issuer"));
  quote(words.notes.issuerKey, shortKey(issuerAuthPublicKey));
  if (status && NO_LONGER.has(status.trim().toLowerCase())) cautions.push(words.notes.noLonger);

  const kind = typesOf(credential).at(-1) ?? "";
  return { title: kindInWords(kind) ?? (show(kind) || say.untitled), facts, says, cautions };
}

/** Those of a credential's members that are dates, the earliest first. */
function datesOf(credential: unknown, ...keys: string[]): string[] {
  return keys
    .flatMap((key) => textOf(credential, key) ?? [])
    .filter((text) => !Number.isNaN(Date.parse(text)))
    .sort((a, b) => Date.parse(a) - Date.parse(b));
}

/** A kind that is an abbreviation. */
function kindInWords(kind: string): string | undefined {
  const kinds: Readonly<Record<string, string>> = words.summary.kinds;
  const key = kind.toLowerCase();
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** The issuer as the credential names it: a text, or an object with a name or an id. */
function issuerOf(credential: unknown): string | undefined {
  const text = textOf(credential, "issuer");
  if (text !== undefined || typeof credential !== "object" || credential === null) return text;
  if (!Object.hasOwn(credential, "issuer")) return undefined;
  const { issuer } = credential as { issuer: unknown };
  return [textOf(issuer, "name"), textOf(issuer, "id")].filter(Boolean).join(", ") || undefined;
}

/** Which known parts of a person's data it has, in words. */
function contentsOf(credential: unknown): string[] {
  if (typeof credential !== "object" || credential === null || !Object.hasOwn(credential, "credentialSubject"))
    return [];
  const { credentialSubject: subject } = credential as { credentialSubject: unknown };
  if (typeof subject !== "object" || subject === null) return [];
  const found = new Set<SectionKey>();
  for (const [key, value] of Object.entries(subject)) {
    const section = hasRows(value) || !value ? undefined : labelOf(["credentialSubject", key])?.section;
    if (section && key !== "id") found.add(section);
  }
  return words.summary.listed([...found].map((section) => words.sections[section]));
}
