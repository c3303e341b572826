/**
 * Lets only the server's own pages through, on paths that hold keys or personal data. Other sites in the same
 * browser are refused by what the browser says about them; a name that was rebound to this computer, by its name.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
import type { MiddlewareHandler } from "hono";

/** Answers 403 unless the request names this host and comes from a page of it, or from no page at all. */
export function ownPagesOnly(hostname: string): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    const name = host.replace(/:\d+$/, "");
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const own =
      (name === hostname || name === "127.0.0.1") &&
      (origin === undefined || origin === `http://${host}`) &&
      (site === undefined || site === "same-origin");
    if (!own) return c.json({ error: "Only for pages of this site" }, 403);
    return next();
  };
}
