/**
 * A relay of one storage node under the dApp's own site (`/idos/node`): where a browser drops the cookies of third
 * parties, the node's session is then a first-party cookie. It forwards `POST /rpc/v1` of that node and nothing else.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { httpUrl } from "../../network/http.ts";
import { errorResponse, HttpError } from "../shared/http.ts";
import { keepsSecureCookies, madeBy, publicOrigin } from "./public-origin.ts";
import { RELAY_PATH, relayCookie } from "./relay-cookie.ts";

/** Milliseconds for a whole exchange, from the request's first byte to the node's last. */
const DEADLINE = 60_000;
/** A credential with photographs, twice in one transaction; as much as a node of this project takes. */
const MAX_BODY = 64 * 1024 * 1024;
/** Many people's reads; each may hold a body of the largest size in memory. */
const MOST_AT_ONCE = 64;
const RPC = "/rpc/v1";

/** Where a relay is, and what it takes. */
export interface RelaySettings {
  /** The path that pages name as their node. Default `/idos/node`. Two relays of one host need two. */
  publicPath?: string | undefined;
  /** The same path as this server sees it, where a proxy strips or adds a part. Default: `publicPath`. */
  path?: string | undefined;
  /**
   * Takes scheme and host of the site from `X-Forwarded-Proto` and `X-Forwarded-Host`. Only behind a proxy that sets
   * them itself whatever it was sent. Default: no.
   */
  trustProxy?: boolean | undefined;
  /** Most bytes of a request's body, and of the node's answer. Default 64 MiB. */
  maxBody?: number | undefined;
  /** Most requests that are relayed at once; more are answered 429. Default 64. */
  maxConcurrent?: number | undefined;
  /** Milliseconds for a whole exchange. Default 60 000. */
  deadline?: number | undefined;
}

/** Options of {@link relayNode}. */
export interface RelayOptions extends RelaySettings {
  /** URL at which this server reaches the node. Nothing in a request changes it. */
  node: string;
  fetch?: typeof fetch | undefined;
  /** Told once of each setting that does not fit what the browsers' requests say. */
  onError?: ((error: IdosError) => void) | undefined;
}

/**
 * A path as requests have it: encoded, without a slash at its end.
 * @throws IdosError `INVALID_ARGUMENT`
 */
function pathOf(given: string, name: string): string {
  const wrong = new IdosError("INVALID_ARGUMENT", `${name}: expected a path such as ${RELAY_PATH}`);
  if (!given.startsWith("/") || /[\\?#]|\/\//.test(given)) throw wrong;
  const path = new URL(`http://host${given}`).pathname.replace(/\/$/, "");
  // It names a cookie; and a path with steps up, which a URL takes, would be another one.
  if (!/^(?:\/[\w.~!$&'*+%-]+)*$/.test(path) || /\/\.{1,2}(?:\/|$)/.test(given)) throw wrong;
  return path;
}

/** Reads a body up to a size. @throws HttpError with the given status beyond it; what the signal aborts with */
async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  tooLarge: HttpError,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  // Ends the read that waits; what came of the body is then no whole one.
  signal.addEventListener("abort", () => void reader?.cancel().catch(() => {}), { once: true });
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > most) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(part.value);
  }
  signal.throwIfAborted();
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/**
 * Makes a relay: of `POST {path}/rpc/v1`. The client is given `publicPath` (`node: "/idos/node"`) and the node's own URL
 * as what the sign-in text must name.
 * @returns answers 404 to other paths, 405 to other methods, 403 to pages of other origins and where no browser would
 * keep the session, 401 to a request with two sessions, which ends both, 408, 413 and 415 to bodies that are late, too
 * large or no JSON, 429 to requests beyond what is relayed at once, 502 when the node does not answer or answers
 * something else
 * @throws IdosError `INVALID_ARGUMENT` when `node` is no http(s) URL or a path is none
 */
export function relayNode({
  node,
  publicPath = RELAY_PATH,
  path = publicPath,
  trustProxy = false,
  fetch: send = fetch,
  maxBody = MAX_BODY,
  maxConcurrent = MOST_AT_ONCE,
  deadline = DEADLINE,
  onError,
}: RelayOptions): (request: Request) => Promise<Response> {
  const target = `${httpUrl(node, "node")}${RPC}`;
  const cookie = relayCookie(pathOf(publicPath, "relay.publicPath"));
  const mounted = `${pathOf(path, "relay.path")}${RPC}`;
  const told = new Set<string>();
  let relaying = 0;

  /** What only the operator can mend: said in the answer, and once to them. */
  function misfit(status: number, code: "FORBIDDEN" | "NOT_FOUND", message: string): HttpError {
    if (!told.has(message)) onError?.(new IdosError(code, message));
    told.add(message);
    return new HttpError(status, code, message);
  }

  async function relay(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname !== mounted) {
      if (!pathname.endsWith(RPC)) throw new HttpError(404, "NOT_FOUND", "There is no such path");
      throw misfit(
        404,
        "NOT_FOUND",
        "relay.path: requests come to another path. publicPath is what pages name as their node, path is what is left of it behind a proxy that changes paths",
      );
    }
    if (request.method !== "POST") throw new HttpError(405, "UNSUPPORTED", "This path takes POST", { allow: "POST" });
    checkOrigin(request);
    // Only this type makes a browser ask before it sends across origins.
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
      throw new HttpError(415, "INVALID_ARGUMENT", "content-type: expected application/json");
    const tooLarge = new HttpError(413, "INVALID_ARGUMENT", `body: at most ${maxBody} bytes`);
    if (Number(request.headers.get("content-length") ?? 0) > maxBody) throw tooLarge;
    const session = cookie.read(request.headers.get("cookie"));
    if (session.is === "doubtful") return refuseSessions();
    if (relaying >= maxConcurrent)
      throw new HttpError(429, "RATE_LIMITED", "The relay has too many requests at once", { "retry-after": "1" });
    relaying++;
    try {
      return await forward(request, session.is === "one" ? session.pair : undefined, tooLarge);
    } finally {
      relaying--;
    }
  }

  /** Pages of other origins would act with the session that the browser sends along. */
  function checkOrigin(request: Request): void {
    const origin = publicOrigin(request, trustProxy);
    const by = madeBy(request, origin);
    if (by === "foreign")
      throw new HttpError(
        403,
        "FORBIDDEN",
        "The relay answers pages of its own origin only, scheme and port included. Behind a proxy that ends TLS or changes the host: relay.trustProxy",
      );
    if (by === "unknown")
      throw misfit(
        403,
        "FORBIDDEN",
        "relay.trustProxy: the page is of this origin, and the server sees another. Have the proxy send X-Forwarded-Proto and X-Forwarded-Host, and set trustProxy",
      );
    if (!keepsSecureCookies(origin))
      throw misfit(
        403,
        "FORBIDDEN",
        "The relay's session is kept over https, or on this machine. Behind a proxy that ends TLS: relay.trustProxy",
      );
  }

  /** None of two sessions is taken: one of them may be somebody else's. */
  function refuseSessions(): Response {
    const answer = errorResponse(
      new HttpError(
        401,
        "NETWORK_DENIED",
        "cookie: more than one session, or none of this relay's. They were ended; sign in again",
      ),
    );
    for (const line of cookie.end) answer.headers.append("set-cookie", line);
    return answer;
  }

  async function forward(request: Request, session: string | undefined, tooLarge: HttpError): Promise<Response> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadline)]);
    const body = await readLimited(request.body, maxBody, tooLarge, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      throw new HttpError(408, "TIMEOUT", "body: it did not come in time");
    });
    try {
      const answer = await send(target, {
        method: "POST",
        headers: { "content-type": "application/json", ...(session !== undefined && { cookie: session }) },
        body,
        redirect: "error",
        signal,
      });
      const content = await readLimited(answer.body, maxBody, new HttpError(502, "NETWORK_UNREACHABLE", ""), signal);
      if (!/^application\/json\b/i.test(answer.headers.get("content-type") ?? "")) throw new Error("No JSON");
      // Of the node's own headers none goes on.
      const headers = new Headers({
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      const line = cookie.write(answer.headers.getSetCookie());
      if (line !== undefined) headers.set("set-cookie", line);
      return new Response(content, { status: answer.status, headers });
    } catch {
      throw new HttpError(502, "NETWORK_UNREACHABLE", "The storage node gave no usable answer");
    }
  }

  return (request) => relay(request).catch(errorResponse);
}
