/** Attributes of a profile: named values in plain text. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { type Context, inserter, inserterName, owner, ownUserId } from "../rules.ts";
import { sql } from "../sql.ts";

/** Throws unless the attribute is of the caller's profile. */
async function checkOwned({ db, caller }: Context, id: string): Promise<void> {
  const [row] = await db.rows(sql`
    SELECT 1 AS is FROM user_attributes WHERE id = ${id} AND user_id = owner_of(${caller})`);
  if (!row) throw new ActionFailure("NOT_FOUND", "no attribute of the caller has this id");
}

export const attributeActions: Declaration[] = [
  write(idos.addAttributeAsInserter, {
    rule: inserter,
    run: async (call) =>
      call.db.run(sql`
        INSERT INTO user_attributes (id, user_id, attribute_key, value, inserter)
        VALUES (${call.args.id}, ${call.args.user_id}, ${call.args.attribute_key}, ${call.args.value},
                ${await inserterName(call)})`),
  }),

  write(idos.addAttribute, {
    rule: owner,
    run: async (call) =>
      call.db.run(sql`
        INSERT INTO user_attributes (id, user_id, attribute_key, value)
        VALUES (${call.args.id}, ${await ownUserId(call)}, ${call.args.attribute_key}, ${call.args.value})`),
  }),

  view(idos.getAttributes, {
    rule: owner,
    returns: { id: "uuid", user_id: "uuid", attribute_key: "text", value: "text", original_id: "uuid" },
    run: ({ db, caller }) =>
      db.rows(sql`
        SELECT a.id, a.user_id, a.attribute_key, a.value, s.original_id
        FROM user_attributes a LEFT JOIN shared_user_attributes s ON s.copy_id = a.id
        WHERE a.user_id = owner_of(${caller}) ORDER BY a.id`),
  }),

  write(idos.editAttribute, {
    rule: owner,
    refuses: ["copies"],
    async run(call) {
      const { db, args } = call;
      await checkOwned(call, args.id);
      const [copy] = await db.rows(sql`SELECT 1 AS is FROM shared_user_attributes WHERE copy_id = ${args.id}`);
      if (copy) throw new ActionFailure("DENIED", "a shared copy cannot be edited");
      await db.run(sql`
        UPDATE user_attributes SET attribute_key = ${args.attribute_key}, value = ${args.value} WHERE id = ${args.id}`);
    },
  }),

  write(idos.removeAttribute, {
    rule: owner,
    async run(call) {
      await checkOwned(call, call.args.id);
      await call.db.run(sql`DELETE FROM user_attributes WHERE id = ${call.args.id}`);
    },
  }),

  write(idos.shareAttribute, {
    rule: owner,
    refuses: ["an original of somebody else"],
    async run(call) {
      const { db, args } = call;
      await checkOwned(call, args.original_attribute_id);
      await db.run(sql`
        INSERT INTO user_attributes (id, user_id, attribute_key, value)
        VALUES (${args.id}, ${await ownUserId(call)}, ${args.attribute_key}, ${args.value})`);
      await db.run(sql`
        INSERT INTO shared_user_attributes (original_id, copy_id) VALUES (${args.original_attribute_id}, ${args.id})`);
    },
  }),
];
