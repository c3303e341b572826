/** Inserters, those who may create profiles, and their delegates. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type Declaration, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { networkOwner } from "../rules.ts";
import { sql } from "../sql.ts";

export const inserterActions: Declaration[] = [
  write(idos.addInserterAsOwner, {
    rule: networkOwner,
    run: ({ db, args }) => db.run(sql`INSERT INTO inserters (id, name) VALUES (${args.id}, ${args.name})`),
  }),

  write(idos.deleteInserterAsOwner, {
    rule: networkOwner,
    async run({ db, args }) {
      if (!(await db.run(sql`DELETE FROM inserters WHERE id = ${args.id}`)))
        throw new ActionFailure("NOT_FOUND", "no inserter has this id");
    },
  }),

  write(idos.addDelegateAsOwner, {
    rule: networkOwner,
    run: ({ db, args }) =>
      db.run(sql`INSERT INTO delegates (address, inserter_id) VALUES (lower(${args.address}), ${args.inserter_id})`),
  }),

  write(idos.deleteDelegateAsOwner, {
    rule: networkOwner,
    async run({ db, args }) {
      if (!(await db.run(sql`DELETE FROM delegates WHERE address = ${args.address}`)))
        throw new ActionFailure("NOT_FOUND", "this address is not a delegate");
    },
  }),
];
