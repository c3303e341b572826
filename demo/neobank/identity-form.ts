/** The made-up identity check's form: what the page sends and what the server accepts. */
import * as v from "valibot";
import { COUNTRIES } from "./countries.ts";

/** Largest photo, in bytes. */
export const MAX_PHOTO_BYTES = 1_000_000;

/** Types of document, as idOS names them. */
export const DOCUMENT_TYPES = ["PASSPORT", "ID_CARD", "DRIVERS", "RESIDENCE_PERMIT"] as const;

/** Nobody younger gets an account. */
export const MIN_AGE_YEARS = 18;

/** A photo of a document. */
export interface Photo {
  type: "image/png" | "image/jpeg";
  /** base64. */
  data: string;
}

/** What a person tells Neobank; names are those of the credential's subject. Dates are `yyyy-mm-dd`. */
export interface IdentityForm {
  firstName: string;
  middleName?: string | undefined;
  familyName: string;
  dateOfBirth: string;
  placeOfBirth?: string | undefined;
  nationality: string;
  idDocumentType: (typeof DOCUMENT_TYPES)[number];
  idDocumentCountry: string;
  idDocumentNumber: string;
  idDocumentDateOfIssue?: string | undefined;
  idDocumentDateOfExpiry: string;
  idDocumentFrontFile: Photo;
  residentialAddressStreet: string;
  residentialAddressHouseNumber: string;
  residentialAddressAdditionalAddressInfo?: string | undefined;
  residentialAddressCity: string;
  residentialAddressPostalCode: string;
  residentialAddressCountry: string;
}

/** `yyyy-mm-dd` of today, so many years ago. */
export function yearsAgo(years: number, now = new Date()): string {
  const date = new Date(Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate()));
  return date.toISOString().slice(0, 10);
}

const line = (what: string, max = 80) =>
  v.pipe(
    v.string(`Enter ${what}`),
    v.trim(),
    v.minLength(1, `Enter ${what}`),
    v.maxLength(max, `At most ${max} characters`),
  );
const maybe = <S extends v.GenericSchema<string, string>>(schema: S) =>
  v.optional(
    v.union([
      v.pipe(
        v.literal(""),
        v.transform(() => undefined),
      ),
      schema,
    ]),
  );
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  // Some engines carry 30 February over into March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const day = (what: string) =>
  v.pipe(v.string(`Enter ${what}`), v.isoDate(`Enter ${what} as a date`), v.check(isDay, `Enter ${what} as a date`));
const country = (what: string) =>
  v.pipe(
    v.string(`Choose ${what}`),
    v.check((code) => COUNTRIES.includes(code), `Choose ${what}`),
  );

const SIGNATURES: Record<Photo["type"], readonly number[]> = {
  "image/png": [0x89, 0x50, 0x4e, 0x47],
  "image/jpeg": [0xff, 0xd8, 0xff],
};

/** The bytes of a photo. */
export function photoBytes({ data }: Photo): Uint8Array {
  return Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
}

/** Also asked of data that was found to be no base64. */
function isWhatItSays(photo: Photo): boolean {
  try {
    const bytes = photoBytes(photo);
    return bytes.length <= MAX_PHOTO_BYTES && SIGNATURES[photo.type].every((byte, i) => bytes[i] === byte);
  } catch {
    return false;
  }
}

const photo = v.pipe(
  v.strictObject(
    {
      type: v.picklist(["image/png", "image/jpeg"], "Choose a PNG or JPEG picture"),
      data: v.pipe(
        v.string(),
        v.base64("Choose a picture"),
        v.maxLength(Math.ceil(MAX_PHOTO_BYTES / 3) * 4, "At most 1 MB"),
      ),
    },
    "Add a photo of the document",
  ),
  v.check(isWhatItSays, "Choose a PNG or JPEG picture of at most 1 MB"),
);

/** Accepts an {@link IdentityForm}; every issue has words for the person who fills it in. */
export const identityFormSchema: v.GenericSchema<unknown, IdentityForm> = v.strictObject(
  {
    firstName: line("your first name"),
    middleName: maybe(line("your middle name")),
    familyName: line("your family name"),
    dateOfBirth: v.pipe(
      day("your date of birth"),
      v.check((date) => date >= yearsAgo(130), "Enter your date of birth"),
      v.check((date) => date <= yearsAgo(MIN_AGE_YEARS), `You have to be ${MIN_AGE_YEARS} or older`),
    ),
    placeOfBirth: maybe(line("your place of birth")),
    nationality: country("your nationality"),
    idDocumentType: v.picklist(DOCUMENT_TYPES, "Choose a type of document"),
    idDocumentCountry: country("the country that issued it"),
    idDocumentNumber: line("the document's number", 40),
    idDocumentDateOfIssue: maybe(day("the day of issue")),
    idDocumentDateOfExpiry: v.pipe(
      day("the day on which it expires"),
      v.check((date) => date > yearsAgo(0), "The document has expired"),
    ),
    idDocumentFrontFile: photo,
    residentialAddressStreet: line("your street"),
    residentialAddressHouseNumber: line("your house number", 20),
    residentialAddressAdditionalAddressInfo: maybe(line("more about your address")),
    residentialAddressCity: line("your city"),
    residentialAddressPostalCode: line("your postal code", 20),
    residentialAddressCountry: country("your country"),
  },
  "Fill this in",
);

/** A form, or what is wrong with it, by field. */
export type FormReading = { form: IdentityForm } | { problems: Partial<Record<keyof IdentityForm, string>> };

/** Reads what a page sent. */
export function readIdentityForm(value: unknown): FormReading {
  const read = v.safeParse(identityFormSchema, value);
  if (read.success) return { form: read.output };
  const problems: Partial<Record<string, string>> = {};
  for (const issue of read.issues) {
    const field = String(issue.path?.[0]?.key ?? "form");
    problems[field] ??= issue.message;
  }
  return { problems };
}
