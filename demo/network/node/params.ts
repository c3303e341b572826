/** Parameters of the RPC methods. What a method does not need is ignored, as Kwil does. */
import * as v from "valibot";
import { RPC, RpcError } from "./rpc-errors.ts";

const hex = v.pipe(v.string(), v.maxLength(256), v.regex(/^(0x)?([0-9a-fA-F]{2})*$/));
const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
const shortText = v.pipe(v.string(), v.maxLength(100));
const signature = v.object({ sig: v.pipe(base64, v.maxLength(4096)), type: shortText });

/** Of `user.call`. */
export const callParams = v.object({
  body: v.object({ payload: base64 }),
  auth_type: v.optional(shortText, ""),
  sender: v.optional(hex, ""),
});

const transaction = v.object({
  signature,
  body: v.object({
    // Kwil's own limit for a description.
    desc: v.pipe(v.string(), v.maxLength(200)),
    payload: base64,
    type: shortText,
    fee: v.pipe(v.string(), v.maxLength(80), v.regex(/^\d+$/)),
    nonce: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    chain_id: shortText,
  }),
  sender: hex,
  serialization: shortText,
});

/** A signed transaction as it is sent. */
export type SignedTransaction = v.InferOutput<typeof transaction>;

/** Of `user.broadcast`. */
export const broadcastParams = v.object({ tx: transaction, sync: v.optional(v.picklist([0, 1]), 0) });

/** Of `user.estimate_price`: before it is signed, a transaction has neither fee nor nonce. */
export const priceParams = v.object({ tx: v.object({ body: v.object({ payload: base64, type: shortText }) }) });

/** Of `user.account`. */
export const accountParams = v.object({ id: v.object({ identifier: hex, key_type: v.optional(shortText, "") }) });

/** Of `user.tx_query`. */
export const txQueryParams = v.object({ tx_hash: v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/)) });

/** Of `user.query`. */
export const queryParams = v.object({ query: v.pipe(v.string(), v.maxLength(10_000)) });

/** Of `kgw.authn`. */
export const authnParams = v.object({ nonce: shortText, sender: hex, signature });

/** Of `kgw.logout`. */
export const logoutParams = v.object({ account: v.optional(hex, "") });

/** Reads parameters. @throws RpcError naming the path of what is wrong, never its value */
export function readParams<S extends v.GenericSchema>(schema: S, params: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, params, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RpcError(RPC.INVALID_PARAMS, `params${dotted(v.getDotPath(issue))}: ${issue.type} expected`);
}

function dotted(path: string | null): string {
  return path ? `.${path}` : "";
}
