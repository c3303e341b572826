/** The origin under which browsers know this server, and whether a request is made by a page of it. */
import { HttpError, originOf } from "../shared/http.ts";

/** Names and addresses of this machine: browsers take them for safe without TLS. */
const LOOPBACK = /^(?:(?:[a-z0-9_-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The value of the proxy that is nearest, which is the one that is trusted; each adds its own at the end. */
function nearest(header: string | null): string | undefined {
  return header?.split(",").at(-1)?.trim() || undefined;
}

/**
 * The origin at which a browser made a request, as browsers write it: lower case, without a default port.
 * @param trustProxy takes the word of `X-Forwarded-Proto` and `X-Forwarded-Host`
 * @throws HttpError 403 when the proxy does not say the scheme, 400 for a host that is none
 */
export function publicOrigin({ url, headers }: Request, trustProxy: boolean): URL {
  const seen = new URL(url);
  const scheme = trustProxy ? nearest(headers.get("x-forwarded-proto"))?.toLowerCase() : seen.protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https")
    throw new HttpError(403, "FORBIDDEN", "trustProxy: the proxy sends no X-Forwarded-Proto of http or https");
  const forwarded = trustProxy ? nearest(headers.get("x-forwarded-host")) : undefined;
  const host = forwarded ?? headers.get("host") ?? seen.host;
  const origin = originOf(scheme, host);
  if (!origin)
    throw new HttpError(400, "INVALID_ARGUMENT", "host: expected a host, with a port if it is not the scheme's own");
  return origin;
}

/** True where a browser keeps `Secure` cookies: over TLS, and on this machine. */
export function keepsSecureCookies({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || LOOPBACK.test(hostname);
}

/**
 * Who made a request: a page of this origin or a program (`own`), a page of another one (`foreign`), or a page of which
 * its browser says that it is of this origin while the server knows itself by another (`unknown`).
 */
export function madeBy({ headers }: Request, origin: URL): "own" | "foreign" | "unknown" {
  const page = headers.get("origin");
  // By browsers alone, which let no page set it.
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return "foreign";
  if (page === null || isOrigin(page, origin)) return "own";
  return site === null ? "foreign" : "unknown";
}

function isOrigin(given: string, origin: URL): boolean {
  return /^https?:\/\/[^/?#@\\]+$/i.test(given) && URL.canParse(given) && new URL(given).origin === origin.origin;
}
