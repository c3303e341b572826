/** Wallets of a profile. Each carries the signature by which its owner took it into the profile. */
import { signedByWallet, WALLET_PROOFS } from "../../../../enclave/crypto/wallet-proofs.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { isWalletKind, walletKinds } from "../../../../enclave/protocol/wallet-kinds.ts";
import { type Declaration, view, write } from "../declaration.ts";
import { ActionFailure } from "../failures.ts";
import { inserter, inserterName, owner, ownUserId } from "../rules.ts";
import { sql } from "../sql.ts";

const COLUMNS = { address: "address", publicKey: "public_key" } as const;

interface WalletInputs {
  address: string;
  public_key: string | null;
  wallet_type: string;
  message: string;
  signature: string;
}

/** Checks a wallet's form and proof; returns its public key, null when there is none. */
function checkedPublicKey(args: WalletInputs): string | null {
  const kind = args.wallet_type;
  if (!isWalletKind(kind)) throw new ActionFailure("INVALID", `wallet_type: expected one of ${walletKinds.join(", ")}`);
  const wallet = { address: args.address, publicKey: args.public_key || undefined };
  const problem = WALLET_PROOFS[kind].problem(wallet);
  if (problem) throw new ActionFailure("INVALID", `${COLUMNS[problem.field]}: expected ${problem.expected}`);
  if (!signedByWallet(kind, wallet, args.message, args.signature))
    throw new ActionFailure("DENIED", "the signature over message is not this wallet's");
  return wallet.publicKey ?? null;
}

export const walletActions: Declaration[] = [
  write(idos.upsertWalletAsInserter, {
    rule: inserter,
    refuses: ["a signature that is not the wallet's", "a wallet that another row has"],
    optional: ["public_key"],
    async run(call) {
      const { db, args } = call;
      const publicKey = checkedPublicKey(args);
      await db.run(sql`
        INSERT INTO wallets (id, user_id, address, public_key, wallet_type, message, signature, inserter)
        VALUES (${args.id}, ${args.user_id}, ${args.address}, ${publicKey}, ${args.wallet_type}, ${args.message},
                ${args.signature}, ${await inserterName(call)})
        ON CONFLICT (id) DO UPDATE
        SET user_id = EXCLUDED.user_id, address = EXCLUDED.address, public_key = EXCLUDED.public_key,
            wallet_type = EXCLUDED.wallet_type, message = EXCLUDED.message, signature = EXCLUDED.signature,
            inserter = EXCLUDED.inserter`);
    },
  }),

  write(idos.addWallet, {
    rule: owner,
    refuses: ["a signature that is not the wallet's", "a wallet that another row has"],
    optional: ["public_key"],
    async run(call) {
      const { db, args } = call;
      const publicKey = checkedPublicKey(args);
      await db.run(sql`
        INSERT INTO wallets (id, user_id, address, public_key, wallet_type, message, signature)
        VALUES (${args.id}, ${await ownUserId(call)}, ${args.address}, ${publicKey}, ${args.wallet_type},
                ${args.message}, ${args.signature})`);
    },
  }),

  view(idos.getWallets, {
    rule: owner,
    returns: {
      id: "uuid",
      user_id: "uuid",
      address: "text",
      public_key: "text",
      wallet_type: "text",
      message: "text",
      signature: "text",
      inserter: "text",
    },
    run: ({ db, caller }) =>
      db.rows(sql`
        SELECT id, user_id, address, public_key, wallet_type, message, signature, inserter
        FROM wallets WHERE user_id = owner_of(${caller}) ORDER BY id`),
  }),

  write(idos.removeWallet, {
    rule: owner,
    refuses: ["the wallet that signs"],
    async run({ db, caller, args }) {
      const [wallet] = await db.rows(sql`
        SELECT signer = wallet_key(${caller}) AS connected
        FROM wallets WHERE id = ${args.id} AND user_id = owner_of(${caller})`);
      if (!wallet) throw new ActionFailure("NOT_FOUND", "no wallet of the caller has this id");
      // A wallet is in idOS once, so the connected one is always the caller's only match.
      if (wallet["connected"])
        throw new ActionFailure("DENIED", "the connected wallet cannot be removed: connect with another one first");
      await db.run(sql`DELETE FROM wallets WHERE id = ${args.id}`);
    },
  }),
];
