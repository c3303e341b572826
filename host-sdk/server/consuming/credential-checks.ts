/**
 * The five checks of a shared credential. They look at what its proof binds, never at what it merely says. Pure but
 * for the proof's canonicalisation.
 *
 * `proof` and `hash` are cryptographic. `status` and the row behind `issuer` are the storage node's word: it
 * verified the issuer's signatures when they were written, but hands out none, and an issuer's edit of the notes
 * leaves the old one stale.
 */
import { equalBytes } from "../../../enclave/crypto/bytes.ts";
import { readNotes } from "../../../enclave/protocol/public-notes.ts";
import { matchesNotes, namesProfile } from "../credential/build.ts";
import { isFieldDigest } from "../credential/field-digest.ts";
import { readProven } from "../credential/proof.ts";
import { nothingProven, type ProvenCredential, type TakenApart } from "../credential/proven.ts";
import type { VerifiableCredential } from "../credential/verifiable-credential.ts";
import { shownText } from "../../shared/shown-text.ts";
import type { Grant, SharedOriginal } from "../shared/shared-rows.ts";
import type { KnownIssuer } from "./trusted-issuers.ts";

/** A check that does not hold. `why` is for people and holds nothing private. */
interface Refused {
  ok: false;
  why: string;
  /** True where it may hold later, with nothing changed: the issuer could not be asked. */
  later?: true;
}

/** A check's outcome. */
export type CheckResult = { ok: true } | Refused;

/**
 * The outcome of the `status` check, and what it rests on. `credential`: the issuer's notes name this very credential.
 * `network`: they do not, as those of most issuers of idOS; that the status is this credential's, and the credential
 * this person's, is then the word of whoever shared it.
 */
export type StatusResult = { ok: true; basis: "network" | "credential" } | Refused;

/** What was checked of a shared credential. */
export interface CredentialChecks {
  /**
   * The credential's own signature is by a key of a trusted issuer. What it binds is in `credential`. Where the issuer
   * signs no digest of the fields (deployed issuers of idOS do not), that is the credential's dates, level, issuer and
   * ids, and of the person's fields none: the signature covers their values, and not which field has which.
   */
  proof: CheckResult;
  /** A row of the same trusted issuer stands behind the copy, and the credential is this profile's. */
  issuer: CheckResult;
  /**
   * That row's status is `approved`. Of a credential that carries a digest of its fields the row has to be its own; of
   * others `basis` says whether it is. No row = unknown = refused. That is the storage node's word; with `statusUrl` of
   * the issuer it is the issuer's own too.
   */
  status: StatusResult;
  /** Issued, and not expired: of `issuanceDate` and `validFrom` the later, of `expirationDate` and `validUntil` the earlier. */
  expiry: CheckResult;
  /** What was opened is what the grant's hash says. */
  hash: CheckResult;
}

/** What the checks are made of. */
export interface CheckInput {
  credential: VerifiableCredential;
  /** sha256 of the opened bytes, lower-case hex. */
  contentHash: string;
  grant: Grant;
  issuers: readonly KnownIssuer[];
  /** Originals behind the user's copies, per trusted issuer. */
  originals: readonly { issuer: KnownIssuer; rows: readonly SharedOriginal[] }[];
  now: Date;
}

/** Clocks differ; milliseconds. */
const CLOCK_SKEW = 300_000;
const OK: CheckResult = { ok: true };
const no = (why: string): Refused => ({ ok: false, why });

/** True if every check holds. */
export function allHold(checks: CredentialChecks): boolean {
  return Object.values(checks).every(({ ok }: CheckResult) => ok);
}

/** A credential with its checks: what its proof binds, and apart from it the rest. */
export interface CheckedCredential extends TakenApart {
  checks: CredentialChecks;
  /** The issuer behind the copy, where there is one, and the id of its notes, where they have one. */
  behind?: { issuer: KnownIssuer; notesId: string | undefined } | undefined;
}

/** Makes the five checks. */
export async function checkCredential(input: CheckInput): Promise<CheckedCredential> {
  const { grant, issuers, originals } = input;
  // Several entries may trust one key.
  const standing = originals
    .flatMap(({ issuer, rows }) => rows.map((row) => ({ issuer, row, rows })))
    .filter(({ row }) => row.id.toLowerCase() === grant.dataId.toLowerCase());
  const [behind] = standing;
  const proof = await readProven(
    input.credential,
    issuers.flatMap(({ proofKeys }) => proofKeys),
  );
  const signer = proof.ok ? proof.publicKey : undefined;
  const { credential, unproven } = proof.ok ? proof.read : nothingProven(input.credential, proof.why);
  const policy = signer ? policyFor(issuers, signer) : "withhold";
  // What is checked is what is bound; where nothing is, what is said.
  const checked = proof.ok ? credential : input.credential;
  const strict =
    isFieldDigest(input.credential.proof.nonce) || standing.some(({ issuer }) => issuer.statusBasis === "credential");
  return {
    ...(behind && { behind: { issuer: behind.issuer, notesId: readNotes(behind.row.publicNotes)?.id } }),
    credential: unproven && policy === "accept" ? input.credential : credential,
    ...(unproven && { unproven }),
    checks: {
      proof: !proof.ok ? no(proof.why) : unproven && policy === "refuse" ? no(unproven.why) : OK,
      issuer: checkIssuer(checked, grant, behind?.issuer, signer),
      status: behind
        ? checkStatus(checked, behind.row, behind.rows, strict)
        : no("Unknown: no row of a trusted issuer stands behind this copy"),
      expiry: checkTimes(checked, input.now),
      hash:
        input.contentHash === grant.contentHash ? OK : no("What was shared is not what the access grant's hash says"),
    },
  };
}

/** What becomes of what a signer's proof does not bind: the strictest wish of those whose key it is. */
function policyFor(issuers: readonly KnownIssuer[], signer: Uint8Array): KnownIssuer["unproven"] {
  const wishes = issuers.filter(({ proofKeys }) => proofKeys.some((key) => equalBytes(key, signer)));
  if (wishes.some(({ unproven }) => unproven === "refuse")) return "refuse";
  return wishes.every(({ unproven }) => unproven === "accept") ? "accept" : "withhold";
}

function checkIssuer(
  credential: ProvenCredential,
  grant: Grant,
  issuer: KnownIssuer | undefined,
  signer: Uint8Array | undefined,
): CheckResult {
  if (!issuer) return no("No row of a trusted issuer stands behind this copy");
  if (signer && !issuer.proofKeys.some((key) => equalBytes(key, signer)))
    return no("The credential's proof and the row behind this copy are by different issuers");
  if (issuer.credentialIssuer !== undefined && credential.issuer !== issuer.credentialIssuer)
    return no("The credential names another issuer than the row behind this copy");
  if (!namesProfile(credential.credentialSubject["id"], grant.userId))
    return no("The credential was issued to another idOS profile");
  return OK;
}

/** @param strict whether the row's notes have to name the credential */
function checkStatus(
  { id: credentialId = "" }: ProvenCredential,
  row: SharedOriginal,
  rows: readonly SharedOriginal[],
  strict: boolean,
): StatusResult {
  const notes = readNotes(row.publicNotes);
  if (!notes) return no("Unknown: the issuer's notes cannot be read");
  const named = matchesNotes(credentialId, notes.id ?? "");
  if (!named) {
    if (strict && !notes.id) return no("Unknown: the issuer's notes name no credential");
    // Also where another row that is shared here names it.
    if (strict || rows.some(({ publicNotes }) => matchesNotes(credentialId, readNotes(publicNotes)?.id ?? "")))
      return no("The row behind this copy is another credential's");
  }
  // A row written again under the same id must not outlive the revocation of the first.
  for (const other of [row, ...rows]) {
    const { id, status } = readNotes(other.publicNotes) ?? {};
    if ((other === row || (id && id === notes.id)) && status !== "approved")
      return no(status ? `The issuer's status is "${shownText(status, 40)}"` : "The issuer states no status");
  }
  return { ok: true, basis: named ? "credential" : "network" };
}

function checkTimes(credential: ProvenCredential, now: Date): CheckResult {
  const { issuanceDate = "", validFrom = issuanceDate, expirationDate, validUntil } = credential;
  const from = Math.max(Date.parse(issuanceDate), Date.parse(validFrom));
  const ends = [expirationDate, validUntil].filter((end) => end !== undefined);
  const until = Math.min(...ends.map((end) => Date.parse(end)));
  if (Number.isNaN(from) || Number.isNaN(until)) return no("The credential's dates cannot be read");
  if (from > now.getTime() + CLOCK_SKEW) return no("The credential is not valid yet");
  if (until <= now.getTime()) return no(`The credential expired on ${new Date(until).toISOString().slice(0, 10)}`);
  return OK;
}
