/** Small static sites on origins of their own, which hold whatever page a test wants. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A page, with headers if it needs some. */
export type SitePage = string | { body: string; type?: string; headers?: Record<string, string> };

/** A running site. */
export interface Site {
  /** Its origin. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a site on 127.0.0.1.
 * @param name its host is `<name>.localhost`, which is another site than any other name
 * @param pages path → page
 */
export async function startSite(name: string, pages: Record<string, SitePage>): Promise<Site> {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? "/", "http://x").pathname];
    if (page === undefined) return void response.writeHead(404).end();
    const { body, type = "text/html", headers = {} } = typeof page === "string" ? { body: page } : page;
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store", ...headers });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${name}.localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
