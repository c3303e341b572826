/** What the credential actions share: signatures, notes, ids of rows, access grants. */
import { fromBase64, fromHex } from "../../../enclave/crypto/bytes.ts";
import { verifyRow } from "../../../enclave/crypto/ed25519.ts";
import { accessGrantId } from "../../../enclave/crypto/uuid.ts";
import { ActionFailure, timelocked } from "./failures.ts";
import type { Context } from "./rules.ts";
import { type Queries, sql } from "./sql.ts";

/** A credential row to be written. */
export interface CredentialRow {
  id: string;
  userId: string;
  publicNotes: string;
  content: string;
  encryptorPublicKey: string;
  issuerAuthPublicKey: string;
  inserter: string | null;
}

/** Signatures over a row, base64. */
export interface RowProof {
  publicNotes: string;
  content: string;
  issuerAuthPublicKey: string;
  publicNotesSignature: string;
  broaderSignature: string;
}

/** Throws unless the issuer key signed the notes, and notes signature ‖ content. */
export function checkSignatures(row: RowProof, what = "the credential"): void {
  if (!/^[0-9a-f]{64}$/.test(row.issuerAuthPublicKey))
    throw new ActionFailure("INVALID", "issuer_auth_public_key: expected an Ed25519 key, lower-case hex");
  let holds: boolean;
  try {
    holds = verifyRow(row.publicNotes, fromBase64(row.content, "content"), row, fromHex(row.issuerAuthPublicKey));
  } catch {
    throw new ActionFailure("INVALID", `content and signatures of ${what}: expected base64`);
  }
  if (!holds) throw new ActionFailure("DENIED", `the issuer's signatures over ${what} do not hold`);
}

/** Throws unless it is 32 bytes as base64. */
export function checkEncryptor(key: string, name = "encryptor_public_key"): void {
  try {
    fromBase64(key, name, 32);
  } catch {
    throw new ActionFailure("INVALID", `${name}: expected 32 bytes as base64`);
  }
}

/** Throws unless it is a sha256 as lower-case hex. */
export function checkContentHash(hash: string): void {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new ActionFailure("INVALID", "content_hash: expected sha256, lower-case hex");
}

/** The `id` in public notes, by which an issuer finds the credential again; null when there is none. */
export function verifiableCredentialId(publicNotes: string): string | null {
  try {
    const notes: unknown = JSON.parse(publicNotes);
    const id = typeof notes === "object" && notes !== null && "id" in notes ? notes.id : null;
    return typeof id === "string" && id ? id : null;
  } catch {
    return null; // Notes are free text on idOS; without JSON there is no id in them.
  }
}

/** Writes a new credential row. */
export function insertCredential(db: Queries, row: CredentialRow): Promise<number> {
  return db.run(sql`
    INSERT INTO credentials (id, user_id, verifiable_credential_id, public_notes, content, encryptor_public_key,
                             issuer_auth_public_key, inserter)
    VALUES (${row.id}, ${row.userId}, ${verifiableCredentialId(row.publicNotes)}, ${row.publicNotes}, ${row.content},
            ${row.encryptorPublicKey}, ${row.issuerAuthPublicKey}, ${row.inserter})`);
}

/** Links a copy to its original. */
export function linkCopy(db: Queries, originalId: string, copyId: string): Promise<number> {
  return db.run(sql`INSERT INTO shared_credentials (original_id, copy_id) VALUES (${originalId}, ${copyId})`);
}

/** An access grant to be written. */
export interface GrantRow {
  grantee: string;
  dataId: string;
  /** Unix seconds, 0 = none. */
  lockedUntil: number;
  contentHash: string;
  inserterType: "user" | "delegated_write_grant" | "dag_message";
  inserterId: string;
}

/** Writes an access grant on a credential, for the user whose credential it is. */
export async function insertGrant({ db, height }: Context, grant: GrantRow): Promise<void> {
  if (!grant.grantee.trim()) throw new ActionFailure("INVALID", "the grantee's wallet identifier is empty");
  if (grant.lockedUntil < 0) throw new ActionFailure("INVALID", "locked_until: expected unix seconds, or 0");
  const written = await db.run(sql`
    INSERT INTO access_grants (id, ag_owner_user_id, ag_grantee_wallet_identifier, data_id, locked_until, content_hash,
                               height, inserter_type, inserter_id)
    SELECT ${accessGrantId(grant.grantee, grant.dataId, grant.lockedUntil)}::uuid, user_id, ${grant.grantee}, id,
           ${grant.lockedUntil}, ${grant.contentHash}, ${height}, ${grant.inserterType}, ${grant.inserterId}
    FROM credentials WHERE id = ${grant.dataId}`);
  if (!written) throw new ActionFailure("NOT_FOUND", "no credential has this id");
}

/** Throws if a locked access grant names this credential. */
export async function checkUnlocked({ db, now }: Context, dataId: string): Promise<void> {
  const [row] = await db.rows(sql`
    SELECT max(locked_until) AS until FROM access_grants WHERE data_id = ${dataId} AND locked_until >= ${now}`);
  if (typeof row?.["until"] === "number") throw timelocked(row["until"], "an access grant on this credential");
}

/** Throws unless the credential is of the profile that the caller's wallet belongs to. */
export async function checkOwned({ db, caller }: Context, id: string): Promise<void> {
  const [row] = await db.rows(sql`SELECT 1 AS is FROM credentials WHERE id = ${id} AND user_id = owner_of(${caller})`);
  if (!row) throw new ActionFailure("NOT_FOUND", "no credential of the caller has this id");
}
