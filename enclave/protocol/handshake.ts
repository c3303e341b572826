/**
 * The messages before the ports exist, and the checks on them.
 * 1. Enclave, once per load: `ready` with its versions and a fresh nonce, to any origin (it holds no secret).
 * 2. Host: only if source and origin are the enclave's; answers `connect` to exactly that origin with the
 *    version, the nonce and two ports: calls (host → enclave) and asks (enclave → host).
 * 3. Enclave: only from `window.parent`, with its nonce, from an allowed origin, once.
 */
import * as v from "valibot";
import { text } from "./schemas.ts";

/** Enclave → host: first word of every load. */
export interface Ready {
  type: "idos-enclave:ready";
  versions: number[];
  nonce: string;
}
/** Host → enclave, with two ports. */
export interface Connect {
  type: "idos-enclave:connect";
  version: number;
  nonce: string;
  theme?: "light" | "dark" | "auto" | undefined;
  locale?: string | undefined;
}
/** Enclave → host: it will not work here. */
export interface Refused {
  type: "idos-enclave:refused";
  reason: "nested" | "version" | "origin";
}
/** Enclave → host: the page is going away for good. */
export interface Bye {
  type: "idos-enclave:bye";
}

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const readySchema = v.strictObject({
  type: v.literal("idos-enclave:ready"),
  versions: v.pipe(v.array(v.number()), v.maxLength(20)),
  nonce,
});
const connectSchema = v.strictObject({
  type: v.literal("idos-enclave:connect"),
  version: v.number(),
  nonce,
  theme: v.optional(v.picklist(["light", "dark", "auto"])),
  locale: v.optional(text(40)),
});
const refusedSchema = v.strictObject({
  type: v.literal("idos-enclave:refused"),
  reason: v.picklist(["nested", "version", "origin"]),
});

/** True for a well-formed `ready`. */
export const isReady = (data: unknown): data is Ready => v.is(readySchema, data);
/** True for a well-formed `connect`. */
export const isConnect = (data: unknown): data is Connect => v.is(connectSchema, data);
/** True for a well-formed `refused`. */
export const isRefused = (data: unknown): data is Refused => v.is(refusedSchema, data);
/** True for `bye`. */
export const isBye = (data: unknown): data is Bye =>
  v.is(v.strictObject({ type: v.literal("idos-enclave:bye") }), data);

/** True for an origin that may embed the enclave: https, or http on loopback. */
export function isAllowedOrigin(origin: string): boolean {
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return false;
  }
  if (url.origin !== origin) return false;
  if (url.protocol === "https:") return true;
  const { hostname } = url;
  return (
    url.protocol === "http:" &&
    (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "127.0.0.1")
  );
}
