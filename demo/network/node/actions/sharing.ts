/** Copies of credentials: made by their owner, read and given back by the one they are for. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { useGrant } from "../access-grant-limits.ts";
import {
  checkContentHash,
  checkEncryptor,
  checkOwned,
  checkSignatures,
  insertCredential,
  insertGrant,
  linkCopy,
} from "../credential-rows.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { grantee, owner, ownUserId } from "../rules.ts";
import { sql } from "../sql.ts";

export const sharingActions: Declaration[] = [
  write(idos.shareCredential, {
    rule: owner,
    refuses: [
      "an original of somebody else",
      "notes that are not empty",
      "signatures that do not hold",
      "a second grant with the same id",
    ],
    async run(call) {
      const { db, caller, args } = call;
      await checkOwned(call, args.original_credential_id);
      if (args.public_notes !== "") throw new ActionFailure("INVALID", "public_notes: a copy has none");
      checkContentHash(args.content_hash);
      checkEncryptor(args.encryptor_public_key);
      checkSignatures({
        publicNotes: "",
        content: args.content,
        issuerAuthPublicKey: args.issuer_auth_public_key,
        publicNotesSignature: args.public_notes_signature,
        broaderSignature: args.broader_signature,
      });
      await insertCredential(db, {
        id: args.id,
        userId: await ownUserId(call),
        publicNotes: "",
        content: args.content,
        encryptorPublicKey: args.encryptor_public_key,
        issuerAuthPublicKey: args.issuer_auth_public_key,
        inserter: null,
      });
      await linkCopy(db, args.original_credential_id, args.id);
      await insertGrant(call, {
        grantee: args.grantee_wallet_identifier,
        dataId: args.id,
        lockedUntil: args.locked_until,
        contentHash: args.content_hash,
        inserterType: "user",
        inserterId: caller,
      });
    },
  }),

  view(idos.getCredentialShared, {
    rule: grantee,
    refuses: ["a credential that no access grant of the caller names", "a grant beyond its limits"],
    returns: {
      id: "uuid",
      user_id: "uuid",
      public_notes: "text",
      content: "text",
      encryptor_public_key: "text",
      issuer_auth_public_key: "text",
      inserter: "text",
    },
    async run(call) {
      await useGrant(call, call.args.id);
      // A copy has no notes of its own: its row shows those of the original, null once that is gone.
      return call.db.rows(sql`
        SELECT c.id, c.user_id, o.public_notes, c.content, c.encryptor_public_key, c.issuer_auth_public_key, c.inserter
        FROM credentials c
        LEFT JOIN shared_credentials s ON s.copy_id = c.id
        LEFT JOIN credentials o ON o.id = s.original_id
        WHERE c.id = ${call.args.id}`);
    },
  }),

  view(idos.getCredentialsSharedByUser, {
    rule: grantee,
    optional: ["original_issuer_auth_public_key"],
    returns: {
      id: "uuid",
      user_id: "uuid",
      public_notes: "text",
      encryptor_public_key: "text",
      issuer_auth_public_key: "text",
      inserter: "text",
      original_id: "uuid",
    },
    run: ({ db, caller, args, now }) =>
      db.rows(sql`
        SELECT c.id, c.user_id, o.public_notes, c.encryptor_public_key, c.issuer_auth_public_key, c.inserter,
               s.original_id
        FROM credentials c
        JOIN shared_credentials s ON s.copy_id = c.id
        JOIN credentials o ON o.id = s.original_id
        WHERE c.user_id = ${args.user_id}
          AND (${args.original_issuer_auth_public_key}::text IS NULL
               OR o.issuer_auth_public_key = ${args.original_issuer_auth_public_key})
          AND EXISTS (
            SELECT 1 FROM access_grants g
            WHERE data_id = c.id AND lower(ag_grantee_wallet_identifier) = lower(${caller})
              AND within_limits(g.id, g.ag_owner_user_id, ${now}))
        ORDER BY c.id`),
  }),

  view(idos.getSiblingCredentialId, {
    rule: grantee,
    returns: { id: "uuid" },
    run: ({ db, caller, args, now }) =>
      db.rows(sql`
        SELECT c.id FROM access_grants g JOIN credentials c ON c.id = g.data_id
        WHERE lower(g.ag_grantee_wallet_identifier) = lower(${caller})
          AND g.content_hash = ${args.content_hash} AND within_limits(g.id, g.ag_owner_user_id, ${now})
        ORDER BY g.height, c.id LIMIT 1`),
  }),

  write(idos.rescindSharedCredential, {
    rule: grantee,
    refuses: ["a credential that no access grant of the caller names", "an original"],
    async run({ db, caller, args }) {
      const [credential] = await db.rows(sql`
        SELECT public_notes = '' AS copy FROM credentials WHERE id = ${args.credential_id} AND EXISTS (
          SELECT 1 FROM access_grants
          WHERE data_id = credentials.id AND lower(ag_grantee_wallet_identifier) = lower(${caller}))`);
      if (!credential) throw new ActionFailure("NOT_FOUND", "no credential with this id is shared with the caller");
      // Only copies have empty notes; the user's own credential is not the grantee's to delete.
      if (!credential["copy"]) throw new ActionFailure("DENIED", "only a copy can be rescinded");
      await db.run(sql`DELETE FROM credentials WHERE id = ${args.credential_id}`);
      await db.run(sql`DELETE FROM access_grants WHERE data_id = ${args.credential_id}`);
    },
  }),
];
