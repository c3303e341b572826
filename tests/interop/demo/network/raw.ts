/** The node spoken to byte by byte, for what no well-behaved client sends. */
import { request } from "node:http";

/** An HTTP answer. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends a request; any header may be set, `Host` and `Origin` too. */
export function raw(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: options.method ?? "POST", headers: options.headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
        answer.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(options.body);
  });
}

/** An answer of JSON-RPC. */
export interface RpcAnswer {
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** Calls a method; returns its answer and the HTTP answer around it. */
export async function rpc(
  url: string,
  method: string,
  params: unknown = {},
  headers: Record<string, string> = {},
): Promise<RpcAnswer & { http: RawAnswer }> {
  const http = await raw(`${url}/rpc/v1`, {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return { ...(JSON.parse(http.body) as RpcAnswer), http };
}
