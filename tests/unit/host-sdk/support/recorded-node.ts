import { createNetwork, type NetworkOptions } from "../../../../host-sdk/network/network.ts";
import vectors from "../../../vectors/kwil.json";
import { evmSigner } from "./evm-signer.ts";
import { rows, rpcFetch, RpcFailure } from "./scripted-fetch.ts";

/** URL of the recorded node. */
export const NODE = "http://127.0.0.1:45991";
/** What the recorded gateway asks to sign. */
export const AUTHN = {
  nonce: "n0nce-123",
  statement: "Sign in to idOS",
  issue_at: "2026-01-01T00:00:00Z",
  expiration_time: "2026-01-01T01:00:00Z",
  chain_id: "idos-local",
  domain: NODE,
  version: "1",
  uri: "http://127.0.0.1/rpc/v1",
};

/** A node that answers like the recorded one; `more` answers first where it returns something. */
export function node(more: (method: string, params: unknown, count: number) => unknown = () => undefined) {
  const counts: Record<string, number> = {};
  let signedIn = false;
  const scripted = rpcFetch(async (method, params) => {
    const count = (counts[method] = (counts[method] ?? 0) + 1);
    const own = await more(method, params, count);
    if (own !== undefined) return own;
    switch (method) {
      case "user.chain_info":
        return { chain_id: "idos-local", block_height: 1, block_hash: "" };
      case "user.call":
        return signedIn ? rows({ ok: true }) : new RpcFailure(-901, "authenticate first");
      case "kgw.authn_param":
        return AUTHN;
      case "kgw.authn":
        signedIn = true;
        return {};
      case "user.estimate_price":
        return { price: "0" };
      case "user.account":
        return { id: {}, balance: "0", nonce: 4 };
      case "user.broadcast":
        return { tx_hash: "0102", result: { code: 0, log: "" } };
      default:
        return new RpcFailure(-32601, "no such method");
    }
  });
  const signer = evmSigner(vectors.privateKey);
  const make = (options: Partial<NetworkOptions> = {}) =>
    createNetwork({ node: NODE, signer, fetch: scripted.fetch, ...options });
  return {
    ...scripted,
    signer,
    make,
    methods: () => scripted.sent.map(({ method }) => method),
    signOutAtNode: () => (signedIn = false),
  };
}
