/** What the fields of a credential are called, and what codes in them mean. */

/** Parts of a credential, in the order of `viewer/labels.ts`. */
export const sections = {
  person: "Person",
  contact: "Contact",
  document: "Identity document",
  address: "Home address",
  morePerson: "More about the person",
  credential: "About this credential",
  moreCredential: "More in this credential",
  technical: "Technical data",
};

/** Labels by where a field stands: in the credential's subject, at its top, in its proof. */
export const fields = {
  subject: {
    firstName: "First name",
    middleName: "Middle name",
    familyName: "Family name",
    maidenName: "Maiden name",
    dateOfBirth: "Date of birth",
    placeOfBirth: "Place of birth",
    nationality: "Nationality",
    gender: "Gender",
    ssn: "Social security number",
    selfieFile: "Photo of your face",
    id: "Identifier",
    email: "Email address",
    phoneNumber: "Phone number",
    idDocumentType: "Kind of document",
    idDocumentNumber: "Document number",
    idDocumentCountry: "Issuing country",
    idDocumentDateOfIssue: "Document issued on",
    idDocumentDateOfExpiry: "Document valid until",
    idDocumentFrontFile: "Front of the document",
    idDocumentBackFile: "Back of the document",
    residentialAddressStreet: "Street",
    residentialAddressHouseNumber: "House number",
    residentialAddressAdditionalAddressInfo: "More address details",
    residentialAddressPostalCode: "Postal code",
    residentialAddressCity: "City",
    residentialAddressCountry: "Country of residence",
    residentialAddressProofCategory: "Proof of address",
    residentialAddressProofDateOfIssue: "Proof of address issued on",
    residentialAddressProofFile: "Proof of address, file",
  },
  top: {
    level: "Level of the check",
    issuer: "Issuer",
    issued: "Issued on",
    issuanceDate: "Issued on (signed date)",
    approvedAt: "Approved on",
    expirationDate: "Valid until",
    validFrom: "Not valid before",
    validUntil: "Not valid after",
    type: "Kind of credential",
    id: "Credential ID",
    "@context": "Vocabulary",
    nonce: "Nonce",
  },
  proof: {
    type: "Kind of signature",
    created: "Signed on",
    verificationMethod: "Issuer’s key",
    proofPurpose: "Purpose",
    proofValue: "Signature",
    nonce: "Signature’s nonce",
  },
};

/** Codes by how a field is read. */
export const codes = {
  documentType: {
    PASSPORT: "Passport",
    DRIVERS: "Driving licence",
    ID_CARD: "Identity card",
    VOTING_CARD: "Voting card",
    PAN_CARD: "PAN card",
    INTERNAL_PASSPORT: "Internal passport",
    RESIDENCE_PERMIT: "Residence permit",
  },
  gender: { M: "Male", F: "Female", OTHER: "Other" },
  /** The parts of a level, which are joined by plus signs. */
  level: {
    basic: "Basic",
    plus: "Plus",
    liveness: "liveness",
    email: "email",
    phoneNumber: "phone number",
  },
};
