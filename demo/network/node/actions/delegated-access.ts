/** Delegated access grants (DAG): a user signs once, and anyone brings the access grant to the network. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { dagText, type DelegatedAccessGrant } from "../../../../enclave/kwil/grants-messages.ts";
import { checkContentHash, insertGrant } from "../credential-rows.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { anyone } from "../rules.ts";
import { checkOneLineEach, checkSigned } from "../signed-grants.ts";
import { sql } from "../sql.ts";

interface DagInputs {
  dag_owner_wallet_identifier: string;
  dag_grantee_wallet_identifier: string;
  dag_data_id: string;
  dag_locked_until: number;
  dag_content_hash: string;
}

/** The grant of the inputs, each of one line. */
function grantOf(args: DagInputs): DelegatedAccessGrant {
  const grant = {
    owner: args.dag_owner_wallet_identifier,
    grantee: args.dag_grantee_wallet_identifier,
    dataId: args.dag_data_id,
    lockedUntil: args.dag_locked_until,
    contentHash: args.dag_content_hash,
  };
  checkOneLineEach(grant);
  checkContentHash(grant.contentHash);
  return grant;
}

export const delegatedAccessActions: Declaration[] = [
  view(idos.dagMessage, {
    rule: anyone,
    returns: { message: "text" },
    run: async ({ args }) => [{ message: dagText(grantOf(args)) }],
  }),

  write(idos.createAgByDagForCopy, {
    rule: anyone,
    refuses: [
      "an owner without a profile",
      "a grant that its owner did not sign",
      "data of somebody else",
      "a second grant with the same id",
    ],
    async run(call) {
      const { db, caller, args } = call;
      const grant = grantOf(args);
      const userId = await checkSigned(call, grant.owner, dagText(grant), args.dag_signature);
      const [owned] = await db.rows(sql`
        SELECT 1 AS is FROM credentials WHERE id = ${grant.dataId} AND user_id = ${userId}`);
      if (!owned) throw new ActionFailure("NOT_FOUND", "no credential of the grant's owner has this id");
      await insertGrant(call, { ...grant, inserterType: "dag_message", inserterId: caller });
    },
  }),
];
