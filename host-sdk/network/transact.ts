/**
 * One transaction: signed with the account's next nonce, sent, and settled. Where another transaction of the account
 * took that nonce first (a second server with the same key, a second tab), it is signed again with the next one,
 * unless the node shows that it was this transaction itself, the answer to which was lost on the way. What the node has
 * and tells no outcome of is asked for until a block has it, and never sent again; where no answer came, the very same
 * bytes are sent once more, to learn whether it has them. Nothing is signed anew that may have taken effect.
 */
import * as v from "valibot";
import { toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import type { Action } from "../../enclave/kwil/actions.ts";
import { transactionTextOf } from "../../enclave/kwil/texts.ts";
import { IdosError, isIdosError, throwIfAborted } from "../../enclave/protocol/errors.ts";
import { untilAborted } from "../../enclave/protocol/until-aborted.ts";
import { digestOf } from "../shared/digest.ts";
import { outcomeError, whyNotTaken } from "./node-errors.ts";
import type { Rpc } from "./rpc.ts";
import type { NetworkSigner } from "./signer.ts";

/** A transaction that was committed. */
export interface Receipt {
  /** As the node names it. */
  txHash: string;
}

/** An encoded transaction, such as the enclave's `share_credential`. */
export interface EncodedTransaction {
  payload: Uint8Array;
  /** Its description is the first line of what the wallet signs. */
  action: Pick<Action, "name" | "description">;
}

/** What {@link createTransact} needs. */
export interface TransactOptions {
  signer: NetworkSigner | undefined;
  /** Asks what may be asked twice. */
  ask: Rpc;
  /** Sends a transaction to the node in use; when that does not answer, the next one is in use. */
  send: Rpc;
  chainId(signal: AbortSignal | undefined): Promise<string>;
  /** Milliseconds per request; a transaction has four times that. */
  deadline: number;
}

/** Signs and commits a transaction. @throws IdosError `RATE_LIMITED` when others of the account were faster each time */
export type Transact = (transaction: EncodedTransaction, signal: AbortSignal | undefined) => Promise<Receipt>;

/** How often a person's wallet is asked to sign one transaction; a key that asks nobody has a time instead. */
const MOST_PROMPTS = 2;
/** Milliseconds before another nonce is asked for, at most: a block may have to come first. Doubled from the first. */
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 500;

/** Milliseconds between two questions what became of a transaction: the first, half as long again each time, at most. */
const FIRST_WAIT = 300;
const LONGEST_WAIT = 2_000;
/** Added to each, at most, so that those who wait for one block do not ask together. */
const JITTER = 100;
/** So many times the deadline of a request is a transaction waited for: 90 s, unless told otherwise. */
const WAIT_DEADLINES = 6;

/** What a block says of a transaction. */
interface Outcome {
  code: number;
  log?: string | null | undefined;
}

const integer = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.safeInteger());
const outcome: v.GenericSchema<unknown, Outcome> = v.object({ code: v.number(), log: v.nullish(v.string()) });
const broadcastResult = v.object({ tx_hash: v.string(), result: v.nullish(outcome) });
const price = v.object({ price: v.pipe(v.string(), v.regex(/^\d{1,78}$/)) });
const account = v.object({ nonce: integer });
/** Below 0 the height of a transaction that waits for its block. */
const found = v.object({ height: integer, tx_result: v.nullish(outcome) });

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<unknown> =>
  untilAborted(new Promise((resolve) => setTimeout(resolve, milliseconds)), signal);

/** Makes {@link Transact}. */
export function createTransact({ signer, ask, send, chainId, deadline }: TransactOptions): Transact {
  /** What a block has made of a transaction; undefined when the node does not know it, or no block has it. */
  async function outcomeOf(hash: string, signal: AbortSignal | undefined): Promise<Outcome | "waits" | undefined> {
    const asked = { method: "user.tx_query", params: { tx_hash: hash }, result: found, deadline, signal };
    const shown = await ask(asked).catch((error: unknown) => {
      if (isIdosError(error) && error.retryable) throw error;
      return undefined;
    });
    return shown && (shown.height > 0 ? (shown.tx_result ?? { code: 0 }) : "waits");
  }

  /**
   * What became of a transaction: its receipt, or undefined when the node does not know it.
   * @param sent the node has taken it: it is waited for, also where the node does not know it yet
   * @throws IdosError what its block says; `NETWORK_UNREACHABLE` when no block had it in time
   */
  async function settle(
    { hash, what, sent }: { hash: string; what: string; sent: boolean },
    signal: AbortSignal | undefined,
  ): Promise<Receipt | undefined> {
    const until = Date.now() + WAIT_DEADLINES * deadline;
    for (let wait = FIRST_WAIT; ; wait = Math.min(1.5 * wait, LONGEST_WAIT)) {
      const outcome = await outcomeOf(hash, signal).catch((error: unknown) => {
        if (!sent || !isIdosError(error, "NETWORK_UNREACHABLE")) throw error;
        return undefined;
      });
      if (outcome && outcome !== "waits") {
        if (!outcome.code) return { txHash: hash };
        const error = outcomeError(outcome.code, outcome.log ?? "", what);
        if (!sent && whyNotTaken(error)) return undefined;
        throw error;
      }
      if (!outcome && !sent) return undefined;
      const left = until - Date.now();
      if (left <= 0)
        throw new IdosError(
          "NETWORK_UNREACHABLE",
          outcome
            ? `${what}: the storage node has it, and no block takes it`
            : `${what}: it was sent, and the storage node does not say what became of it`,
        );
      await pause(Math.min(left, wait + JITTER * Math.random()), signal);
    }
  }

  return async ({ payload, action: { name, description } }, signal) => {
    if (!signer) throw new IdosError("NETWORK_DENIED", "A transaction needs a wallet");
    throwIfAborted(signal);
    const { authType, keyType, identifier } = signer;
    const encoded = toBase64(payload);
    const what = description || "transaction";
    const until = Date.now() + 4 * deadline;
    const tx = (sig: string | null, desc: string, fee: string | null, nonce: number | null, chain_id: string) => ({
      signature: { sig, type: authType },
      body: { desc, payload: encoded, type: "execute", fee, nonce, chain_id },
      sender: identifier,
      serialization: "concat",
    });
    const id = await chainId(signal);
    // kwil-js estimates with its default signature type whoever signs.
    const estimate = { tx: { ...tx(null, "", null, null, ""), signature: { sig: null, type: "secp256k1_ep" } } };
    const { price: fee } = await ask({
      method: "user.estimate_price",
      params: estimate,
      result: price,
      deadline,
      signal,
    });
    const digest = await digestOf(payload);

    const once = async (): Promise<Receipt | { pending: string }> => {
      const of = { id: { identifier, key_type: keyType }, status: 0 };
      const nonce = (await ask({ method: "user.account", params: of, result: account, deadline, signal })).nonce + 1;
      const text = transactionTextOf({ description, digest, fee, nonce, chainId: id });
      const signature = toBase64(
        await signer.sign(utf8(text), { for: "transaction", text, action: name, digest }, signal),
      );
      const sent = { tx: tx(signature, description, fee, nonce, id), sync: 1 };
      const request = {
        method: "user.broadcast",
        params: sent,
        result: broadcastResult,
        deadline: 4 * deadline,
        signal,
        what,
      };
      const { tx_hash, result } = await send(request).catch(async (lost: unknown) => {
        if (!isIdosError(lost, "NETWORK_UNREACHABLE")) throw lost;
        await pause(FIRST_WAIT, signal);
        // The same bytes: with their nonce they take effect once, and a node that has them already tells their hash.
        return send(request).then(
          // A failure may be that its nonce was used, by itself: the hash tells.
          (again) => (again.result?.code ? { ...again, result: undefined } : again),
          (error: unknown) => {
            const hash = whyNotTaken(error)?.hash;
            if (!hash) throw lost;
            return { tx_hash: hash, result: undefined };
          },
        );
      });
      if (result?.code) throw outcomeError(result.code, result.log ?? "", what);
      return result ? { txHash: tx_hash } : { pending: tx_hash };
    };
    /** Of what the node has taken, once: whatever comes of it, it is not signed again. */
    const waitFor = async (hash: string): Promise<Receipt> => {
      const receipt = hash ? await settle({ hash, what, sent: true }, signal) : undefined;
      if (receipt) return receipt;
      throw new IdosError("NETWORK_UNREACHABLE", `${what}: the storage node took it, and does not say as what`);
    };

    for (let tries = 1, longest = FIRST_PAUSE; ; tries++, longest = Math.min(2 * longest, LONGEST_PAUSE)) {
      let pending: string;
      try {
        const taken = await once();
        if (!("pending" in taken)) return taken;
        ({ pending } = taken);
      } catch (error) {
        const refused = whyNotTaken(error);
        if (!refused) throw error;
        const { why, hash } = refused;
        const settled = hash && (await settle({ hash, what, sent: why === "time-out" }, signal));
        if (settled) return settled;
        if (why === "time-out")
          throw new IdosError(
            "NETWORK_UNREACHABLE",
            `${what}: no block took it in the time that the storage node gives`,
          );
        if (signer.unattended ? Date.now() > until : tries >= MOST_PROMPTS)
          throw new IdosError(
            "RATE_LIMITED",
            `${what}: other transactions of this account came first each time; try again`,
          );
        // Of those that were refused together, each comes back at another time.
        await pause(longest * Math.random(), signal);
        continue;
      }
      return waitFor(pending);
    }
  };
}
