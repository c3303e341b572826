/** Access grants: who may read which copy, and until when that cannot be taken back. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type ColumnType, type Declaration, view, write } from "../declaration.ts";
import { ActionFailure, timelocked } from "../failures.ts";
import { grantee, owner } from "../rules.ts";
import { sql } from "../sql.ts";

/** Refused and not cut short: a page with fewer rows than were asked for is the last one to whoever reads them all. */
const LARGEST_PAGE = 1_000;

const GRANT: Record<string, ColumnType> = {
  id: "uuid",
  ag_owner_user_id: "uuid",
  ag_grantee_wallet_identifier: "text",
  data_id: "uuid",
  locked_until: "int8",
  content_hash: "text",
  inserter_type: "text",
  inserter_id: "text",
};

export const accessGrantActions: Declaration[] = [
  write(idos.revokeAccessGrant, {
    rule: owner,
    refuses: ["a grant whose locked_until has not passed"],
    async run({ db, caller, args, now }) {
      const [grant] = await db.rows(sql`
        SELECT locked_until FROM access_grants WHERE id = ${args.id} AND ag_owner_user_id = owner_of(${caller})`);
      if (!grant) throw new ActionFailure("NOT_FOUND", "no access grant of the caller has this id");
      const until = Number(grant["locked_until"]);
      if (until >= now) throw timelocked(until, "this access grant");
      await db.run(sql`DELETE FROM access_grants WHERE id = ${args.id}`);
    },
  }),

  view(idos.getAccessGrantsOwned, {
    rule: owner,
    returns: GRANT,
    run: ({ db, caller }) =>
      db.rows(sql`
        SELECT id, ag_owner_user_id, ag_grantee_wallet_identifier, data_id, locked_until, content_hash, inserter_type,
               inserter_id
        FROM access_grants WHERE ag_owner_user_id = owner_of(${caller}) ORDER BY height, id`),
  }),

  view(idos.getAccessGrantsGranted, {
    rule: grantee,
    refuses: ["page or size below 1", `size above ${LARGEST_PAGE}`],
    optional: ["user_id", "page", "size"],
    returns: GRANT,
    async run({ db, caller, args: { user_id, page, size } }) {
      const [at, count] = [page ?? 1, size ?? 20];
      if (at < 1) throw new ActionFailure("INVALID", "page: counts from 1");
      if (count < 1 || count > LARGEST_PAGE) throw new ActionFailure("INVALID", `size: 1 to ${LARGEST_PAGE}`);
      return db.rows(sql`
        SELECT id, ag_owner_user_id, ag_grantee_wallet_identifier, data_id, locked_until, content_hash, inserter_type,
               inserter_id
        FROM access_grants
        WHERE lower(ag_grantee_wallet_identifier) = lower(${caller})
          AND (${user_id}::uuid IS NULL OR ag_owner_user_id = ${user_id})
        ORDER BY height, id LIMIT ${count}::bigint OFFSET ((${at}::numeric - 1) * ${count}::numeric)::bigint`);
    },
  }),

  view(idos.getAccessGrantsGrantedCount, {
    rule: grantee,
    optional: ["user_id"],
    returns: { count: "int8" },
    run: ({ db, caller, args }) =>
      db.rows(sql`
        SELECT count(*) AS count FROM access_grants
        WHERE lower(ag_grantee_wallet_identifier) = lower(${caller})
          AND (${args.user_id}::uuid IS NULL OR ag_owner_user_id = ${args.user_id})`),
  }),

  view(idos.getAccessGrantsForCredential, {
    rule: grantee,
    returns: GRANT,
    run: ({ db, caller, args }) =>
      db.rows(sql`
        SELECT id, ag_owner_user_id, ag_grantee_wallet_identifier, data_id, locked_until, content_hash, inserter_type,
               inserter_id
        FROM access_grants
        WHERE data_id = ${args.credential_id} AND lower(ag_grantee_wallet_identifier) = lower(${caller})
        ORDER BY height, id`),
  }),

  view(idos.hasLockedAccessGrants, {
    rule: owner,
    returns: { has: "bool" },
    run: ({ db, caller, args, now }) =>
      db.rows(sql`
        SELECT EXISTS (
          SELECT 1 FROM access_grants
          WHERE data_id = ${args.id} AND ag_owner_user_id = owner_of(${caller}) AND locked_until >= ${now}) AS has`),
  }),
];
