/** From an approved form to what Neobank states of the person. */
import type { CredentialDraft } from "../../host-sdk/server/index.ts";
import { type IdentityForm, photoBytes } from "./identity-form.ts";

/** What Neobank's check amounts to: documents and presence. */
export const LEVEL = "basic+liveness";

/** For how long Neobank stands by a check. */
const VALID_YEARS = 2;

/** A credential holds until its document does, at most {@link VALID_YEARS}. */
function expiry({ idDocumentDateOfExpiry }: IdentityForm, now: Date): Date {
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const document = new Date(`${idDocumentDateOfExpiry}T23:59:59Z`);
  return document < latest ? document : latest;
}

/** The draft that `idosHandler` builds, signs and seals; fields keep their names. */
export function credentialDraft(form: IdentityForm, now = new Date()): CredentialDraft {
  return {
    subject: { ...form, idDocumentFrontFile: photoBytes(form.idDocumentFrontFile) },
    level: LEVEL,
    approvedAt: now,
    expiresAt: expiry(form, now),
  };
}
