/** From what an issuer found out to an unsigned credential. */
import { isUuid } from "../../../enclave/crypto/uuid.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { Uuid } from "../../../enclave/protocol/types.ts";
import { CREDENTIALS_V1, ED25519_SIGNATURE_2020_V1 } from "./canonical-rdf.ts";
import { ENVELOPE_V1, SUBJECT_V1 } from "./idos-contexts.ts";
import { readSubjectFields, type SubjectFields } from "./subject-fields.ts";
import type { UnsignedCredential } from "./verifiable-credential.ts";

/** What an issuer found out about a person. */
export interface CredentialDraft {
  subject: SubjectFields;
  /** e.g. `basic+liveness`. */
  level?: string | undefined;
  /** When it stops being valid; never, if left out. */
  expiresAt?: Date | undefined;
  /** When the person was approved. Default: now. */
  approvedAt?: Date | undefined;
}

/** Whose credential it is, and by whom. */
export interface BuildOptions {
  /** The issuer's URL, without trailing slash. */
  issuerUrl: string;
  userId: Uuid;
  /** Id of the public notes. */
  notesId: string;
  level: string;
  now: Date;
}

const USER = "urn:idos:user:";

/** The issuer's identifier in credentials. */
export const issuerId = (issuerUrl: string): string => `${issuerUrl}/issuers/1`;
/** The name of the issuer's key in proofs. */
export const keyId = (issuerUrl: string): string => `${issuerUrl}/keys/1`;

/** `yyyy-mm-ddThh:mm:ssZ` */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/**
 * True unless the subject names another idOS profile. Credentials of this project name theirs, so that a copy of
 * somebody else's credential is seen for what it is; those of other issuers may name something else, and pass.
 */
export function namesProfile(subjectId: unknown, userId: Uuid): boolean {
  return (
    typeof subjectId !== "string" ||
    !subjectId.startsWith(USER) ||
    subjectId.toLowerCase() === USER + userId.toLowerCase()
  );
}

/** True when a credential's id is the one that public notes with this id belong to. */
export function matchesNotes(credentialId: string, notesId: string): boolean {
  return (
    notesId !== "" &&
    (credentialId === notesId || credentialId.endsWith(`/${notesId}`) || credentialId === `urn:uuid:${notesId}`)
  );
}

function checkDate(date: Date | undefined, name: string): void {
  if (date !== undefined && (!(date instanceof Date) || Number.isNaN(date.getTime())))
    throw new IdosError("INVALID_ARGUMENT", `${name}: expected a valid Date`);
}

/**
 * Builds a credential.
 * @throws IdosError `INVALID_ARGUMENT` naming the field
 */
export function buildCredential(
  draft: CredentialDraft,
  { issuerUrl, userId, notesId, level, now }: BuildOptions,
): UnsignedCredential {
  checkDate(draft.expiresAt, "expiresAt");
  checkDate(draft.approvedAt, "approvedAt");
  if (draft.expiresAt && draft.expiresAt <= now)
    throw new IdosError("INVALID_ARGUMENT", "expiresAt: expected a time to come");
  if (!isUuid(userId)) throw new IdosError("INVALID_ARGUMENT", "userId: expected a UUID");
  const at = timestamp(now);
  return {
    "@context": [CREDENTIALS_V1, ENVELOPE_V1, ED25519_SIGNATURE_2020_V1],
    type: ["VerifiableCredential"],
    issuer: issuerId(issuerUrl),
    id: `${issuerUrl}/credentials/${notesId}`,
    level,
    issued: at,
    approvedAt: timestamp(draft.approvedAt ?? now),
    ...(draft.expiresAt && { expirationDate: timestamp(draft.expiresAt) }),
    issuanceDate: at,
    credentialSubject: { "@context": SUBJECT_V1, id: USER + userId.toLowerCase(), ...readSubjectFields(draft.subject) },
  };
}
