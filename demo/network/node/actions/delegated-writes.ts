/** Delegated write grants (DWG): a user signs once, and the named grantee writes one credential with a copy. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type DelegatedWriteGrant, dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import {
  checkContentHash,
  checkEncryptor,
  checkSignatures,
  insertCredential,
  insertGrant,
  linkCopy,
} from "../credential-rows.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { anyone } from "../rules.ts";
import { checkOneLineEach, checkSigned } from "../signed-grants.ts";
import { sql } from "../sql.ts";

/** How far before `not_usable_before` a grant is accepted, in seconds: clocks and block times differ. */
const EARLY = 65;

/** Unix seconds of `yyyy-mm-ddThh:mm:ssZ`. */
function time(text: string, name: string): number {
  const parsed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes February 30th for March 1st in some engines: what it read must print the same.
  if (Number.isNaN(parsed) || new Date(parsed).toISOString() !== text.replace("Z", ".000Z"))
    throw new ActionFailure("INVALID", `${name}: expected yyyy-mm-ddThh:mm:ssZ`);
  return parsed / 1000;
}

/** Checks the times of a grant; returns them in unix seconds. */
function times(grant: DelegatedWriteGrant): { timelock: number; before: number; after: number } {
  const timelock = time(grant.accessGrantTimelock, "access_grant_timelock");
  const before = time(grant.notUsableBefore, "not_usable_before");
  const after = time(grant.notUsableAfter, "not_usable_after");
  if (before >= after) throw new ActionFailure("INVALID", "not_usable_before must be before not_usable_after");
  return { timelock, before, after };
}

export const delegatedWriteActions: Declaration[] = [
  view(idos.dwgMessage, {
    rule: anyone,
    refuses: ["times of another form", "not_usable_before that is not before not_usable_after"],
    returns: { message: "text" },
    async run({ args }) {
      const grant: DelegatedWriteGrant = {
        owner: args.owner_wallet_identifier,
        grantee: args.grantee_wallet_identifier,
        issuerPublicKey: args.issuer_public_key,
        id: args.id,
        accessGrantTimelock: args.access_grant_timelock,
        notUsableBefore: args.not_usable_before,
        notUsableAfter: args.not_usable_after,
      };
      checkOneLineEach(grant);
      times(grant);
      return [{ message: dwgText(grant) }];
    },
  }),

  write(idos.createCredentialsByDwg, {
    // The grant names its grantee, who gets the copy; who brings it to the network does not matter.
    rule: anyone,
    refuses: [
      "an owner without a profile",
      "a grant that its owner did not sign",
      "a grant outside of its time, or used before",
      "issuer keys that are not delegates of one inserter",
      "signatures that do not hold",
    ],
    async run(call) {
      const { db, args, now } = call;
      const grant: DelegatedWriteGrant = {
        owner: args.dwg_owner,
        grantee: args.dwg_grantee,
        issuerPublicKey: args.dwg_issuer_public_key,
        id: args.dwg_id,
        accessGrantTimelock: args.dwg_access_grant_timelock,
        notUsableBefore: args.dwg_not_before,
        notUsableAfter: args.dwg_not_after,
      };
      checkOneLineEach(grant);
      const [used] = await db.rows(sql`SELECT 1 AS is FROM consumed_write_grants WHERE id = ${grant.id}`);
      if (used) throw new ActionFailure("DUPLICATE", "this delegated write grant was used before");

      const [issuers] = await db.rows(sql`
        SELECT count(DISTINCT inserter_id)::int AS inserters, count(DISTINCT address)::int AS keys
        FROM delegates WHERE address IN (${args.issuer_auth_public_key}, ${grant.issuerPublicKey})`);
      const keys = new Set([args.issuer_auth_public_key, grant.issuerPublicKey]).size;
      if (issuers?.["inserters"] !== 1 || issuers["keys"] !== keys)
        throw new ActionFailure(
          "DENIED",
          "the credential's issuer and the grant's issuer are not delegates of one inserter",
        );

      const { timelock, before, after } = times(grant);
      if (before > now + EARLY)
        throw new ActionFailure("DENIED", `the grant is not usable before ${grant.notUsableBefore}`);
      if (now > after) throw new ActionFailure("DENIED", `the grant was usable until ${grant.notUsableAfter}`);

      const userId = await checkSigned(call, grant.owner, dwgText(grant), args.dwg_signature);
      checkContentHash(args.content_hash);
      checkEncryptor(args.original_encryptor_public_key, "original_encryptor_public_key");
      checkEncryptor(args.copy_encryptor_public_key, "copy_encryptor_public_key");
      checkSignatures(
        {
          publicNotes: args.original_public_notes,
          content: args.original_content,
          issuerAuthPublicKey: args.issuer_auth_public_key,
          publicNotesSignature: args.original_public_notes_signature,
          broaderSignature: args.original_broader_signature,
        },
        "the original",
      );
      checkSignatures(
        {
          publicNotes: "",
          content: args.copy_content,
          issuerAuthPublicKey: args.issuer_auth_public_key,
          publicNotesSignature: args.copy_public_notes_signature,
          broaderSignature: args.copy_broader_signature,
        },
        "the copy",
      );

      const shared = { userId, issuerAuthPublicKey: args.issuer_auth_public_key, inserter: grant.id };
      await insertCredential(db, {
        ...shared,
        id: args.original_credential_id,
        publicNotes: args.original_public_notes,
        content: args.original_content,
        encryptorPublicKey: args.original_encryptor_public_key,
      });
      await insertCredential(db, {
        ...shared,
        id: args.copy_credential_id,
        publicNotes: "",
        content: args.copy_content,
        encryptorPublicKey: args.copy_encryptor_public_key,
      });
      await linkCopy(db, args.original_credential_id, args.copy_credential_id);
      await insertGrant(call, {
        grantee: grant.grantee,
        dataId: args.copy_credential_id,
        lockedUntil: timelock,
        contentHash: args.content_hash,
        inserterType: "delegated_write_grant",
        inserterId: grant.id,
      });
      await db.run(sql`
        INSERT INTO consumed_write_grants (id, owner_wallet_identifier, grantee_wallet_identifier, issuer_public_key,
          original_credential_id, copy_credential_id, access_grant_timelock, not_usable_before, not_usable_after)
        VALUES (${grant.id}, ${grant.owner}, ${grant.grantee}, ${grant.issuerPublicKey}, ${args.original_credential_id},
                ${args.copy_credential_id}, ${grant.accessGrantTimelock}, ${grant.notUsableBefore}, ${grant.notUsableAfter})`);
    },
  }),
];
