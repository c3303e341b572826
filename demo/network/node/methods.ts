/** The RPC methods, `user.…` of a Kwil node and `kgw.…` of its gateway. */
import { fromBase64, toHex, fromHex } from "../../../enclave/crypto/bytes.ts";
import { decodeCall } from "../../../enclave/kwil/payload.ts";
import { checkArguments, declarationOf } from "./arguments.ts";
import { CATALOGUE_COLUMNS, describeActions } from "./catalogue.ts";
import type { Chain } from "./chain.ts";
import type { ColumnType } from "./declaration.ts";
import { advertised, type Extension } from "./extensions.ts";
import { failureOf } from "./failures.ts";
import * as params from "./params.ts";
import { RPC, RpcError } from "./rpc-errors.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { Database } from "./sql.ts";

/** What a method knows of its request. */
export interface Request {
  /** URL by which the client reaches the node, without a trailing slash. */
  url: string;
  /** `Origin` header: browsers send it, servers do not. */
  origin: string | undefined;
  /** `Cookie` header. */
  cookies: string | undefined;
  /** Sets a `Set-Cookie` header on the answer. */
  setCookie(value: string): void;
}

/** A method: parameters off the wire to a result. */
export type Method = (given: unknown, request: Request) => Promise<unknown>;

/** What the methods work on. */
export interface NodeState {
  database: Database;
  chain: Chain;
  sessions: Sessions;
  chainId: string;
  networkOwner: string;
  /** Whether a sign-in text names the page that asks for it. */
  originInSignIn: boolean;
  extensions: ReadonlySet<Extension>;
  /** ms */
  now: () => number;
}

function result(columns: Readonly<Record<string, ColumnType>>, rows: readonly Readonly<Record<string, unknown>>[]) {
  const names = Object.keys(columns);
  return {
    column_names: names,
    column_types: Object.values(columns).map((name) => ({
      name,
      is_array: false,
      metadata: name === "numeric" ? [78, 0] : [0, 0],
    })),
    values: rows.map((row) => names.map((name) => row[name] ?? null)),
  };
}

/** Builds the table of methods. */
export function createMethods(state: NodeState): ReadonlyMap<string, Method> {
  const { database, chain, sessions, chainId, networkOwner, originInSignIn, extensions, now } = state;

  const chainInfo = async () => {
    const { height, hash } = await chain.head();
    return { chain_id: chainId, block_height: height, block_hash: hash };
  };

  /** The session of a call, if it is the sender's: only the cookie proves who calls. */
  const sessionOf = (sender: string, authType: string, request: Request): Session | undefined => {
    const session = sessions.find(request.cookies);
    const matches = session?.sender === toHex(fromHex(sender, "sender")) && session.signatureType === authType;
    return matches ? session : undefined;
  };

  const methods: Record<string, Method> = {
    "user.chain_info": chainInfo,

    "user.health": async () => ({
      healthy: true,
      version: "0.2.0",
      chain_info: await chainInfo(),
      block_timestamp: (await chain.head()).time,
      syncing: false,
      peer_count: 0,
      mode: "open",
    }),

    "user.ping": async () => ({ message: "pong" }),

    async "user.call"(given, request) {
      const { body, sender, auth_type } = params.readParams(params.callParams, given);
      const payload = decodeCall(fromBase64(body.payload, "payload"));
      try {
        const declaration = declarationOf(payload, "view", extensions);
        const session = sessionOf(sender, auth_type, request);
        if (declaration.rule.signedIn && !session)
          throw new RpcError(RPC.NOT_SIGNED_IN, "sign in at the gateway first (kgw.authn_param, kgw.authn)");
        const { height } = await chain.head();
        const context = {
          db: database,
          caller: session?.caller ?? "",
          networkOwner,
          now: Math.floor(now() / 1000),
          height,
          extensions,
        };
        await declaration.rule.check(context, "view");
        const rows = await declaration.run({ ...context, args: checkArguments(declaration, payload.batches[0] ?? []) });
        return { query_result: result(declaration.returns, rows), logs: "" };
      } catch (error) {
        const failure = failureOf(error);
        throw failure ? new RpcError(RPC.ENGINE, failure.message) : error;
      }
    },

    async "user.query"(given) {
      const { query } = params.readParams(params.queryParams, given);
      if (!/^\s*select\s+\*\s+from\s+info\.actions\s+where\s+namespace\s*=\s*\$namespace\s*;?\s*$/i.test(query))
        throw new RpcError(RPC.ENGINE, "DENIED: ad-hoc queries are not allowed, but for the list of actions");
      return result(CATALOGUE_COLUMNS, describeActions(extensions));
    },

    async "user.estimate_price"(given) {
      params.readParams(params.priceParams, given);
      return { price: "0" };
    },

    async "user.account"(given) {
      const { id } = params.readParams(params.accountParams, given);
      if (!id.identifier) throw new RpcError(RPC.INVALID_PARAMS, "params.id.identifier: missing");
      const nonce = await chain.nonce(toHex(fromHex(id.identifier, "identifier")));
      return { ...(nonce > 0 && { id }), balance: "0", nonce };
    },

    async "user.broadcast"(given) {
      const { tx, sync } = params.readParams(params.broadcastParams, given);
      const { hash, result: outcome } = await chain.broadcast(tx);
      return { tx_hash: hash, ...(sync === 1 && { result: outcome }) };
    },

    async "user.tx_query"(given) {
      // kwil-js sends the hash back through base64, which gives the same text again.
      const { tx_hash } = params.readParams(params.txQueryParams, given);
      const found = await chain.find(tx_hash);
      if (!found) throw new RpcError(RPC.TX_NOT_FOUND, "transaction not found");
      const { height, tx, code, log } = found;
      return { tx_hash, height, tx, tx_result: { code, log, gas: 0, events: [] } };
    },

    "idos.extensions": async () => ({ extensions: advertised(extensions) }),

    "kgw.authn_param": async (_, { url, origin }) => sessions.challenge(url, originInSignIn ? origin : undefined),

    async "kgw.authn"(given, request) {
      request.setCookie(sessions.signIn(params.readParams(params.authnParams, given)));
      return { result: "signed in" };
    },

    async "kgw.logout"(given, request) {
      const { account } = params.readParams(params.logoutParams, given);
      request.setCookie(sessions.signOut(request.cookies, account));
      return { result: "signed out" };
    },
  };
  return new Map(Object.entries(methods));
}
