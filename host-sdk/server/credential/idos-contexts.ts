/**
 * The contexts that idOS publishes for its credentials: envelopes v1 and v2, subjects v1, v2, v3, face id and EDD; and
 * the places where credentials of 2025 found v1.
 * New credentials use envelope v1 and subject v1; the others are there to verify what other issuers made.
 * Sources: `packages/credentials/assets` of idos-network/idos-sdk-js.
 *
 * These contexts give a term the IRI of its *datatype* (`firstName` is `xsd:string`), so fields of one type
 * share one predicate and a proof alone does not tell them apart; `field-digest.ts` closes that.
 */
import type { ContextDocument } from "./w3c-contexts.ts";

const BASE = "https://idos-network.github.io/idos-sdk-js/credentials/";
const COUNTRY_CODES =
  "https://raw.githubusercontent.com/idos-network/idos-sdk-js/168f449a799620123bc7b01fc224423739500f94/packages/issuer-sdk-js/assets/country-codes.xml";

export const ENVELOPE_V1 = `${BASE}idos-credentials-v1.json`;
export const ENVELOPE_V2 = `${BASE}idos-credentials-v2.json`;
export const SUBJECT_V1 = `${BASE}idos-credential-subject-v1.json`;
export const SUBJECT_V2 = `${BASE}idos-credential-subject-v2.json`;
export const SUBJECT_V3 = `${BASE}idos-credential-subject-v3.json`;
export const SUBJECT_FACE_ID_V1 = `${BASE}idos-credential-subject-face-id-v1.json`;

const SUBJECT_EDD_V1 = `${BASE}idos-credential-subject-edd-v1.json`;

/** The five commits of idOS's repository that credentials of 2025 name, with the package that had the contexts. */
const OF_2025 = {
  "1356fea6672d22deb07fedc5fa427478b2e1654c": "%40credentials",
  "346f14468348e4f3dd00039c89ce9bb49d88777c": "%40credentials",
  "1e8421744e037dfd7b0289cb39261c73ab6d643c": "%40credentials",
  "0049d2e93f8913c42398372e2bb65d92bed38ac0": "%40credentials",
  "1bc3503f5302a7e42777076445d5b05fec8db429": "issuer-sdk-js",
};
/** What is at a published URL, at each of the places of 2025. */
const in2025 = <T>(published: string, content: T): [string, T][] =>
  Object.entries(OF_2025).map(([commit, name]) => [
    published.replace(
      BASE,
      `https://raw.githubusercontent.com/idos-network/idos-sdk-js/${commit}/packages/${name}/assets/`,
    ),
    content,
  ]);

const AUX_DATE = "aux:date";
const AUX_COUNTRY = "aux:ISO_3166-1_alpha-2";

/** Terms by what they map to: space-separated names per datatype IRI. */
type Terms = Readonly<Record<string, string>>;

function context(terms: Terms, prefixes: Record<string, string> = {}): ContextDocument {
  const defined = Object.entries(terms).flatMap(([iri, names]) => names.split(/\s+/).map((name) => [name, iri]));
  return {
    "@context": {
      "@version": 1.1,
      "@protected": true,
      xsd: "http://www.w3.org/2001/XMLSchema#",
      ...prefixes,
      ...(Object.fromEntries(defined) as Record<string, string>),
    },
  };
}

const kyc: Terms = {
  "xsd:string":
    "firstName middleName familyName maidenName gender email ssn phoneNumber placeOfBirth selfieFile " +
    "idDocumentCountry idDocumentNumber idDocumentType idDocumentFrontFile idDocumentBackFile " +
    "residentialAddressStreet residentialAddressHouseNumber residentialAddressAdditionalAddressInfo " +
    "residentialAddressRegion residentialAddressCity residentialAddressPostalCode " +
    "residentialAddressProofCategory residentialAddressProofFile",
  [AUX_COUNTRY]: "nationality residentialAddressCountry",
  [AUX_DATE]: "dateOfBirth idDocumentDateOfIssue idDocumentDateOfExpiry",
  "xsd:date": "residentialAddressProofDateOfIssue",
};

const kycV3: Terms = {
  "xsd:string":
    "personFirstName personFamilyName personMiddleName personFatherName personMaidenName personMotherName " +
    "personGender personNationality personSecondNationality personPlaceOfBirth personRegionOfBirth " +
    "personNationalIdNumber personTaxIdNumber personTaxIdIssuingCountry personTaxResidenceCountry personSsn " +
    "idDocumentType idDocumentNumber idDocumentCountry idDocumentIssuingAuthority idDocumentFrontFile " +
    "idDocumentFrontFileType idDocumentFrontFileName idDocumentBackFile idDocumentBackFileType " +
    "idDocumentBackFileName idDocumentMrzLine1 idDocumentTitle idDocumentAdditionalNumber idDocumentEthnicity " +
    "idDocumentIssuingSubdivision contactEmail contactPhoneNumber biometricSelfieFile " +
    "residentialAddressStreet residentialAddressHouseNumber residentialAddressAdditionalAddressInfo " +
    "residentialAddressRegion residentialAddressCity residentialAddressPostalCode residentialAddressCountry " +
    "residentialAddressProofCategory residentialAddressProofFile residentialAddressProofFileType " +
    "residentialAddressProofFileName residentialAddressIpCountry screeningSanctionsCheckResult " +
    "screeningPepCheckResult eddOccupation eddSourceOfFundsCategory eddSourceOfFundsProofFile " +
    "eddSourceOfFundsProofFileType eddSourceOfFundsProofFileName sourceOfWealthType " +
    "sourceOfWealthYearlyGrossIncome sourceOfWealthYearlyGrossIncomeCurrency " +
    "sourceOfWealthApproximateNetWorth sourceOfWealthApproximateNetWorthCurrency " +
    "sourceOfWealthSourceOfWealthProofFile onboardingIntendedUse onboardingEmploymentStatus " +
    "onboardingExpectedMonthlyTransactionCount onboardingExpectedMonthlyTransactionVolume " +
    "onboardingExpectedMonthlyTransactionVolumeCurrency",
  "xsd:date":
    "personDateOfBirth idDocumentDateOfExpiry idDocumentDateOfIssue idDocumentExtendedValidUntil " +
    "residentialAddressProofDateOfIssue",
  "xsd:boolean": "personStateless personRefugeeStatus personSubsidiaryProtectionStatus residentialAddressVerified",
  "xsd:double": "biometricSelfieMatch screeningSanctionsConfidenceScore screeningPepConfidenceScore",
};

const aux = { aux: COUNTRY_CODES };

const envelopeV1 = (approvedAt: string) => context({ "xsd:string": "level", [approvedAt]: "approvedAt" });
const envelopeV2 = (approvedAt: string) =>
  context({ "xsd:string": "level", "xsd:integer": "kycLevel", [approvedAt]: "approvedAt" });

const envelopesV1 = [envelopeV1("xsd:date"), envelopeV1("xsd:dateTime")];
const subjectV1 = context(
  { ...kyc, "xsd:string": `${kyc["xsd:string"]} applicantId inquiryId governmentId governmentIdType` },
  aux,
);

/**
 * Envelope contexts by URL, the one to sign with first. idOS changed `approvedAt` from `xsd:date` (SDK 1.x) to
 * `xsd:dateTime` (2.x) without changing the URL, so a proof may be over either.
 */
export const envelopeContexts: ReadonlyMap<string, readonly ContextDocument[]> = new Map([
  [ENVELOPE_V1, envelopesV1],
  ...in2025(ENVELOPE_V1, envelopesV1),
  [ENVELOPE_V2, [envelopeV2("xsd:dateTime"), envelopeV2("xsd:date")]],
]);

/** Subject contexts by URL. */
export const subjectContexts: ReadonlyMap<string, ContextDocument> = new Map([
  [SUBJECT_V1, subjectV1],
  ...in2025(SUBJECT_V1, subjectV1),
  [SUBJECT_V2, context(kyc, aux)],
  [SUBJECT_V3, context(kycV3)],
  [SUBJECT_EDD_V1, context({ "xsd:string": "eddOccupation eddSourceOfFundsCategory eddSourceOfFundsProofFile" })],
  [SUBJECT_FACE_ID_V1, context({ "xsd:string": "faceBiometricId faceSignUserId" })],
]);
