/** Gas, which costs nothing here, and tokens, which are on a public chain that a local network has no bridge to. */
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type ColumnType, type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { anyone, networkOwner, owner } from "../rules.ts";
import { sql } from "../sql.ts";

/** What every profile may spend on idOS before it needs tokens: 100, in units of 10^-18. Here it never shrinks. */
const ALLOWANCE = "100000000000000000000";

async function noTokens(): Promise<never> {
  throw new ActionFailure("UNSUPPORTED", "tokens are not on a local network");
}

/** `NUMERIC(78,0)`, as decimal digits. */
const AMOUNT: ColumnType = "numeric";

export const gasAndTokenActions: Declaration[] = [
  view(idos.getAllowance, {
    rule: owner,
    returns: { gas_allowance: AMOUNT },
    run: ({ db, caller }) =>
      db.rows(sql`SELECT ${ALLOWANCE}::text AS gas_allowance FROM users WHERE id = owner_of(${caller})`),
  }),

  write(idos.actionCostingGas, { rule: anyone, run: async () => {} }),

  view(idos.getIssuerFee, {
    rule: anyone,
    returns: { issuer_fee: AMOUNT },
    run: ({ db, args }) => db.rows(sql`SELECT '0' AS issuer_fee FROM credentials WHERE id = ${args.credential_id}`),
  }),

  view(idos.checkBalance, { rule: anyone, refuses: ["everything"], returns: { balance: AMOUNT }, run: noTokens }),
  view(idos.getWalletWithBalance, {
    rule: anyone,
    refuses: ["everything"],
    returns: { wallet_address: "text" },
    run: noTokens,
  }),
  write(idos.requestWithdrawal, { rule: anyone, refuses: ["everything"], run: noTokens }),
  write(idos.actionCostingIdosToken, { rule: anyone, refuses: ["everything"], run: noTokens }),
  write(idos.actionCostingFee, { rule: anyone, refuses: ["everything"], run: noTokens }),
  write(idos.requestBalanceWithdrawal, { rule: networkOwner, refuses: ["everything"], run: noTokens }),
];
