/** The known fields of an idOS credential: in which part of it they are shown, how they are read, what they are called. */
import { WINDOW_WORDS } from "../words/languages.ts";
import { words, type Words } from "../words/words.ts";

/** How a field's value is written in words. */
export type Reading = "text" | "country" | "gender" | "documentType" | "level" | "file";

/** A known field. */
export interface Label {
  label: string;
  section: SectionKey;
  reading: Reading;
}

/** Sections in the order in which they are shown; fields that nothing is known about come in the two of "more". */
export const SECTIONS = [
  "person",
  "contact",
  "document",
  "address",
  "edd",
  "sourceOfWealth",
  "screening",
  "onboarding",
  "morePerson",
  "credential",
  "moreCredential",
  // What only programs read; never a part of what the credential says about the person.
  "technical",
] as const;

/** Names a section. */
export type SectionKey = (typeof SECTIONS)[number];

/** Where fields are shown, in their order there, and how they are read. What is known here has a label, and the other way round. */
type Places<Key extends string> = Readonly<Record<Key, readonly [section: SectionKey, reading?: Reading]>>;

/** The section of a field of the subject, by how its name begins. */
function sectionOf(name: string): SectionKey {
  const [start] =
    /^(idDocument|residentialAddress|edd|sourceOfWealth|screening|onboarding|email|phone)/.exec(name) ?? [];
  if (start === "idDocument") return "document";
  if (start === "residentialAddress") return "address";
  if (start === "email" || start === "phone") return "contact";
  return (start as "edd" | "sourceOfWealth" | "screening" | "onboarding" | undefined) ?? "person";
}

/** How it is read, by how its name ends. */
function readingOf(name: string): Reading {
  if (name.endsWith("File")) return "file";
  if (/(Country|ationality)$/.test(name)) return "country";
  return name === "gender" ? name : name === "idDocumentType" ? "documentType" : "text";
}

/** The names and their order are those of the first language, which is always at hand. */
const SUBJECT: Places<string> = /* @__PURE__ */ Object.fromEntries(
  Object.keys(WINDOW_WORDS["en-GB"].fields.subject).map((name) => [name, [sectionOf(name), readingOf(name)]]),
);
const TOP: Places<keyof Words["fields"]["top"]> = {
  level: ["credential", "level"],
  kycLevel: ["credential"],
  issuer: ["credential"],
  issued: ["credential"],
  issuanceDate: ["credential"],
  approvedAt: ["credential"],
  expirationDate: ["credential"],
  validFrom: ["credential"],
  validUntil: ["credential"],
  type: ["technical"],
  id: ["technical"],
  "@context": ["technical"],
  nonce: ["technical"],
};
const PROOF: Places<keyof Words["fields"]["proof"]> = {
  type: ["technical"],
  created: ["technical"],
  verificationMethod: ["technical"],
  proofPurpose: ["technical"],
  proofValue: ["technical"],
  nonce: ["technical"],
};

/** The fields at one place of a credential. A map, not an object: a key named `constructor` must find nothing. */
interface Known {
  at: keyof Words["fields"];
  places: ReadonlyMap<string, readonly [section: SectionKey, reading?: Reading]>;
}
const known = (at: Known["at"], places: Places<string>): Known => ({ at, places: new Map(Object.entries(places)) });
const IN_SUBJECT = known("subject", SUBJECT);
const AT_TOP = known("top", TOP);
const IN_PROOF = known("proof", PROOF);

/** A name, as the table has it, and what of that field it is. */
interface Named {
  key: string;
  part?: keyof Words["fieldParts"] | undefined;
}

/**
 * The known field that a name is about. idOS's third version says `personFirstName` for `firstName`, and has kind and name
 * of a file, and the currency of an amount, in fields of their own.
 */
function named(fields: Known | undefined, name: string): Named | undefined {
  if (!fields || fields.places.has(name)) return fields && { key: name };
  if (fields !== IN_SUBJECT) return undefined;
  const [, stem = "", part] = /^(\w+)(Type|Name|Currency)$/.exec(name) ?? [];
  const of = part === "Currency" ? /(Income|NetWorth|Volume)$/ : /File$/;
  if (fields.places.has(stem) && of.test(stem)) return { key: stem, part: part as Named["part"] };
  const [, prefix, first = "", rest = ""] = /^(person|contact|biometric)([A-Z])(\w+)$/.exec(name) ?? [];
  const key = first.toLowerCase() + rest;
  const [section, reading] = fields.places.get(key) ?? [];
  const from = reading === "file" ? "biometric" : section;
  return prefix && prefix === from && key !== "id" ? { key } : undefined;
}

function fieldsAt(path: readonly string[]): Known | undefined {
  if (path.length === 1) return AT_TOP;
  if (path.length !== 2) return undefined;
  return path[0] === "credentialSubject" ? IN_SUBJECT : path[0] === "proof" ? IN_PROOF : undefined;
}

/**
 * The label of a known field.
 * @param path keys from the credential's top, e.g. `["credentialSubject", "firstName"]`
 */
export function labelOf(path: readonly string[]): Label | undefined {
  const fields = fieldsAt(path);
  const { key = "", part } = named(fields, path.at(-1) ?? "") ?? {};
  const place = fields?.places.get(key);
  if (!fields || !place) return undefined;
  const [section, reading = "text"] = place;
  const labels: Readonly<Record<string, string>> = words.fields[fields.at];
  const label = labels[key] ?? key;
  return part ? { label: words.fieldParts[part](label), section, reading: "text" } : { label, section, reading };
}

/** Position of a known field among the known, for sorting; unknown ones come last. */
export function labelOrder(path: readonly string[]): number {
  const fields = fieldsAt(path);
  const { key = "", part } = named(fields, path.at(-1) ?? "") ?? {};
  const order = [...(fields?.places.keys() ?? [])].indexOf(key);
  // Kind and name stand behind their file, in this order.
  return order === -1 ? Number.MAX_SAFE_INTEGER : order + (part ? (part === "Name" ? 0.6 : 0.5) : 0);
}

/** A coded value in words; undefined if the code is unknown. */
export function codeInWords(reading: Reading, code: string): string | undefined {
  if (reading !== "documentType" && reading !== "gender" && reading !== "level") return undefined;
  const known: Readonly<Record<string, string>> = words.codes[reading];
  const inWords = (one: string): string | undefined => (Object.hasOwn(known, one) ? known[one] : undefined);
  if (reading !== "level") return inWords(code);
  const parts = code.split("+").map(inWords);
  return parts.every((part) => part !== undefined) ? parts.join(" + ") : undefined;
}
