/** JSON-RPC 2.0 to one storage node. */
import * as v from "valibot";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { shownText } from "../shared/shown-text.ts";
import { createCookieJar } from "./cookie-jar.ts";
import { readAnswer, requestJson } from "./http.ts";
import { rpcError } from "./node-errors.ts";

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
  /** What the request is for, in errors; its method by default. */
  what?: string | undefined;
}

/**
 * Makes one request.
 * @throws IdosError as {@link rpcError} makes it; `NETWORK_UNREACHABLE`, `NETWORK_CONFLICT`, `RATE_LIMITED`, `ABORTED`
 */
export type Rpc = <T>(request: RpcRequest<T>) => Promise<T>;

const answer = v.union([
  v.object({ error: v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) }) }),
  v.object({ jsonrpc: v.literal("2.0"), result: v.unknown() }),
]);

/** What a relay of the node says itself, see `relayNode`: its codes and no other, whoever answers. */
const refusal = v.object({
  error: v.object({
    code: v.picklist([
      "FORBIDDEN",
      "INVALID_ARGUMENT",
      "NETWORK_DENIED",
      "NETWORK_UNREACHABLE",
      "NOT_FOUND",
      "RATE_LIMITED",
      "TIMEOUT",
      "UNSUPPORTED",
    ]),
    message: v.string(),
  }),
});

/** The relay's own refusal, if it is one. Of the session that it refused nothing is left: a sign-in makes a new one. */
function refused(status: number, body: unknown, what: string): IdosError | undefined {
  const read = v.safeParse(refusal, body);
  if (!read.success) return undefined;
  const { code, message } = read.output.error;
  return new IdosError(code, `${what}: ${shownText(message, 300)}`, {
    data: status === 401 ? { signIn: true } : undefined,
  });
}

/** JSON-RPC over `POST /rpc/v1`. Cookies are the browser's, or a jar's where fetch keeps none. */
export function createRpc({ node, fetch }: RpcOptions): Rpc {
  const jar = createCookieJar();
  let id = 0;
  return async ({ method, params, result, deadline, signal, what = method }) => {
    const { status, body, cookies } = await requestJson({
      url: `${node}/rpc/v1`,
      body: { jsonrpc: "2.0", id: ++id, method, params },
      headers: jar.headers(),
      deadline,
      signal,
      fetch,
      who: "The storage node",
    });
    jar.take(cookies);
    const parsed = v.safeParse(answer, body);
    if (!parsed.success)
      throw (
        refused(status, body, what) ??
        (status === 429
          ? new IdosError("RATE_LIMITED", "The storage node asks for a pause")
          : new IdosError(
              "NETWORK_UNREACHABLE",
              `${what}: HTTP ${status} is no answer of a storage node; check its URL`,
            ))
      );
    if ("error" in parsed.output) {
      const { code, message, data } = parsed.output.error;
      throw rpcError(code, message, what, data);
    }
    return readAnswer(result, parsed.output.result, what);
  };
}
