/**
 * A local idOS storage node: Kwil's JSON-RPC over an embedded PostgreSQL.
 * @example
 * const node = await startNode({ port: 5180, hostname: "node.localhost", ownerAddress });
 */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { isEvmAddress } from "../../../enclave/crypto/evm.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { listen } from "../listen.ts";
import { createChain } from "./chain.ts";
import { answer, failed } from "./json-rpc.ts";
import { createMethods } from "./methods.ts";
import { openPglite } from "./pglite.ts";
import { RPC, RpcError } from "./rpc-errors.ts";
import { createSessions } from "./sessions.ts";

/**
 * Largest request body, in bytes. A credential with photographs of a document and a face is up to 8 MB; a delegated
 * write carries it twice, each time as base64 in base64 (16/9 of its size), which makes 28 MB.
 */
const BODY_LIMIT = 64 * 1024 * 1024;

/** Options of {@link startNode}. */
export interface NodeOptions {
  /** 0 = a free one. */
  port: number;
  /** Public name, such as `node.localhost`. */
  hostname: string;
  /** Folder that the node may fill, for itself alone; absent: in memory. */
  dataDir?: string | undefined;
  /** `idos-local` unless given. */
  chainId?: string | undefined;
  /** EVM address of the network's owner, who appoints inserters. */
  ownerAddress: string;
  /** Clock in ms, for tests of times. */
  now?: (() => number) | undefined;
}

/** A node that answers. */
export interface RunningNode {
  /** For browsers: `http://node.localhost:5180`. */
  url: string;
  /** For servers, since `*.localhost` does not resolve in Node: `http://127.0.0.1:5180`. */
  localUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts a node on 127.0.0.1.
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when the port or the folder is taken
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { hostname, ownerAddress, chainId = "idos-local", now = Date.now } = options;
  if (!isEvmAddress(ownerAddress)) throw new IdosError("INVALID_ARGUMENT", "ownerAddress: expected an EVM address");
  const database = await openPglite(options.dataDir);
  const methods = createMethods({
    database,
    chain: createChain(database, { chainId, networkOwner: ownerAddress, now }),
    sessions: createSessions(chainId, now),
    chainId,
    networkOwner: ownerAddress,
    now,
  });
  // Filled in when the port is known. Another Host is a page that rebound its name to this machine.
  const hosts = new Map<string, string>();

  const app = new Hono();
  app.use(async (c, next) => {
    const url = hosts.get(c.req.header("host")?.toLowerCase() ?? "");
    if (!url) return c.json(failed(null, new RpcError(RPC.INVALID_REQUEST, "this node has another name")), 421);
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
    bodyLimit({
      maxSize: BODY_LIMIT,
      onError: (c) =>
        c.json(failed(null, new RpcError(RPC.INVALID_REQUEST, `a request has at most ${BODY_LIMIT} bytes`))),
    }),
    async (c) => {
      const body = new Uint8Array(await c.req.arrayBuffer());
      const answers = await answer(methods, body, {
        url: hosts.get(c.req.header("host")?.toLowerCase() ?? "") ?? "",
        cookies: c.req.header("cookie"),
        setCookie: (value) => c.header("Set-Cookie", value, { append: true }),
      });
      return c.json(answers);
    },
  );
  app.all("/rpc/v1", (c) => c.json(failed(null, new RpcError(RPC.INVALID_REQUEST, "POST only")), 405));
  app.notFound((c) => c.json(failed(null, new RpcError(RPC.INVALID_REQUEST, "nothing here: POST /rpc/v1")), 404));

  app.onError((_, c) => c.json(failed(null, new RpcError(RPC.INTERNAL, "internal error")), 500));

  try {
    const server = await listen(app, options.port);
    for (const name of [hostname, "127.0.0.1", "localhost"])
      hosts.set(`${name}:${server.port}`.toLowerCase(), `http://${name}:${server.port}`);
    return {
      url: `http://${hostname}:${server.port}`,
      localUrl: `http://127.0.0.1:${server.port}`,
      async stop() {
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
