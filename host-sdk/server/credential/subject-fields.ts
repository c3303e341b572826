/**
 * The fields that an issuer may state of a person, with the check that each must pass: idOS's credential
 * subject v1. Names are flat, as on the network.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { toAscii85 } from "./ascii85.ts";

/** ISO 3166-1 alpha-2. */
type Country = string;
/** `yyyy-mm-dd`, RFC 3339, or a Date. */
type DateValue = string | Date;
/** Bytes of a file, or its Ascii85. */
type FileValue = Uint8Array | string;

/** What an issuer states of a person. */
export interface SubjectFields {
  firstName?: string | undefined;
  middleName?: string | undefined;
  familyName?: string | undefined;
  maidenName?: string | undefined;
  ssn?: string | undefined;
  gender?: "M" | "F" | "OTHER" | undefined;
  nationality?: Country | undefined;
  email?: string | undefined;
  phoneNumber?: string | undefined;
  dateOfBirth?: DateValue | undefined;
  placeOfBirth?: string | undefined;
  idDocumentCountry?: Country | undefined;
  idDocumentNumber?: string | undefined;
  idDocumentType?:
    | "PASSPORT"
    | "DRIVERS"
    | "ID_CARD"
    | "VOTING_CARD"
    | "PAN_CARD"
    | "INTERNAL_PASSPORT"
    | "RESIDENCE_PERMIT"
    | undefined;
  idDocumentDateOfIssue?: DateValue | undefined;
  idDocumentDateOfExpiry?: DateValue | undefined;
  idDocumentFrontFile?: FileValue | undefined;
  idDocumentBackFile?: FileValue | undefined;
  selfieFile?: FileValue | undefined;
  residentialAddressStreet?: string | undefined;
  residentialAddressHouseNumber?: string | undefined;
  residentialAddressAdditionalAddressInfo?: string | undefined;
  residentialAddressRegion?: string | undefined;
  residentialAddressCity?: string | undefined;
  residentialAddressPostalCode?: string | undefined;
  residentialAddressCountry?: Country | undefined;
  residentialAddressProofCategory?: string | undefined;
  residentialAddressProofDateOfIssue?: DateValue | undefined;
  residentialAddressProofFile?: FileValue | undefined;
}

type Reader = (value: unknown) => string | undefined;

const text: Reader = (value) => (typeof value === "string" && value.length > 0 ? value : undefined);
const country: Reader = (value) => (typeof value === "string" && /^[A-Z]{2}$/.test(value) ? value : undefined);
const file: Reader = (value) => {
  if (value instanceof Uint8Array) return toAscii85(value);
  return typeof value === "string" && /^<~[\s!-uz]*~>$/.test(value) ? value : undefined;
};
const date: Reader = (value) => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(value))
    return undefined;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  // February 30th is no date, though some engines read it as March 1st.
  const real = !Number.isNaN(Date.parse(value)) && day.toISOString().startsWith(value.slice(0, 10));
  return real ? value : undefined;
};
const oneOf =
  (...values: string[]): Reader =>
  (value) =>
    typeof value === "string" && values.includes(value) ? value : undefined;

const expected = new Map<Reader, string>([
  [text, "text"],
  [country, "an ISO 3166-1 alpha-2 country code"],
  [file, "bytes or Ascii85 between <~ and ~>"],
  [date, "a date: yyyy-mm-dd or RFC 3339"],
]);

const gender = oneOf("M", "F", "OTHER");
const documentType = oneOf(
  "PASSPORT",
  "DRIVERS",
  "ID_CARD",
  "VOTING_CARD",
  "PAN_CARD",
  "INTERNAL_PASSPORT",
  "RESIDENCE_PERMIT",
);

const READERS: Readonly<Record<keyof SubjectFields, Reader>> = {
  firstName: text,
  middleName: text,
  familyName: text,
  maidenName: text,
  ssn: text,
  gender,
  nationality: country,
  email: text,
  phoneNumber: text,
  dateOfBirth: date,
  placeOfBirth: text,
  idDocumentCountry: country,
  idDocumentNumber: text,
  idDocumentType: documentType,
  idDocumentDateOfIssue: date,
  idDocumentDateOfExpiry: date,
  idDocumentFrontFile: file,
  idDocumentBackFile: file,
  selfieFile: file,
  residentialAddressStreet: text,
  residentialAddressHouseNumber: text,
  residentialAddressAdditionalAddressInfo: text,
  residentialAddressRegion: text,
  residentialAddressCity: text,
  residentialAddressPostalCode: text,
  residentialAddressCountry: country,
  residentialAddressProofCategory: text,
  residentialAddressProofDateOfIssue: date,
  residentialAddressProofFile: file,
};

/**
 * Checks the fields and gives them the form that a credential holds. Fields that are undefined are left out.
 * @throws IdosError `INVALID_ARGUMENT` naming the field, never its value
 */
export function readSubjectFields(fields: SubjectFields): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const reader = Object.hasOwn(READERS, name) ? READERS[name as keyof SubjectFields] : undefined;
    if (!reader) throw new IdosError("INVALID_ARGUMENT", `subject.${name}: not a field of an idOS credential`);
    const read = reader(value);
    if (read === undefined)
      throw new IdosError(
        "INVALID_ARGUMENT",
        `subject.${name}: expected ${expected.get(reader) ?? "one of the listed values"}`,
      );
    out[name] = read;
  }
  if (!Object.keys(out).length) throw new IdosError("INVALID_ARGUMENT", "subject: expected at least one field");
  return out;
}
