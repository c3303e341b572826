/** JSON over HTTP with a deadline and a limit, for the storage node and the backend. */
import * as v from "valibot";
import { IdosError, throwIfAborted } from "../../enclave/protocol/errors.ts";

/** Most bytes that are read of an answer, unpacked: three credentials of the largest size. */
const MOST = 64 * 1024 * 1024;

/** What {@link requestJson} sends. */
export interface JsonRequest {
  url: string;
  /** Posted as JSON; left out, the request is a GET. */
  body?: unknown;
  headers?: Record<string, string> | undefined;
  /** Milliseconds for the whole exchange. */
  deadline: number;
  signal?: AbortSignal | undefined;
  /** Whether cookies go along; `include` by default. */
  credentials?: RequestCredentials | undefined;
  /** Who is asked, for errors: "the storage node". */
  who: string;
  fetch?: typeof fetch | undefined;
}

/** What came back. `body` is undefined when it was not JSON. */
export interface JsonResponse {
  status: number;
  body: unknown;
  /** `Set-Cookie` lines; browsers hide them and keep the cookies themselves. */
  cookies: string[];
}

/**
 * Sends a request and reads its JSON answer, whatever its status.
 * @throws IdosError `NETWORK_UNREACHABLE` when nothing came in time, or more than 64 MiB; `ABORTED`
 */
export async function requestJson(request: JsonRequest): Promise<JsonResponse> {
  const { url, body, headers, deadline, signal, credentials = "include", who, fetch: send = fetch } = request;
  throwIfAborted(signal);
  const late = AbortSignal.timeout(deadline);
  const over = signal ? AbortSignal.any([late, signal]) : late;
  let size = 0;
  try {
    const response = await send(url, {
      method: body === undefined ? "GET" : "POST",
      body: JSON.stringify(body),
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      credentials,
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: over,
    });
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, answer) {
        if ((size += part.length) > MOST) answer.error();
        else answer.enqueue(part);
      },
    });
    const text = await new Response(response.body?.pipeThrough(limit, { signal: over })).text();
    return { status: response.status, body: parseJson(text), cookies: response.headers.getSetCookie?.() ?? [] };
  } catch (cause) {
    throwIfAborted(signal);
    const why =
      size > MOST
        ? `answered with more than ${MOST} bytes`
        : late.aborted
          ? `gave no answer in ${deadline} ms`
          : "cannot be reached";
    throw new IdosError("NETWORK_UNREACHABLE", `${who} (${new URL(url).host}) ${why}`, { cause });
  }
}

/**
 * Reads what a server answered; a server may be wrong or hostile.
 * @throws IdosError `NETWORK_CONFLICT` naming what was asked
 */
export function readAnswer<T>(schema: v.GenericSchema<unknown, T>, answer: unknown, what: string): T {
  const read = v.safeParse(schema, answer);
  if (read.success) return read.output;
  throw new IdosError("NETWORK_CONFLICT", `${what}: the answer has an unknown form`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Absolute form of an http(s) URL without its trailing slash.
 * @param url absolute, or relative to the page where there is one
 * @param name the argument's name, for the error
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function httpUrl(url: string, name: string): string {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url, globalThis.location?.href);
  } catch {
    // Reported below.
  }
  if (
    !url ||
    !parsed ||
    !/^https?:$/.test(parsed.protocol) ||
    parsed.username ||
    parsed.password ||
    parsed.search ||
    parsed.hash
  )
    throw new IdosError("INVALID_ARGUMENT", `${name}: expected an http(s) URL without credentials, query or fragment`);
  return parsed.href.replace(/\/$/, "");
}
