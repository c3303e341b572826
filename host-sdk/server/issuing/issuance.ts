/**
 * Issuing in two steps, so that the second can be repeated: `prepare` signs the credential, `write` seals it for
 * the user and for the issuer, signs both rows and writes them with the user's delegated write grant (DWG).
 */
import * as v from "valibot";
import { open, seal } from "../../../enclave/crypto/box.ts";
import { fromBase64, toBase64, utf8 } from "../../../enclave/crypto/bytes.ts";
import { signRow } from "../../../enclave/crypto/ed25519.ts";
import { contentHash } from "../../../enclave/crypto/hash.ts";
import {
  createCredentialsByDwg,
  editPublicNotesAsIssuer,
  rescindSharedCredential,
} from "../../../enclave/kwil/actions.ts";
import type { DelegatedWriteGrant } from "../../../enclave/kwil/grants-messages.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { MAX_NOTES, parseNotes, type PublicNotes } from "../../../enclave/protocol/public-notes.ts";
import type { Base64, Hex, Uuid } from "../../../enclave/protocol/types.ts";
import type { Network } from "../../network/network.ts";
import { buildCredential, keyId, timestamp, type CredentialDraft } from "../credential/build.ts";
import { signCredential } from "../credential/proof.ts";
import { publicKeys, type Keys } from "../shared/keys.ts";
import { readProfile } from "../shared/profiles.ts";
import type { Revocation } from "./revocations.ts";
import { sharedCopy } from "../shared/shared-rows.ts";
import type { Records } from "../shared/store.ts";
import { sameGrantee } from "../shared/wallet-proof.ts";

/** What a credential is made of. */
export interface IssueRequest {
  /** The profile that it is for. */
  userId: Uuid;
  credential: CredentialDraft;
  /** What the public notes say beside `id`; by default type `kyc`, status `approved`, the draft's level, the issuer's name. */
  publicNotes?: PublicNotes | undefined;
}

/** A signed credential with the ids of its rows, ready to be written. Holds personal data. */
export interface PreparedCredential {
  userId: Uuid;
  credentialId: Uuid;
  copyId: Uuid;
  /** The signed credential's JSON. */
  plaintext: string;
  publicNotesId: string;
  /** JSON. */
  publicNotes: string;
}

/** Schema of a {@link PreparedCredential} that was stored. */
export const preparedCredential = v.object({
  userId: v.string(),
  credentialId: v.string(),
  copyId: v.string(),
  plaintext: v.string(),
  publicNotesId: v.string(),
  publicNotes: v.string(),
});

/** A signed DWG. */
export interface SignedWriteGrant {
  dwg: DelegatedWriteGrant;
  /** Over the node's DWG text, as the wallet made it. */
  signature: string;
}

/** A credential that is on the network. */
export interface IssuedCredential {
  credentialId: Uuid;
  /** The issuer's own copy. */
  copyId: Uuid;
  publicNotesId: string;
  contentHash: Hex;
}

/** What {@link createIssuance} needs. */
export interface IssuanceOptions {
  keys: Keys & { readonly issuer: Uint8Array };
  /** The issuer's URL without trailing slash, in the credentials' ids. */
  url: string;
  /** The issuer's name, in the public notes. */
  name: string;
  /** For the server's wallet. */
  network: Network;
  /** For the issuer's key. */
  asIssuer: Network;
  /** What this issuer revoked. */
  revoked: Records<Revocation>;
}

/** What {@link createIssuance} returns. */
export interface Issuance {
  /** @throws IdosError `INVALID_ARGUMENT` naming the field that is wrong */
  prepare(request: IssueRequest): Promise<PreparedCredential>;
  /**
   * Writes a prepared credential. Repeating it after a failure writes nothing twice.
   * @param userPublicKey X25519, base64; the profile's, if left out
   * @throws IdosError `NETWORK_DENIED`, `NETWORK_CONFLICT`, `NOT_FOUND`, `NETWORK_UNREACHABLE`
   */
  write(
    prepared: PreparedCredential,
    grant: SignedWriteGrant,
    options?: { userPublicKey?: Base64; signal?: AbortSignal | undefined },
  ): Promise<IssuedCredential>;
}

/** Creates the two steps for one issuer. */
export function createIssuance({ keys, url, name, network, asIssuer, revoked }: IssuanceOptions): Issuance {
  const { walletIdentifier, encryptionPublicKey } = publicKeys(keys);

  async function prepare({ userId, credential, publicNotes = {} }: IssueRequest): Promise<PreparedCredential> {
    const level = credential.level ?? publicNotes.level;
    if (!level) throw new IdosError("INVALID_ARGUMENT", "credential.level: expected text such as basic+liveness");
    const now = new Date();
    const publicNotesId = publicNotes.id ?? crypto.randomUUID();
    const notes = JSON.stringify({
      type: "kyc",
      status: "approved",
      issuer: name,
      ...publicNotes,
      level,
      id: publicNotesId,
    });
    if (!parseNotes(notes))
      throw new IdosError("INVALID_ARGUMENT", `publicNotes: nobody reads more than ${MAX_NOTES} characters of JSON`);
    const unsigned = buildCredential(credential, { issuerUrl: url, userId, notesId: publicNotesId, level, now });
    const signed = await signCredential(unsigned, {
      seed: keys.issuer,
      verificationMethod: keyId(url),
      created: timestamp(now),
    });
    return {
      userId,
      credentialId: crypto.randomUUID(),
      copyId: crypto.randomUUID(),
      plaintext: JSON.stringify(signed),
      publicNotesId,
      publicNotes: notes,
    };
  }

  /** Our copy as the network has it; undefined when it is not there. */
  async function written(prepared: PreparedCredential, signal: AbortSignal | undefined) {
    try {
      return await sharedCopy(network, prepared.copyId, signal);
    } catch (error) {
      if (isIdosError(error) && (error.code === "NOT_FOUND" || error.code === "NETWORK_DENIED")) return undefined;
      throw error;
    }
  }

  async function recipient(
    userId: Uuid,
    given: Base64 | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const key = given ?? (await readProfile(asIssuer, userId, signal))?.publicKey;
    if (!key) throw new IdosError("NOT_FOUND", "There is no idOS profile with this user id");
    return fromBase64(key, "userPublicKey", 32);
  }

  async function write(
    prepared: PreparedCredential,
    { dwg, signature }: SignedWriteGrant,
    { userPublicKey, signal }: { userPublicKey?: Base64; signal?: AbortSignal | undefined } = {},
  ): Promise<IssuedCredential> {
    if (!sameGrantee(dwg.grantee, walletIdentifier))
      throw new IdosError("INVALID_ARGUMENT", "dwg.grantee: expected this server's wallet identifier");
    const plaintext = utf8(prepared.plaintext);
    const hash = contentHash(plaintext);
    const original = seal(plaintext, await recipient(prepared.userId, userPublicKey, signal));
    const copy = seal(plaintext, fromBase64(encryptionPublicKey, "encryption", 32));
    const originalSigned = signRow(prepared.publicNotes, original.content, keys.issuer);
    const copySigned = signRow("", copy.content, keys.issuer);
    try {
      await network.execute(
        createCredentialsByDwg,
        {
          issuer_auth_public_key: originalSigned.issuerAuthPublicKey,
          original_encryptor_public_key: toBase64(original.encryptorPublicKey),
          original_credential_id: prepared.credentialId,
          original_content: toBase64(original.content),
          original_public_notes: prepared.publicNotes,
          original_public_notes_signature: originalSigned.publicNotesSignature,
          original_broader_signature: originalSigned.broaderSignature,
          copy_encryptor_public_key: toBase64(copy.encryptorPublicKey),
          copy_credential_id: prepared.copyId,
          copy_content: toBase64(copy.content),
          copy_public_notes_signature: copySigned.publicNotesSignature,
          copy_broader_signature: copySigned.broaderSignature,
          content_hash: hash,
          dwg_owner: dwg.owner,
          dwg_grantee: dwg.grantee,
          dwg_issuer_public_key: dwg.issuerPublicKey,
          dwg_id: dwg.id,
          dwg_access_grant_timelock: dwg.accessGrantTimelock,
          dwg_not_before: dwg.notUsableBefore,
          dwg_not_after: dwg.notUsableAfter,
          dwg_signature: signature,
        },
        { signal },
      );
    } catch (error) {
      // An earlier attempt may have been committed while its answer was lost: then this one is a duplicate.
      if ((isIdosError(error) && error.retryable) || !(await written(prepared, signal))) throw error;
    }
    await checkWritten(prepared, hash, signal);
    return {
      credentialId: prepared.credentialId,
      copyId: prepared.copyId,
      publicNotesId: prepared.publicNotesId,
      contentHash: hash,
    };
  }

  /** Reads back what was written: a node that drops or changes it is found out, and so is a wallet of somebody else. */
  async function checkWritten(prepared: PreparedCredential, hash: Hex, signal: AbortSignal | undefined): Promise<void> {
    const row = await written(prepared, signal);
    if (!row) throw new IdosError("NETWORK_CONFLICT", "The storage node accepted the credential and does not have it");
    if (row.userId.toLowerCase() !== prepared.userId.toLowerCase()) {
      const publicNotes = JSON.stringify({ ...parseNotes(prepared.publicNotes), status: "revoked" });
      await revoked.put(prepared.publicNotesId, { userId: row.userId, publicNotes });
      await asIssuer.execute(
        editPublicNotesAsIssuer,
        { public_notes_id: prepared.publicNotesId, public_notes: publicNotes },
        { signal },
      );
      await network.execute(rescindSharedCredential, { credential_id: prepared.copyId }, { signal });
      throw new IdosError("NETWORK_CONFLICT", "The wallet that signed the write grant belongs to another idOS profile");
    }
    const opened = open(
      fromBase64(row.content, "content"),
      fromBase64(row.encryptorPublicKey, "encryptor_public_key", 32),
      keys.encryption,
    );
    if (contentHash(opened) !== hash || row.publicNotes !== prepared.publicNotes)
      throw new IdosError("NETWORK_CONFLICT", "The storage node has something else than what was written");
  }

  return { prepare, write };
}
