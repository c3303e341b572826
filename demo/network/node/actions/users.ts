/** Profiles. */
import { fromBase64 } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { anyone, inserter, inserterName, owner } from "../rules.ts";
import { sql } from "../sql.ts";

function checkProfile(key: string, store: string): void {
  try {
    fromBase64(key, "key", 32);
  } catch {
    throw new ActionFailure("INVALID", "recipient_encryption_public_key: expected 32 bytes as base64");
  }
  if (store !== "user" && store !== "mpc")
    throw new ActionFailure("INVALID", "encryption_password_store: expected user or mpc");
}

export const userActions: Declaration[] = [
  view(idos.hasProfile, {
    rule: anyone,
    returns: { has_profile: "bool" },
    run: ({ db, args }) =>
      db.rows(sql`
        SELECT EXISTS (SELECT 1 FROM wallets WHERE lower(address) = lower(${args.address})) AS has_profile`),
  }),

  write(idos.addUserAsInserter, {
    rule: inserter,
    async run(call) {
      const { db, args } = call;
      checkProfile(args.recipient_encryption_public_key, args.encryption_password_store);
      await db.run(sql`
        INSERT INTO users (id, recipient_encryption_public_key, encryption_password_store, inserter)
        VALUES (${args.id}, ${args.recipient_encryption_public_key}, ${args.encryption_password_store},
                ${await inserterName(call)})`);
    },
  }),

  write(idos.updateUserPubKeyAsInserter, {
    rule: inserter,
    async run({ db, args }) {
      checkProfile(args.recipient_encryption_public_key, args.encryption_password_store);
      const changed = await db.run(sql`
        UPDATE users SET recipient_encryption_public_key = ${args.recipient_encryption_public_key},
                         encryption_password_store = ${args.encryption_password_store}
        WHERE id = ${args.id}`);
      if (!changed) throw new ActionFailure("NOT_FOUND", "no user has this id");
    },
  }),

  view(idos.getUser, {
    rule: owner,
    returns: { id: "uuid", recipient_encryption_public_key: "text", encryption_password_store: "text" },
    run: ({ db, caller }) =>
      db.rows(sql`
        SELECT id, recipient_encryption_public_key, encryption_password_store
        FROM users WHERE id = owner_of(${caller})`),
  }),

  view(idos.getUserAsInserter, {
    rule: inserter,
    returns: {
      id: "uuid",
      recipient_encryption_public_key: "text",
      encryption_password_store: "text",
      inserter: "text",
    },
    run: ({ db, args }) =>
      db.rows(sql`
        SELECT id, recipient_encryption_public_key, encryption_password_store, inserter
        FROM users WHERE id = ${args.id}`),
  }),
];
