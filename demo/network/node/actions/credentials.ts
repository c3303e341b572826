/** Credentials as their owner, an inserter and their issuer write them, and as their owner reads them. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import {
  checkEncryptor,
  checkOwned,
  checkSignatures,
  checkUnlocked,
  insertCredential,
  verifiableCredentialId,
} from "../credential-rows.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { inserter, inserterName, issuer, owner, ownUserId } from "../rules.ts";
import { sql } from "../sql.ts";

interface CredentialInputs {
  issuer_auth_public_key: string;
  encryptor_public_key: string;
  content: string;
  public_notes: string;
  public_notes_signature: string;
  broader_signature: string;
}

/** Checks signatures and keys; returns the columns. */
function checked(args: CredentialInputs) {
  const row = {
    publicNotes: args.public_notes,
    content: args.content,
    encryptorPublicKey: args.encryptor_public_key,
    issuerAuthPublicKey: args.issuer_auth_public_key,
  };
  checkEncryptor(args.encryptor_public_key);
  checkSignatures({
    ...row,
    publicNotesSignature: args.public_notes_signature,
    broaderSignature: args.broader_signature,
  });
  return row;
}

export const credentialActions: Declaration[] = [
  write(idos.addCredential, {
    rule: owner,
    refuses: ["signatures that do not hold"],
    run: async (call) =>
      insertCredential(call.db, {
        ...checked(call.args),
        id: call.args.id,
        userId: await ownUserId(call),
        inserter: null,
      }),
  }),

  write(idos.upsertCredentialAsInserter, {
    rule: inserter,
    refuses: ["signatures that do not hold"],
    async run(call) {
      const { db, args } = call;
      const row = checked(args);
      await db.run(sql`
        INSERT INTO credentials (id, user_id, verifiable_credential_id, public_notes, content, encryptor_public_key,
                                 issuer_auth_public_key, inserter)
        VALUES (${args.id}, ${args.user_id}, ${verifiableCredentialId(row.publicNotes)}, ${row.publicNotes},
                ${row.content}, ${row.encryptorPublicKey}, ${row.issuerAuthPublicKey}, ${await inserterName(call)})
        ON CONFLICT (id) DO UPDATE
        SET user_id = EXCLUDED.user_id, verifiable_credential_id = EXCLUDED.verifiable_credential_id,
            public_notes = EXCLUDED.public_notes, content = EXCLUDED.content,
            encryptor_public_key = EXCLUDED.encryptor_public_key,
            issuer_auth_public_key = EXCLUDED.issuer_auth_public_key, inserter = EXCLUDED.inserter`);
    },
  }),

  write(idos.editCredential, {
    rule: owner,
    refuses: ["copies", "signatures that do not hold"],
    async run(call) {
      const { db, args } = call;
      await checkOwned(call, args.id);
      // What an access grant names counts as a copy too: its grantee was promised this content.
      const [copy] = await db.rows(sql`
        SELECT 1 AS is FROM shared_credentials WHERE copy_id = ${args.id}
        UNION ALL SELECT 1 FROM access_grants WHERE data_id = ${args.id}`);
      if (copy) throw new ActionFailure("DENIED", "a shared copy cannot be edited");
      const row = checked(args);
      await db.run(sql`
        UPDATE credentials
        SET public_notes = ${row.publicNotes}, verifiable_credential_id = ${verifiableCredentialId(row.publicNotes)},
            content = ${row.content}, encryptor_public_key = ${row.encryptorPublicKey},
            issuer_auth_public_key = ${row.issuerAuthPublicKey}
        WHERE id = ${args.id}`);
    },
  }),

  write(idos.editPublicNotesAsIssuer, {
    rule: issuer,
    async run({ db, caller, args }) {
      const changed = await db.run(sql`
        UPDATE credentials SET public_notes = ${args.public_notes}
        WHERE verifiable_credential_id = ${args.public_notes_id} AND issuer_auth_public_key = ${caller}`);
      if (!changed) throw new ActionFailure("NOT_FOUND", "no credential of this issuer has notes with this id");
    },
  }),

  view(idos.getCredentials, {
    rule: owner,
    returns: {
      id: "uuid",
      user_id: "uuid",
      public_notes: "text",
      issuer_auth_public_key: "text",
      inserter: "text",
      original_id: "uuid",
    },
    run: ({ db, caller }) =>
      db.rows(sql`
        SELECT c.id, c.user_id, c.public_notes, c.issuer_auth_public_key, c.inserter, s.original_id
        FROM credentials c LEFT JOIN shared_credentials s ON s.copy_id = c.id
        WHERE c.user_id = owner_of(${caller}) ORDER BY c.id`),
  }),

  view(idos.getCredentialOwned, {
    rule: owner,
    returns: {
      id: "uuid",
      user_id: "uuid",
      public_notes: "text",
      content: "text",
      encryptor_public_key: "text",
      issuer_auth_public_key: "text",
      inserter: "text",
    },
    run: ({ db, caller, args }) =>
      db.rows(sql`
        SELECT id, user_id, public_notes, content, encryptor_public_key, issuer_auth_public_key, inserter
        FROM credentials WHERE id = ${args.id} AND user_id = owner_of(${caller})`),
  }),

  view(idos.credentialExistAsInserter, {
    rule: inserter,
    returns: { credential_exist: "bool" },
    run: ({ db, args }) =>
      db.rows(sql`SELECT EXISTS (SELECT 1 FROM credentials WHERE id = ${args.id}) AS credential_exist`),
  }),

  write(idos.removeCredential, {
    rule: owner,
    refuses: [
      "a credential that a locked access grant names",
      "with the extension guarded_originals, an original of such a credential",
    ],
    async run(call) {
      const { db, args, extensions } = call;
      await checkOwned(call, args.id);
      // On idOS copies of an original stay, with their grants: each is removed by its own id.
      const copies = extensions.has("guarded_originals")
        ? await db.rows(sql`SELECT copy_id FROM shared_credentials WHERE original_id = ${args.id}`)
        : [];
      const ids = [args.id, ...copies.map((copy) => String(copy["copy_id"]))];
      for (const id of ids) await checkUnlocked(call, id);
      for (const id of ids) {
        await db.run(sql`DELETE FROM credentials WHERE id = ${id}`);
        await db.run(sql`DELETE FROM access_grants WHERE data_id = ${id}`);
      }
    },
  }),
];
