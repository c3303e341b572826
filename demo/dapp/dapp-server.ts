/** A dApp's web server: its built pages, `/config.json`, the burner wallet's accounts, and the dApp's own routes. */
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { listen } from "../process/listen.ts";
import type { AccountSource } from "../wallet/account-client.ts";
import { accountRoutes } from "../wallet/account-routes.ts";
import type { DappConfig } from "./dapp-config.ts";
import { dappHeaders } from "./dapp-headers.ts";
import { ownPagesOnly } from "./own-pages-only.ts";

/** Largest body of the dApp's own routes: an identity form with a photo. */
const MAX_BODY_BYTES = 2_000_000;

/** What a dApp's server is made of. */
export interface DappServerOptions {
  /** A free port of 127.0.0.1. */
  port: number;
  /** Public name, e.g. `neobank.localhost`. */
  hostname: string;
  /** Folder of the built pages. */
  pages: string;
  config: DappConfig;
  /** The burner wallet's accounts. */
  accounts: AccountSource;
  /** The dApp's own routes. `/api/*` is open to its own pages only; the others check who asks by themselves. */
  routes: Hono;
}

/** A server that answers. */
export interface RunningDapp {
  /** For browsers. */
  url: string;
  /** For processes on this computer, where `*.localhost` may not resolve. */
  localUrl: string;
  stop(): Promise<void>;
}

function onError(error: Error, c: Context): Response {
  // Without its message: that may quote what came in.
  console.error(`${c.req.method} ${c.req.path}: ${error.name}`);
  return c.json({ error: "Something went wrong on the server" }, 500);
}

/** Starts it on 127.0.0.1. */
export async function startDappServer(options: DappServerOptions): Promise<RunningDapp> {
  const { hostname, pages, config, accounts, routes } = options;
  const headers = dappHeaders(config);
  const app = new Hono();
  app.onError(onError);
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
  });
  app.use("/burner/*", ownPagesOnly(hostname));
  app.use(
    "/api/*",
    ownPagesOnly(hostname),
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: "That is too large" }, 413) }),
  );
  app.get("/config.json", (c) => c.json(config, 200, { "Cache-Control": "no-cache" }));
  app.route("/burner/accounts", accountRoutes(accounts));
  app.route("/", routes);
  app.use("/assets/*", async (c, next) => {
    await next();
    if (c.res.ok) c.header("Cache-Control", "public, max-age=31536000, immutable");
  });
  app.use(
    serveStatic({
      root: pages,
      onFound: (path, c) => void (path.endsWith(".html") && c.header("Cache-Control", "no-cache")),
    }),
  );
  const server = await listen(app, options.port);
  return { url: `http://${hostname}:${server.port}`, localUrl: `http://127.0.0.1:${server.port}`, stop: server.close };
}
