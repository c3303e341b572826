/** The known fields of an idOS credential: in which part of it they are shown, how they are read, what they are called. */
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

const SUBJECT: Places<keyof Words["fields"]["subject"]> = {
  firstName: ["person"],
  middleName: ["person"],
  familyName: ["person"],
  maidenName: ["person"],
  dateOfBirth: ["person"],
  placeOfBirth: ["person"],
  nationality: ["person", "country"],
  gender: ["person", "gender"],
  ssn: ["person"],
  selfieFile: ["person", "file"],
  id: ["person"],
  email: ["contact"],
  phoneNumber: ["contact"],
  idDocumentType: ["document", "documentType"],
  idDocumentNumber: ["document"],
  idDocumentCountry: ["document", "country"],
  idDocumentDateOfIssue: ["document"],
  idDocumentDateOfExpiry: ["document"],
  idDocumentFrontFile: ["document", "file"],
  idDocumentBackFile: ["document", "file"],
  residentialAddressStreet: ["address"],
  residentialAddressHouseNumber: ["address"],
  residentialAddressAdditionalAddressInfo: ["address"],
  residentialAddressPostalCode: ["address"],
  residentialAddressCity: ["address"],
  residentialAddressCountry: ["address", "country"],
  residentialAddressProofCategory: ["address"],
  residentialAddressProofDateOfIssue: ["address"],
  residentialAddressProofFile: ["address", "file"],
};
const TOP: Places<keyof Words["fields"]["top"]> = {
  level: ["credential", "level"],
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
  const key = path.at(-1) ?? "";
  const place = fields?.places.get(key);
  if (!fields || !place) return undefined;
  const [section, reading = "text"] = place;
  const labels: Readonly<Record<string, string>> = words.fields[fields.at];
  return { label: labels[key] ?? key, section, reading };
}

/** Position of a known field among the known, for sorting; unknown ones come last. */
export function labelOrder(path: readonly string[]): number {
  const order = [...(fieldsAt(path)?.places.keys() ?? [])].indexOf(path.at(-1) ?? "");
  return order === -1 ? Number.MAX_SAFE_INTEGER : order;
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
