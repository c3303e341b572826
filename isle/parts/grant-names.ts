/** Whom a grant is for, and what it lets them read. */
import { html } from "lit";
import type { AccessGrant } from "../../host-sdk/index.ts";
import type { Holdings } from "../machine/jobs.ts";
import type { Words } from "../words/en.ts";
import type { Piece } from "../words/message.ts";
import { granteeOf, issuerOf, shortened } from "./names.ts";

/** The receiver's name, or its identifier if this site does not know one. */
export function receiverOf(grant: AccessGrant, backend: Holdings["backend"]): string {
  return granteeOf(grant.grantee, backend) ?? shortened(grant.grantee);
}

/** What the receiver can read, to be set into a sentence. */
export function subjectOf(
  grant: AccessGrant,
  { credentials, backend }: Pick<Holdings, "credentials" | "backend">,
  words: Words,
): Piece {
  const original = credentials.find(({ id }) => id === grant.originalId);
  if (!original) return words.grant.credentialGone;
  return words.grant.credentialBy(html`<bdi>${issuerOf(original, backend).name}</bdi>`);
}
