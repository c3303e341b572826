/**
 * A relay of one storage node under the dApp's own site (`/idos/node`): where a browser drops the cookies of third
 * parties, the node's session is then a first-party cookie. It forwards `POST /rpc/v1` of that node and nothing else.
 */
import { errorResponse, HttpError } from "./http.ts";
import { httpUrl } from "../network/http.ts";

/** Milliseconds for a whole exchange, from the request's first byte to the node's last. */
const DEADLINE = 60_000;
/** A credential with photographs, twice in one transaction; as much as a node of this project takes. */
const MAX_BODY = 64 * 1024 * 1024;
/** Many people's reads; each may hold a body of the largest size in memory. */
const MOST_AT_ONCE = 64;
/** What a sign-in, a session and its end look like. */
const COOKIE = "kgw_session";

/** Options of {@link relayNode}. */
export interface RelayOptions {
  /** URL at which this server reaches the node. Nothing in a request changes it. */
  node: string;
  fetch?: typeof fetch | undefined;
  /** Most bytes of a request's body, and of the node's answer. Default 64 MiB. */
  maxBody?: number | undefined;
  /** Most requests that are relayed at once; more are answered 429. Default 64. */
  maxConcurrent?: number | undefined;
  /** Milliseconds for a whole exchange. Default 60 000. */
  deadline?: number | undefined;
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

/** The session's cookie of a `Cookie` header: the site's own cookies are none of the node's business. */
function sessionOf(cookies: string | null): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*(${COOKIE}=[\\w.~+/=-]{1,500})\\s*(?:;|$)`).exec(cookies ?? "");
  return found?.[1];
}

/** A `Set-Cookie` line of the node as the site's own; undefined for cookies that are not the session's. */
function firstParty(line: string, path: string, secure: boolean): string | undefined {
  const [, pair] = new RegExp(`^\\s*(${COOKIE}=[^;,\\s]*)`).exec(line) ?? [];
  if (!pair) return undefined;
  const [, age] = /;\s*max-age=(-?\d{1,10})/i.exec(line) ?? [];
  return [
    pair,
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
    `Path=${path}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(secure ? ["Secure"] : []),
  ].join("; ");
}

/** True for the site's own pages, and for programs: others would act with the session that the browser sends along. */
function isOwn(request: Request, host: string): boolean {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const sameHost = origin === null || (URL.canParse(origin) && new URL(origin).host === host);
  return sameHost && (site === null || site === "same-origin" || site === "none");
}

/**
 * Makes a relay; mount it at a path that ends in `/rpc/v1`, such as `/idos/node/rpc/v1`. The client is given the path
 * before it (`node: "/idos/node"`) and the node's own URL as what the sign-in text must name.
 * @returns answers 404 to other paths, 405 to other methods, 403 to pages of other origins, 408, 413 and 415 to bodies
 * that are late, too large or no JSON, 429 to requests beyond what is relayed at once, 502 when the node does not answer
 * or answers something else
 * @throws IdosError `INVALID_ARGUMENT` when `node` is no http(s) URL
 */
export function relayNode({
  node,
  fetch: send = fetch,
  maxBody = MAX_BODY,
  maxConcurrent = MOST_AT_ONCE,
  deadline = DEADLINE,
}: RelayOptions): (request: Request) => Promise<Response> {
  const target = `${httpUrl(node, "node")}/rpc/v1`;
  let relaying = 0;

  async function relay(request: Request): Promise<Response> {
    const { pathname, host } = new URL(request.url);
    const mounted = /^(.*)\/rpc\/v1$/.exec(pathname)?.[1];
    if (mounted === undefined) throw new HttpError(404, "NOT_FOUND", "There is no such path");
    if (request.method !== "POST") throw new HttpError(405, "UNSUPPORTED", "This path takes POST", { allow: "POST" });
    if (!isOwn(request, request.headers.get("host") ?? host))
      throw new HttpError(403, "FORBIDDEN", "The relay answers pages of its own origin only");
    // Only this type makes a browser ask before it sends across origins.
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
      throw new HttpError(415, "INVALID_ARGUMENT", "content-type: expected application/json");
    const tooLarge = new HttpError(413, "INVALID_ARGUMENT", `body: at most ${maxBody} bytes`);
    if (Number(request.headers.get("content-length") ?? 0) > maxBody) throw tooLarge;
    if (relaying >= maxConcurrent)
      throw new HttpError(429, "RATE_LIMITED", "The relay has too many requests at once", { "retry-after": "1" });
    relaying++;
    try {
      return await forward(request, mounted, tooLarge);
    } finally {
      relaying--;
    }
  }

  async function forward(request: Request, mounted: string, tooLarge: HttpError): Promise<Response> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadline)]);
    const body = await readLimited(request.body, maxBody, tooLarge, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      throw new HttpError(408, "TIMEOUT", "body: it did not come in time");
    });
    const session = sessionOf(request.headers.get("cookie"));
    const broken = new HttpError(502, "NETWORK_UNREACHABLE", "The storage node gave no usable answer");
    let answer: Response;
    let content: Uint8Array<ArrayBuffer>;
    try {
      answer = await send(target, {
        method: "POST",
        headers: { "content-type": "application/json", ...(session !== undefined && { cookie: session }) },
        body,
        redirect: "error",
        signal,
      });
      content = await readLimited(answer.body, maxBody, broken, signal);
    } catch {
      throw broken;
    }
    if (!/^application\/json\b/i.test(answer.headers.get("content-type") ?? "")) throw broken;

    const headers = new Headers({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    const { protocol } = new URL(request.url);
    const secure = (request.headers.get("x-forwarded-proto") ?? protocol).startsWith("https");
    for (const line of answer.headers.getSetCookie()) {
      const cookie = firstParty(line, mounted || "/", secure);
      if (cookie) headers.append("set-cookie", cookie);
    }
    return new Response(content, { status: answer.status, headers });
  }

  return (request) => relay(request).catch(errorResponse);
}
