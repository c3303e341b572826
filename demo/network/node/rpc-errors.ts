/** JSON-RPC errors with Kwil's codes. */

/** Codes that the node answers with. */
export const RPC = {
  PARSE: -32700,
  INVALID_REQUEST: -32600,
  UNKNOWN_METHOD: -32601,
  INVALID_PARAMS: -32602,
  INTERNAL: -32603,
  /** A transaction that no block takes; `data` has `tx_code`, `hash` and `message`. */
  BROADCAST_REJECTED: -201,
  TX_NOT_FOUND: -202,
  /** A view that failed; the message starts as `failures.ts` says. */
  ENGINE: -300,
  /** Sign in at the gateway first. */
  NOT_SIGNED_IN: -901,
  /** A sign-in with an unknown, used or expired nonce. */
  BAD_SIGN_IN: -902,
  /** A sign-in with a signature that does not hold. */
  NOT_ALLOWED: -903,
} as const;

/** Why a transaction is rejected before it reaches a block. */
export const TX_CODE = {
  ENCODING: 1,
  TYPE: 2,
  SIGNATURE: 3,
  NONCE: 4,
  CHAIN: 5,
  /** Code of a failed action in a block. */
  FAILED: 65535,
} as const;

/** An error for the client. Its message may be shown. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: Record<string, string | number> | undefined;
  constructor(code: number, message: string, data?: Record<string, string | number>) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** A transaction that no block takes. */
export function rejected(txCode: number, hash: string, message: string): RpcError {
  return new RpcError(RPC.BROADCAST_REJECTED, `broadcast error: ${message}`, { tx_code: txCode, hash, message });
}
