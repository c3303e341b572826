/** A made-up credential in the shape that idOS issuers write. */
export function kycCredential(subject: Record<string, unknown> = {}) {
  return {
    type: ["VerifiableCredential"] as string[],
    issuer: "https://neobank.localhost/issuers/1",
    id: "https://neobank.localhost/credentials/1",
    level: "basic+liveness",
    issued: "2025-11-02T09:41:12Z",
    approvedAt: "2025-11-02T09:41:12Z",
    expirationDate: "2028-11-02T00:00:00Z",
    issuanceDate: "2025-11-02T09:41:12Z",
    credentialSubject: {
      id: "uuid:4a1f0c9c",
      firstName: "Zoë",
      familyName: "Lindström-Okafor",
      dateOfBirth: "1990-05-17",
      placeOfBirth: "Umeå",
      nationality: "SE",
      gender: "F",
      email: "zoe@example.com",
      idDocumentType: "PASSPORT",
      idDocumentNumber: "AA4820931",
      idDocumentCountry: "SE",
      idDocumentDateOfExpiry: "2031-03-03",
      residentialAddressStreet: "Torstraße",
      residentialAddressCountry: "DE",
      ...subject,
    } as Record<string, unknown>,
    proof: { type: "Ed25519Signature2020", created: "2025-11-02T09:41:12Z", proofValue: "z2b4" },
  };
}
