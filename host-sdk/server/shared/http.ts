/** Requests and answers of the backend: JSON with limits, errors as `BackendError`, same origin by default. */
import { concat, fromUtf8, toHex, utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { IdosError, toWireError, type Code } from "../../../enclave/protocol/errors.ts";
import type { BackendError } from "../../shared/backend-types.ts";
import { STATUS_MAX_AGE } from "./status-token.ts";

/** Most bytes of a request's body. */
const MAX_BODY = 64 * 1024;

const STATUS: Partial<Record<Code, number>> = {
  INVALID_ARGUMENT: 400,
  NETWORK_DENIED: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  NETWORK_CONFLICT: 409,
  RATE_LIMITED: 429,
  UNSUPPORTED: 501,
  NETWORK_UNREACHABLE: 503,
  STORAGE_UNAVAILABLE: 503,
  ABORTED: 503,
  TIMEOUT: 504,
};

/** What is said in place of messages that are the app's own business: its errors, its folders. */
const UNTOLD: Partial<Record<Code, string>> = {
  INTERNAL: "Something went wrong in the backend",
  STORAGE_UNAVAILABLE: "The backend's store cannot be used",
};

/** A refusal with an HTTP status of its own. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: Code;
  readonly headers: Record<string, string>;
  constructor(status: number, code: Code, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A JSON answer. It holds what is the asker's alone, so nobody may keep it. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** A signed status, which anybody may keep for a minute, or 304 for who has it already. */
export function statusResponse(request: Request, token: string): Response {
  const etag = `"${toHex(sha256(utf8(token))).slice(0, 32)}"`;
  const headers = { etag, "cache-control": `public, max-age=${STATUS_MAX_AGE}`, "x-content-type-options": "nosniff" };
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(token, { headers: { ...headers, "content-type": "application/jwt" } });
}

/** The answer for an error; what is not of this project is answered without its text. */
export function errorResponse(error: unknown): Response {
  if (error instanceof HttpError) {
    const body: BackendError = { error: { code: error.code, message: error.message } };
    return jsonResponse(error.status, body, error.headers);
  }
  const { code, message, data } = toWireError(error);
  const userId = data?.["userId"];
  const body: BackendError = {
    error: { code, message: UNTOLD[code] ?? message, ...(typeof userId === "string" && { data: { userId } }) },
  };
  return jsonResponse(STATUS[code] ?? 500, body, code === "RATE_LIMITED" ? { "retry-after": "60" } : {});
}

/**
 * Reads a request's JSON body.
 * @throws HttpError 413, 415; IdosError `INVALID_ARGUMENT`
 */
export async function readJson(request: Request): Promise<unknown> {
  // Only this type makes a browser ask before it sends across origins.
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new HttpError(415, "INVALID_ARGUMENT", "content-type: expected application/json");
  const tooLarge = new HttpError(413, "INVALID_ARGUMENT", `body: at most ${MAX_BODY} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const chunk: Uint8Array = part.value;
    size += chunk.length;
    if (size > MAX_BODY) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(fromUtf8(concat(...chunks))) as unknown;
  } catch {
    throw new IdosError("INVALID_ARGUMENT", "body: expected JSON");
  }
}

/** Of a `Host` header: what could end the host within a URL is none. */
const HOST = /^[\w.:[\]-]{1,260}$/;

/** The origin of a scheme and a host, as browsers write both: lower case, without the scheme's own port. */
export function originOf(scheme: string, host: string): URL | undefined {
  const given = `${scheme}://${host}`;
  return HOST.test(host) && URL.canParse(given) ? new URL(given) : undefined;
}

/**
 * Headers that let the request's page read the answer; none for the same origin and for programs.
 * @param allowed other origins that may use this backend
 * @throws HttpError 403 for pages of any other origin
 */
export function corsHeaders(request: Request, allowed: readonly string[]): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null) return {};
  if (allowed.includes(origin)) return { "access-control-allow-origin": origin, vary: "origin" };
  // By host: behind a proxy that ends TLS the scheme of the request is not the page's.
  const own = originOf(origin.split(":")[0] ?? "", request.headers.get("host") ?? new URL(request.url).host);
  if (own && URL.canParse(origin) && new URL(origin).host === own.host) return {};
  throw new HttpError(403, "FORBIDDEN", "This backend answers pages of its own origin only", { vary: "origin" });
}

/** The answer to a browser that asks before it sends. */
export function preflightResponse(methods: readonly string[], cors: Record<string, string>): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...cors,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": "content-type",
      "access-control-max-age": "600",
    },
  });
}
