/**
 * Client of an idOS storage node: view actions, transactions, and the gateway's sign-in when it asks for one.
 * Works in browsers and in Node. One signer; a change of wallet is a new client. Where there are several nodes, what
 * one does not answer is asked of the next; of a transaction, the same bytes, so that it cannot happen twice.
 * Requests are byte-identical to `@idos-network/kwil-js` (`tests/vectors/kwil.json`). Private mode is not supported.
 */
import * as v from "valibot";
import { toBase64 } from "../../enclave/crypto/bytes.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import type { Action, Arguments } from "../../enclave/kwil/actions.ts";
import { encodeCall, encodeExecute } from "../../enclave/kwil/payload.ts";
import { untilAborted } from "../../enclave/protocol/until-aborted.ts";
import { createLazy } from "../shared/lazy.ts";
import { createShared } from "../shared/shared-work.ts";
import { httpUrl } from "./http.ts";
import { nodeError, wantsSignIn } from "./node-errors.ts";
import { createFailover } from "./failover.ts";
import { createRpc, type Rpc } from "./rpc.ts";
import { signIn } from "./sign-in.ts";
import type { NetworkSigner } from "./signer.ts";
import type { EncodedTransaction, Receipt } from "./transact.ts";

/** Options of {@link createNetwork}. */
export interface NetworkOptions {
  /** URL of the node; a path is relative to the page. Of several that serve the same state, the first that answers is used. */
  node: string | readonly string[];
  /** Without one, only what anybody may call. */
  signer?: NetworkSigner | undefined;
  /** What the sign-in text must name, where `node` is a relay or another address of it. Default: `node`. For one node only. */
  domain?: string | undefined;
  /** Default: what the node's `user.chain_info` answers. */
  chainId?: string | undefined;
  fetch?: typeof fetch | undefined;
  /** Milliseconds per request; a transaction has four times that. Default 15 000. */
  deadline?: number | undefined;
}

/** A row of a view action's answer, by column name. */
export type Row = Record<string, unknown>;

interface Cancellable {
  signal?: AbortSignal | undefined;
}

/**
 * What {@link createNetwork} returns. Every method rejects with an IdosError: `NETWORK_UNREACHABLE`,
 * `NETWORK_DENIED`, `NETWORK_CONFLICT`, `NOT_FOUND`, `TIMELOCKED`, `INVALID_ARGUMENT`, `ABORTED`, or the signer's.
 */
export interface Network {
  /** Absolute URL of the node in use, without trailing slash. */
  readonly node: string;
  /** Calls a view action; signs in if the node asks for it. Concurrent calls share one sign-in. */
  call<A extends Action>(action: A, args: Arguments<A>, options?: Cancellable): Promise<Row[]>;
  /** Signs and commits one action. Transactions of one client follow each other. */
  execute<A extends Action>(action: A, args: Arguments<A>, options?: Cancellable): Promise<Receipt>;
  /** Signs and commits a payload that was encoded elsewhere. */
  executePayload(transaction: EncodedTransaction, options?: Cancellable): Promise<Receipt>;
  /** What the network has beyond idOS's schema, by name, with its version; deployed idOS has nothing. */
  extensions(options?: Cancellable): Promise<Readonly<Record<string, number>>>;
  /** Ends the signer's session at the gateway, also one of an earlier page. Nothing to do without a signer. */
  signOut(options?: Cancellable): Promise<void>;
}

const callResult = v.object({
  query_result: v.nullish(
    v.object({ column_names: v.nullish(v.array(v.string())), values: v.nullish(v.array(v.array(v.unknown()))) }),
  ),
  error: v.nullish(v.string()),
});
const chainInfo = v.object({ chain_id: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,100}$/)) });
const extensionList = v.object({ extensions: v.record(v.string(), v.number()) });

/**
 * A client of a storage node. Makes no request by itself.
 * @throws IdosError `INVALID_ARGUMENT` when `node` or `domain` is no http(s) URL
 */
export function createNetwork(options: NetworkOptions): Network {
  const { signer, deadline = 15_000 } = options;
  const places = nodesOf(options);
  const nodes = createFailover(places);
  let { chainId } = options;
  let lastTransaction: Promise<unknown> = Promise.resolve();
  const ask: Rpc = (request) => nodes.anywhere(({ rpc }) => rpc(request));

  const askChainId = createShared(async (signal) => {
    chainId ??= (await ask({ method: "user.chain_info", params: {}, result: chainInfo, deadline, signal })).chain_id;
    return chainId;
  });

  /** Sessions are each node's own, and so are sign-ins. */
  const signIns = new Map(
    places.map((place) => [
      place,
      createShared(async (signal) => {
        if (!signer)
          throw new IdosError("NETWORK_DENIED", "The storage node asks for a sign-in, and no wallet is connected");
        const { rpc, domain } = place;
        await signIn({ rpc, signer, domain, chainId: await askChainId(signal), deadline, signal });
        place.session++;
      }),
    ]),
  );

  async function call(action: Action, payload: string, signal: AbortSignal | undefined): Promise<Row[]> {
    const request = {
      method: "user.call",
      params: {
        body: { payload },
        auth_type: signer?.authType ?? "secp256k1_ep",
        sender: signer?.identifier ?? "",
        signature: "",
      },
      result: callResult,
      deadline,
      signal,
      what: action.name,
    };
    const { query_result: found, error } = await nodes.anywhere(async (place) => {
      const before = place.session;
      return place.rpc(request).catch(async (first: unknown) => {
        if (!wantsSignIn(first)) throw first;
        if (place.session === before) await signIns.get(place)?.(signal);
        return place.rpc(request);
      });
    });
    if (error) throw nodeError(error, action.name);
    const columns = found?.column_names ?? [];
    return (found?.values ?? []).map((values) => Object.fromEntries(columns.map((column, i) => [column, values[i]])));
  }

  // Most visits of a page only read.
  const loadTransact = createLazy(async () =>
    (await import("./transact.ts")).createTransact({
      signer,
      ask,
      // A node that does not answer may have committed it all the same: what comes of that is for who sends.
      send: (request) => nodes.once(({ rpc }) => rpc(request)),
      chainId: askChainId,
      deadline,
    }),
  );

  /** One after the other: the next nonce is known only when the last transaction is committed. */
  function executePayload(transaction: EncodedTransaction, { signal }: Cancellable = {}): Promise<Receipt> {
    const before = lastTransaction;
    const mine = untilAborted(before, signal).then(async () => (await loadTransact())(transaction, signal));
    // Without the results: each would hold the one before it, for as long as this client lives.
    lastTransaction = Promise.allSettled([before, mine]).then(() => undefined);
    return mine;
  }

  async function extensions({ signal }: Cancellable = {}): Promise<Readonly<Record<string, number>>> {
    try {
      const asked = { method: "idos.extensions", params: {}, result: extensionList, deadline, signal };
      return (await ask(asked)).extensions;
    } catch (error) {
      if (isIdosError(error, "UNSUPPORTED")) return {};
      throw error;
    }
  }

  /** Ends the session at every node; that one of several is gone does not keep the others. */
  async function signOut({ signal }: Cancellable = {}): Promise<void> {
    if (!signer) return;
    const request = {
      method: "kgw.logout",
      params: { account: signer.identifier },
      result: v.unknown(),
      deadline,
      signal,
    };
    await Promise.any(places.map(({ rpc }) => rpc(request))).catch(({ errors: [first] }: AggregateError) => {
      throw first;
    });
  }

  return {
    get node() {
      return nodes.current().node;
    },
    call: async (action, args, { signal } = {}) => call(action, toBase64(encodeCall(action, args)), signal),
    execute: async (action, args, cancellable) =>
      executePayload({ payload: encodeExecute(action, args), action }, cancellable),
    executePayload,
    extensions,
    signOut,
  };
}

/** A node and this client's session there. */
interface Place {
  node: string;
  domain: string;
  rpc: Rpc;
  /** Counts sign-ins, so that a call that failed before one does not ask for another. */
  session: number;
}

function nodesOf({ node, domain, fetch }: NetworkOptions): [Place, ...Place[]] {
  const place = (url: string): Place => {
    const absolute = httpUrl(url, "node");
    return {
      node: absolute,
      domain: domain === undefined ? absolute : httpUrl(domain, "domain"),
      rpc: createRpc({ node: absolute, fetch }),
      session: 0,
    };
  };
  if (typeof node === "string") return [place(node)];
  const [first, ...rest] = node;
  if (first === undefined || (rest.length && domain !== undefined))
    throw new IdosError("INVALID_ARGUMENT", "node: expected at least one URL, and no domain beside several");
  return [place(first), ...rest.map(place)];
}
