/** What the known fields of an idOS credential are called, and in which part of it they are shown. */

/** How a field's value is written in words. */
export type Reading = "text" | "country" | "gender" | "documentType" | "level" | "file";

/** A known field. */
export interface Label {
  label: string;
  section: string;
  reading: Reading;
}

type Entry = [key: string, label: string, reading?: Reading];

const SIGNATURE: Entry[] = [
  ["type", "Kind of signature"],
  ["created", "Signed on"],
  ["verificationMethod", "Issuer’s key"],
  ["proofPurpose", "Purpose"],
  ["proofValue", "Signature"],
  ["nonce", "Signature’s nonce"],
];
const PERSON: Entry[] = [
  ["firstName", "First name"],
  ["middleName", "Middle name"],
  ["familyName", "Family name"],
  ["maidenName", "Maiden name"],
  ["dateOfBirth", "Date of birth"],
  ["placeOfBirth", "Place of birth"],
  ["nationality", "Nationality", "country"],
  ["gender", "Gender", "gender"],
  ["ssn", "Social security number"],
  ["selfieFile", "Photo of your face", "file"],
  ["id", "Identifier"],
];
const CONTACT: Entry[] = [
  ["email", "Email address"],
  ["phoneNumber", "Phone number"],
];
const DOCUMENT: Entry[] = [
  ["idDocumentType", "Kind of document", "documentType"],
  ["idDocumentNumber", "Document number"],
  ["idDocumentCountry", "Issuing country", "country"],
  ["idDocumentDateOfIssue", "Document issued on"],
  ["idDocumentDateOfExpiry", "Document valid until"],
  ["idDocumentFrontFile", "Front of the document", "file"],
  ["idDocumentBackFile", "Back of the document", "file"],
];
const ADDRESS: Entry[] = [
  ["residentialAddressStreet", "Street"],
  ["residentialAddressHouseNumber", "House number"],
  ["residentialAddressAdditionalAddressInfo", "More address details"],
  ["residentialAddressPostalCode", "Postal code"],
  ["residentialAddressCity", "City"],
  ["residentialAddressCountry", "Country of residence", "country"],
  ["residentialAddressProofCategory", "Proof of address"],
  ["residentialAddressProofDateOfIssue", "Proof of address issued on"],
  ["residentialAddressProofFile", "Proof of address, file", "file"],
];
const CREDENTIAL: Entry[] = [
  ["level", "Level of the check", "level"],
  ["issuer", "Issuer"],
  ["issued", "Issued on"],
  ["issuanceDate", "Issued on (signed date)"],
  ["approvedAt", "Approved on"],
  ["expirationDate", "Valid until"],
];
const ENVELOPE: Entry[] = [
  ["type", "Kind of credential"],
  ["id", "Credential ID"],
  ["@context", "Vocabulary"],
  ["nonce", "Nonce"],
];

/** Sections in the order in which they are shown; fields that nothing is known about come in the two of "more". */
export const SECTIONS = [
  "Person",
  "Contact",
  "Identity document",
  "Home address",
  "More about the person",
  "About this credential",
  "More in this credential",
] as const;

/** Title of what only programs read; never a part of what the credential says about the person. */
export const TECHNICAL = "Technical data";

// Maps, not objects: a key named `constructor` must find nothing.
const SUBJECT = new Map<string, Label>();
const TOP = new Map<string, Label>();
const PROOF = new Map<string, Label>();
const fill = (map: Map<string, Label>, section: string, entries: Entry[]): void => {
  for (const [key, label, reading = "text"] of entries) map.set(key, { label, section, reading });
};
fill(SUBJECT, "Person", PERSON);
fill(SUBJECT, "Contact", CONTACT);
fill(SUBJECT, "Identity document", DOCUMENT);
fill(SUBJECT, "Home address", ADDRESS);
fill(TOP, "About this credential", CREDENTIAL);
fill(TOP, TECHNICAL, ENVELOPE);
fill(PROOF, TECHNICAL, SIGNATURE);

function fieldsAt(path: readonly string[]): Map<string, Label> | undefined {
  if (path.length === 1) return TOP;
  if (path.length !== 2) return undefined;
  return path[0] === "credentialSubject" ? SUBJECT : path[0] === "proof" ? PROOF : undefined;
}

/**
 * The label of a known field.
 * @param path keys from the credential's top, e.g. `["credentialSubject", "firstName"]`
 */
export function labelOf(path: readonly string[]): Label | undefined {
  return fieldsAt(path)?.get(path.at(-1) ?? "");
}

/** Position of a known field among the known, for sorting; unknown ones come last. */
export function labelOrder(path: readonly string[]): number {
  const order = [...(fieldsAt(path)?.keys() ?? [])].indexOf(path.at(-1) ?? "");
  return order === -1 ? Number.MAX_SAFE_INTEGER : order;
}

const DOCUMENT_TYPES = new Map([
  ["PASSPORT", "Passport"],
  ["DRIVERS", "Driving licence"],
  ["ID_CARD", "Identity card"],
  ["VOTING_CARD", "Voting card"],
  ["PAN_CARD", "PAN card"],
  ["INTERNAL_PASSPORT", "Internal passport"],
  ["RESIDENCE_PERMIT", "Residence permit"],
]);
const GENDERS = new Map([
  ["M", "Male"],
  ["F", "Female"],
  ["OTHER", "Other"],
]);
const LEVEL_PARTS = new Map([
  ["basic", "Basic"],
  ["plus", "Plus"],
  ["liveness", "liveness"],
  ["email", "email"],
  ["phoneNumber", "phone number"],
]);

/** A coded value in words; undefined if the code is unknown. */
export function codeInWords(reading: Reading, code: string): string | undefined {
  if (reading === "documentType") return DOCUMENT_TYPES.get(code);
  if (reading === "gender") return GENDERS.get(code);
  if (reading !== "level") return undefined;
  const parts = code.split("+").map((part) => LEVEL_PARTS.get(part));
  return parts.every((part) => part !== undefined) ? parts.join(" + ") : undefined;
}
