/** The shape of an idOS credential: W3C Verifiable Credentials 1.1, flat subject, one Ed25519Signature2020 proof. */
import * as v from "valibot";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { parse } from "../../../enclave/protocol/schemas.ts";
import { checkMembers } from "./json-limits.ts";

/** What a credential says of a person: scalar fields by name. */
export interface CredentialSubject {
  /** URL of the subject's context, alone or as the only one of a list. */
  "@context": string | string[];
  [field: string]: string | number | boolean | string[] | undefined;
}

/** A credential before it is signed. Times are RFC 3339. */
export interface UnsignedCredential {
  "@context": string[];
  type: string[];
  /** `<issuer's URL>/issuers/1` */
  issuer: string;
  /** `<issuer's URL>/credentials/<id of the public notes>` */
  id: string;
  /** e.g. `basic+liveness` */
  level?: string | undefined;
  issued?: string | undefined;
  approvedAt?: string | undefined;
  expirationDate?: string | undefined;
  /** W3C's later names: the stricter of two dates holds. */
  validFrom?: string | undefined;
  validUntil?: string | undefined;
  issuanceDate: string;
  credentialSubject: CredentialSubject;
}

/** @see https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020 */
export interface CredentialProof {
  type: "Ed25519Signature2020";
  created: string;
  /** `<issuer's URL>/keys/1`. Never dereferenced: trusted keys come from configuration. */
  verificationMethod: string;
  proofPurpose: "assertionMethod";
  /** Digest of the credential's JSON, as `field-digest.ts` makes it. */
  nonce?: string | undefined;
  /** Multibase base58btc, 64 bytes. */
  proofValue: string;
}

/** A signed credential. */
export interface VerifiableCredential extends UnsignedCredential {
  proof: CredentialProof;
}

const text = v.string();
const scalar = v.union([text, v.number(), v.boolean()]);
// Whatever else there is must be scalar too: no nesting in what strangers share.
const schema = v.objectWithRest(
  {
    "@context": v.array(text),
    type: v.array(text),
    issuer: text,
    id: text,
    level: v.optional(text),
    issued: v.optional(text),
    approvedAt: v.optional(text),
    expirationDate: v.optional(text),
    validFrom: v.optional(text),
    validUntil: v.optional(text),
    issuanceDate: text,
    credentialSubject: v.objectWithRest({ "@context": v.union([text, v.pipe(v.array(text), v.length(1))]) }, scalar),
    proof: v.strictObject({
      type: v.literal("Ed25519Signature2020"),
      created: text,
      verificationMethod: text,
      proofPurpose: v.literal("assertionMethod"),
      nonce: v.optional(text),
      proofValue: text,
    }),
  },
  scalar,
);

/**
 * Reads a credential's JSON. Its shape is checked, nothing of what it says.
 * @throws IdosError `INVALID_ARGUMENT` naming the field; its value is never in the message
 */
export function parseCredential(json: string): VerifiableCredential {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new IdosError("INVALID_ARGUMENT", "credential: expected JSON");
  }
  checkMembers(value);
  return parse(schema, value, "credential");
}
