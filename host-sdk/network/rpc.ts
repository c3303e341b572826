/** JSON-RPC 2.0 to one storage node. */
import * as v from "valibot";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { createCookieJar } from "./cookie-jar.ts";
import { requestJson } from "./http.ts";

/** An error answer of the node: the request arrived and was refused. */
export class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Options of {@link createRpc}. */
export interface RpcOptions {
  /** The node's URL without trailing slash. */
  node: string;
  fetch?: typeof fetch | undefined;
}

/** Options of one {@link Rpc}. */
export interface RpcRequest<T> {
  method: string;
  params: unknown;
  /** What `result` must be. */
  result: v.GenericSchema<unknown, T>;
  /** Milliseconds. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/**
 * Makes one request.
 * @throws RpcError when the node answers with an error; IdosError `NETWORK_UNREACHABLE`, `RATE_LIMITED`, `ABORTED`
 */
export type Rpc = <T>(request: RpcRequest<T>) => Promise<T>;

const answer = v.union([
  v.object({ error: v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) }) }),
  v.object({ jsonrpc: v.literal("2.0"), result: v.unknown() }),
]);

/** JSON-RPC over `POST /rpc/v1`. Cookies are the browser's, or a jar's where fetch keeps none. */
export function createRpc({ node, fetch }: RpcOptions): Rpc {
  const jar = createCookieJar();
  let id = 0;
  return async ({ method, params, result, deadline, signal }) => {
    const cookie = jar.header();
    const { status, body, cookies } = await requestJson({
      url: `${node}/rpc/v1`,
      body: { jsonrpc: "2.0", id: ++id, method, params },
      headers: cookie ? { cookie } : undefined,
      deadline,
      signal,
      fetch,
      who: "The storage node",
    });
    jar.take(cookies);
    const parsed = v.safeParse(answer, body);
    if (parsed.success && "error" in parsed.output) {
      const { code, message, data } = parsed.output.error;
      const detail = v.safeParse(v.object({ message: v.string() }), data);
      throw new RpcError(code, detail.success ? `${message}: ${detail.output.message}` : message);
    }
    if (status === 429) throw new IdosError("RATE_LIMITED", "The storage node asks for a pause");
    if (!parsed.success || status !== 200 || !("result" in parsed.output))
      throw new IdosError("NETWORK_UNREACHABLE", `${method}: HTTP ${status} is no answer of a storage node; check its URL`);
    const read = v.safeParse(result, parsed.output.result);
    if (!read.success) throw new IdosError("NETWORK_CONFLICT", `${method}: the storage node's answer has an unknown form`);
    return read.output;
  };
}
