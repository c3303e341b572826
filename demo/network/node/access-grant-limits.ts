/** Ends and numbers of reads of access grants: looked at whenever a grantee reads. */
import { ActionFailure } from "./failures.ts";
import type { Context } from "./rules.ts";
import { sql } from "./sql.ts";

/**
 * Throws unless an access grant lets the caller read a credential now; counts the read where reads are counted.
 * A caller with several grants on it uses one without a number of reads first.
 */
export async function useGrant({ db, caller, now }: Context, dataId: string): Promise<void> {
  const grants = await db.rows(sql`
    SELECT g.id, l.expires_at, l.max_reads
    FROM access_grants g
    LEFT JOIN access_grant_limits l ON l.grant_id = g.id AND l.owner_user_id = g.ag_owner_user_id
    WHERE g.data_id = ${dataId} AND lower(g.ag_grantee_wallet_identifier) = lower(${caller})
    ORDER BY l.max_reads NULLS FIRST, g.id`);
  if (!grants.length) throw new ActionFailure("NOT_FOUND", "no credential with this id is shared with the caller");
  let why = "the access grant has expired";
  for (const grant of grants) {
    if (grant["expires_at"] !== null && Number(grant["expires_at"]) <= now) continue;
    if (grant["max_reads"] === null) return;
    const counted = await db.run(sql`
      UPDATE access_grant_limits SET reads = reads + 1
      WHERE grant_id = ${String(grant["id"])} AND reads < max_reads
        AND owner_user_id = (SELECT ag_owner_user_id FROM access_grants WHERE id = ${String(grant["id"])})`);
    if (counted) return;
    why = "the access grant's reads are used up";
  }
  throw new ActionFailure("DENIED", why);
}
