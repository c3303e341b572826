/** A `fetch` that answers as scripted and remembers what was sent. */

/** One JSON-RPC request as it was sent. */
export interface SentRpc {
  url: string;
  method: string;
  params: unknown;
  init: RequestInit;
}

/** What an answerer returns: a result, or one of these. */
export class RpcFailure {
  readonly code: number;
  readonly message: string;
  /** What the node says beside number and text. */
  readonly data: unknown;
  constructor(code: number, message = "", data?: unknown) {
    this.code = code;
    this.message = message;
    this.data = data;
  }
}
export class HttpFailure {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body = "") {
    this.status = status;
    this.body = body;
  }
}
/** The connection breaks. */
export const UNREACHABLE = Symbol("unreachable");
/** Nothing ever comes, unless the request is aborted. */
export const NEVER = Symbol("never");

/** A JSON-RPC node in the page: `answer` gets method and params and returns the result, or a whole body as a stream. */
export function rpcFetch(answer: (method: string, params: unknown) => unknown): {
  fetch: typeof fetch;
  sent: SentRpc[];
} {
  const sent: SentRpc[] = [];
  return {
    sent,
    async fetch(input, init = {}) {
      const { id, method, params } = JSON.parse(String(init.body)) as { id: number; method: string; params: unknown };
      sent.push({ url: String(input), method, params, init });
      const result = await answer(method, params);
      if (result === UNREACHABLE) throw new TypeError("Failed to fetch");
      if (result instanceof ReadableStream) return new Response(result as ReadableStream<Uint8Array>);
      if (result instanceof HttpFailure) return new Response(result.body, { status: result.status });
      if (result === NEVER)
        return new Promise((_, reject) => {
          init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
        });
      const body =
        result instanceof RpcFailure
          ? { error: { code: result.code, message: result.message, data: result.data } }
          : { result };
      return new Response(JSON.stringify({ jsonrpc: "2.0", id, ...body }), {
        headers: { "content-type": "application/json" },
      });
    },
  };
}

/** The answer of `user.call` with these rows. */
export function rows(...found: Record<string, unknown>[]): unknown {
  const names = Object.keys(found[0] ?? {});
  return {
    query_result: { column_names: names, column_types: [], values: found.map((row) => names.map((name) => row[name])) },
    logs: "",
  };
}
