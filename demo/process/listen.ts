/** Serving a fetch handler on a port of 127.0.0.1. */
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { IdosError } from "../../enclave/protocol/errors.ts";

/** A server that listens. */
export interface Listening {
  port: number;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only.
 * @param port 0 = a free one
 * @throws IdosError `STORAGE_UNAVAILABLE` when the port is taken
 */
export async function listen(app: Hono, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Longer than clients take to encode and sign the largest transaction between two requests on one connection:
  // Node's 5 s would cut it under them.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new IdosError("STORAGE_UNAVAILABLE", `Port ${port} is taken or not allowed (${error.code})`, {
              data: { port },
            })
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
