/** The chain: accounts with nonces, and one block per transaction, written together with what it does. */
import { concat, fromBase64, fromHex, toHex, utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { decodeExecute } from "../../../enclave/kwil/payload.ts";
import { transactionText } from "../../../enclave/kwil/texts.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import { checkArguments, declarationOf } from "./arguments.ts";
import type { Extension } from "./extensions.ts";
import { failureOf } from "./failures.ts";
import type { SignedTransaction } from "./params.ts";
import { rejected, TX_CODE } from "./rpc-errors.ts";
import { type Database, type Queries, type Row, sql, type Transaction } from "./sql.ts";
import { SIGNERS } from "./verification/signers.ts";

/** How many of the newest transactions stay readable. Older blocks keep hash and outcome only. */
const KEPT = 1000;

/** Names and clock of a chain. */
export interface ChainOptions {
  chainId: string;
  /** EVM address. */
  networkOwner: string;
  extensions: ReadonlySet<Extension>;
  /** ms */
  now: () => number;
}

/** Outcome of a transaction in a block. */
export interface TransactionResult {
  code: number;
  gas: number;
  log: string;
  events: never[];
}

/** A node's chain. */
export interface Chain {
  /** Newest block. */
  head(): Promise<{ height: number; hash: string; time: number }>;
  /** Last used nonce; 0 for an account that never sent anything. */
  nonce(identifier: string): Promise<number>;
  /** Checks and runs a transaction. @throws RpcError −201 when no block takes it */
  broadcast(tx: SignedTransaction): Promise<{ hash: string; result: TransactionResult }>;
  /** A kept transaction by its hash. */
  find(hash: string): Promise<{ height: number; tx: unknown; code: number; log: string } | undefined>;
}

interface Checked {
  hash: string;
  caller: string;
  account: string;
  payload: Uint8Array;
}

/** Everything that can be checked without the state. */
function check(tx: SignedTransaction, chainId: string): Checked {
  const { body, signature } = tx;
  const payload = fromBase64(body.payload, "payload");
  const text = transactionText({
    description: body.desc,
    payload,
    fee: body.fee,
    nonce: body.nonce,
    chainId: body.chain_id,
  });
  const sig = fromBase64(signature.sig, "signature.sig");
  const sender = fromHex(tx.sender, "sender");
  const hash = toHex(sha256(concat(sha256(utf8(text)), sha256(payload), sender, sig)));
  if (body.chain_id !== chainId) throw rejected(TX_CODE.CHAIN, hash, "wrong chain ID");
  if (body.type !== "execute" || tx.serialization !== "concat")
    throw rejected(TX_CODE.TYPE, hash, "only execute transactions in concat serialization are taken");
  const signer = SIGNERS.get(signature.type);
  const caller = signer?.caller(sender);
  if (!signer || caller === undefined)
    throw rejected(TX_CODE.SIGNATURE, hash, "unknown signature type, or a sender that is not of this type");
  if (!signer.verify(text, sig, sender)) throw rejected(TX_CODE.SIGNATURE, hash, "the signature is not the sender's");
  return { hash, caller, account: toHex(sender), payload };
}

async function nonceOf(db: Queries, account: string): Promise<number> {
  const [row] = await db.rows(sql`SELECT nonce FROM accounts WHERE identifier = ${account}`);
  return Number(row?.["nonce"] ?? 0);
}

/** A chain in a database. */
export function createChain(database: Database, { chainId, networkOwner, extensions, now }: ChainOptions): Chain {
  const genesis = { height: 0, hash: toHex(sha256(utf8(chainId))), time: now() };

  const headOf = (row: Row | undefined) =>
    row ? { height: Number(row["height"]), hash: String(row["hash"]), time: Number(row["time"]) } : genesis;

  /** The newest block, and the last nonce that an account used. */
  async function headAndNonce(db: Queries, account: string) {
    const [row] = await db.rows(sql`
      SELECT height, hash, time, (SELECT nonce FROM accounts WHERE identifier = ${account}) AS nonce
      FROM blocks ORDER BY height DESC LIMIT 1`);
    return { last: headOf(row), used: Number(row?.["nonce"] ?? 0) };
  }

  async function run(t: Transaction, { caller, payload }: Checked, height: number, time: number): Promise<void> {
    const decoded = decodeExecute(payload);
    const declaration = declarationOf(decoded, "write", extensions);
    const context = { db: t, caller, networkOwner, now: Math.floor(time / 1000), height, extensions };
    await declaration.rule.check(context, "write");
    // A transaction without arguments runs its action once; with several sets, once for each, all or none.
    for (const values of decoded.batches.length ? decoded.batches : [[]])
      await declaration.run({ ...context, args: checkArguments(declaration, values) });
  }

  return {
    async head() {
      const [row] = await database.rows(sql`SELECT height, hash, time FROM blocks ORDER BY height DESC LIMIT 1`);
      return headOf(row);
    },
    nonce: (identifier) => nonceOf(database, identifier),

    async broadcast(tx) {
      const checked = check(tx, chainId);
      const { hash, account } = checked;
      return database.write(async (t) => {
        const { last, used } = await headAndNonce(t, account);
        if (tx.body.nonce !== used + 1)
          throw rejected(TX_CODE.NONCE, hash, `invalid nonce: the account's next one is ${used + 1}`);
        const height = last.height + 1;
        const time = Math.max(now(), last.time);

        let [code, log] = [0, ""];
        try {
          await t.attempt(() => run(t, checked, height, time));
        } catch (error) {
          const failure = failureOf(error);
          if (failure) log = failure.message;
          else if (isIdosError(error, "INVALID_ARGUMENT")) log = `INVALID: ${error.message}`;
          else throw error;
          code = TX_CODE.FAILED;
        }

        // A failed action uses its nonce up all the same: its block exists.
        await t.run(sql`
          WITH used AS (
            INSERT INTO accounts (identifier, nonce) VALUES (${account}, ${tx.body.nonce})
            ON CONFLICT (identifier) DO UPDATE SET nonce = EXCLUDED.nonce),
          forgotten AS (UPDATE blocks SET tx = NULL WHERE height = ${height - KEPT})
          INSERT INTO blocks (height, hash, time, tx_hash, tx, code, log)
          VALUES (${height}, ${toHex(sha256(utf8(last.hash + hash)))}, ${time}, ${hash}, ${JSON.stringify(tx)}, ${code}, ${log})`);
        return { hash, result: { code, gas: 0, log, events: [] } };
      });
    },

    async find(hash) {
      const [row]: Row[] = await database.rows(sql`
        SELECT height, tx, code, log FROM blocks WHERE tx_hash = ${hash.toLowerCase()} AND tx IS NOT NULL`);
      if (!row) return undefined;
      return {
        height: Number(row["height"]),
        tx: JSON.parse(String(row["tx"])) as unknown,
        code: Number(row["code"]),
        log: String(row["log"]),
      };
    },
  };
}
