/** The extension `access_grant_limits`. */
import * as extension from "../../../../enclave/kwil/extension-actions.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure, timelocked } from "../failures.ts";
import { owner, ownerOrGrantee, ownUserId } from "../rules.ts";
import { sql } from "../sql.ts";

/** A limit as a number: none is infinite. */
const limit = (value: unknown): number => (value === null || value === undefined ? Infinity : Number(value));

export const accessGrantLimitActions: Declaration[] = [
  write(extension.setAccessGrantLimits, {
    extension: "access_grant_limits",
    rule: owner,
    refuses: ["an end that has passed", "on a locked grant, what takes away from it before its lock has passed"],
    optional: ["expires_at", "max_reads"],
    async run(call) {
      const { db, args, now } = call;
      if (limit(args.expires_at) <= now) throw new ActionFailure("INVALID", "expires_at: expected a time to come");
      if (limit(args.max_reads) < 1) throw new ActionFailure("INVALID", "max_reads: at least 1");
      const userId = await ownUserId(call);
      const [grant] = await db.rows(sql`
        SELECT ag_owner_user_id = ${userId} AS own, locked_until FROM access_grants WHERE id = ${args.id}`);
      if (grant && !grant["own"]) throw new ActionFailure("NOT_FOUND", "no access grant of the caller has this id");
      const [set] = await db.rows(sql`
        SELECT expires_at, max_reads FROM access_grant_limits
        WHERE grant_id = ${args.id} AND owner_user_id = ${userId}`);
      const until = Number(grant?.["locked_until"] ?? 0);
      const shortens = limit(args.expires_at) < Math.min(limit(set?.["expires_at"]), until);
      if (until >= now && (shortens || limit(args.max_reads) < limit(set?.["max_reads"])))
        throw timelocked(until, "this access grant");
      // Reads count from when the limits are set.
      await db.run(sql`
        INSERT INTO access_grant_limits (grant_id, owner_user_id, expires_at, max_reads)
        VALUES (${args.id}, ${userId}, ${args.expires_at}, ${args.max_reads})
        ON CONFLICT (grant_id, owner_user_id) DO UPDATE
        SET expires_at = EXCLUDED.expires_at, max_reads = EXCLUDED.max_reads, reads = 0`);
    },
  }),

  view(extension.getAccessGrantLimits, {
    extension: "access_grant_limits",
    rule: ownerOrGrantee,
    returns: { expires_at: "int8", max_reads: "int8", reads: "int8" },
    run: ({ db, caller, args }) =>
      db.rows(sql`
        SELECT expires_at, max_reads, reads FROM access_grant_limits l
        WHERE grant_id = ${args.id} AND (owner_user_id = owner_of(${caller}) OR EXISTS (
          SELECT 1 FROM access_grants
          WHERE id = l.grant_id AND ag_owner_user_id = l.owner_user_id
            AND lower(ag_grantee_wallet_identifier) = lower(${caller})))`),
  }),
];
