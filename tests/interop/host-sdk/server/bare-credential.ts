/** Credentials of issuers that sign no digest of the fields, as deployed ones do. */
import { concat, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519Sign } from "../../../../enclave/crypto/ed25519.ts";
import { sha256 } from "../../../../enclave/crypto/hash.ts";
import { buildCredential } from "../../../../host-sdk/server/credential/build.ts";
import { canonicalRdf } from "../../../../host-sdk/server/credential/canonical-rdf.ts";
import { toMultibase } from "../../../../host-sdk/server/credential/multikey.ts";
import type { UnsignedCredential } from "../../../../host-sdk/server/credential/verifiable-credential.ts";

/** The URL under which its ids are. */
export const ISSUER = "https://neobank.example";

/** What is changed before it is signed. */
export type Changes = (credential: UnsignedCredential) => void;

/** A credential of an issuer that signs no digest of the fields, as deployed ones do. */
export async function bare(seed: Uint8Array, userId: string, notesId: string, change: Changes = () => {}) {
  const credential: UnsignedCredential = buildCredential(
    {
      subject: {
        firstName: "Ada",
        familyName: "Lovelace",
        dateOfBirth: "1990-12-10",
        idDocumentDateOfIssue: "2019-05-01",
        nationality: "GB",
        residentialAddressCountry: "PT",
        residentialAddressProofDateOfIssue: "2024-01-01",
      },
      expiresAt: new Date(Date.now() + 1e10),
    },
    { issuerUrl: ISSUER, userId, notesId, level: "basic+liveness", now: new Date() },
  );
  change(credential);
  const options = {
    type: "Ed25519Signature2020" as const,
    created: "2026-03-01T12:00:00Z",
    verificationMethod: `${ISSUER}/keys/1`,
    proofPurpose: "assertionMethod" as const,
  };
  const [reading] = await canonicalRdf(credential, options);
  const message = concat(sha256(utf8(reading?.proofOptions ?? "")), sha256(utf8(reading?.document ?? "")));
  return { ...credential, proof: { ...options, proofValue: toMultibase(ed25519Sign(message, seed)) } };
}
