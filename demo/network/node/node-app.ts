/** The node's HTTP: one route for RPC, exact origins for CORS, and an answer for its own names only. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { answer, failed } from "./json-rpc.ts";
import type { Method } from "./methods.ts";
import { RPC, RpcError } from "./rpc-errors.ts";

/**
 * Largest request body, in bytes. A credential with photographs of a document and a face is up to 8 MB; a delegated
 * write carries it twice, each time as base64 in base64 (16/9 of its size), which makes 28 MB.
 */
const BODY_LIMIT = 64 * 1024 * 1024;

const refusal = (message: string) => failed(null, new RpcError(RPC.INVALID_REQUEST, message));

/**
 * The routes of a node.
 * @param hosts `host:port` in lower case → the URL that it belongs to; filled in when the port is known. A request
 * for another host comes from a page that rebound its name to this machine
 */
export function createNodeApp(methods: ReadonlyMap<string, Method>, hosts: ReadonlyMap<string, string>): Hono {
  const urlOf = (host: string | undefined): string | undefined => hosts.get(host?.toLowerCase() ?? "");
  const app = new Hono();
  app.use(async (c, next) => {
    if (!urlOf(c.req.header("host"))) return c.json(refusal("this node has another name"), 421);
    const origin = c.req.header("origin");
    c.header("Vary", "Origin");
    c.header("Cache-Control", "no-store");
    if (origin && origin !== "null") {
      c.header("Access-Control-Allow-Origin", origin);
      c.header("Access-Control-Allow-Credentials", "true");
    }
    if (c.req.method !== "OPTIONS") return next();
    c.header("Access-Control-Allow-Methods", "POST, GET");
    c.header("Access-Control-Allow-Headers", "Content-Type");
    c.header("Access-Control-Max-Age", "600");
    return c.body(null, 204);
  });
  app.get("/api/v1/health", (c) => c.json({ healthy: true }));
  app.post(
    "/rpc/v1",
    bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => c.json(refusal(`a request has at most ${BODY_LIMIT} bytes`)) }),
    async (c) => {
      const body = new Uint8Array(await c.req.arrayBuffer());
      const answers = await answer(methods, body, {
        url: urlOf(c.req.header("host")) ?? "",
        origin: c.req.header("origin"),
        cookies: c.req.header("cookie"),
        setCookie: (value) => c.header("Set-Cookie", value, { append: true }),
      });
      return c.json(answers);
    },
  );
  app.all("/rpc/v1", (c) => c.json(refusal("POST only"), 405));
  app.notFound((c) => c.json(refusal("nothing here: POST /rpc/v1"), 404));
  app.onError((_, c) => c.json(failed(null, new RpcError(RPC.INTERNAL, "internal error")), 500));
  return app;
}
