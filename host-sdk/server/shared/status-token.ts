/**
 * An issuer's own word on whether a credential is revoked: a JWS in compact form, signed with the key of its rows.
 * `{ "alg": "EdDSA", "typ": "idos-status+jwt" }`, `{ "sub": id of the public notes, "revoked": boolean, "iat", "exp" }`.
 * It can be told from all else that the key signs: notes are JSON, proofs are two hashes, this begins with `eyJ`.
 * @see https://www.rfc-editor.org/rfc/rfc7515 https://www.rfc-editor.org/rfc/rfc8725#section-3.11
 */
import * as v from "valibot";
import { base64urlnopad } from "@scure/base";
import { fromUtf8, utf8 } from "../../../enclave/crypto/bytes.ts";
import { ed25519Sign, ed25519Verify } from "../../../enclave/crypto/ed25519.ts";
import type { UnixSeconds } from "../../../enclave/protocol/types.ts";

/** Seconds for which one answer is the same, and may be kept by caches. */
export const STATUS_MAX_AGE = 60;
/** Seconds for which an answer holds. */
const VALID_FOR = 300;
/** Longest validity that is believed, seconds. */
const LONGEST = 3_600;
/** Clocks differ; seconds. */
const CLOCK_SKEW = 60;
/** Longest token, in characters. */
export const MAX_TOKEN = 1_024;

/** Ids that can be asked for: UUIDs, and whatever else is safe in a URL's path. */
export const STATUS_ID = /^(?!\.+$)[\w.:-]{1,100}$/;

const encoded = (value: object): string => base64urlnopad.encode(utf8(JSON.stringify(value)));
const HEADER = encoded({ alg: "EdDSA", typ: "idos-status+jwt" });

const claims = v.strictObject({
  sub: v.string(),
  revoked: v.boolean(),
  iat: v.pipe(v.number(), v.safeInteger()),
  exp: v.pipe(v.number(), v.safeInteger()),
});

/** What an issuer said. */
export interface StatusClaims {
  revoked: boolean;
  /** When it was said. */
  issuedAt: UnixSeconds;
}

/**
 * Signs a status. Within one minute the answer for an id is the same, to the byte.
 * @param seed Ed25519, 32 bytes
 * @param now unix seconds
 */
export function signStatus(id: string, revoked: boolean, seed: Uint8Array, now: UnixSeconds): string {
  const iat = now - (now % STATUS_MAX_AGE);
  const signed = `${HEADER}.${encoded({ sub: id, revoked, iat, exp: iat + VALID_FOR })}`;
  return `${signed}.${base64urlnopad.encode(ed25519Sign(utf8(signed), seed))}`;
}

/**
 * Reads a status.
 * @param publicKeys Ed25519, 32 bytes each; what the token says about keys is not used
 * @param id of the public notes that were asked for
 * @param now unix seconds
 * @returns why not, where it does not hold
 */
export function readStatus(
  token: string,
  publicKeys: readonly Uint8Array[],
  id: string,
  now: UnixSeconds,
): StatusClaims | { why: string } {
  const [header, payload = "", signature = "", ...more] = token.length > MAX_TOKEN ? [] : token.split(".");
  if (header !== HEADER || more.length) return { why: "The issuer's answer about the status has an unknown form" };
  let said: v.InferOutput<typeof claims>;
  try {
    const [message, bytes] = [utf8(`${header}.${payload}`), base64urlnopad.decode(signature)];
    if (!publicKeys.some((key) => ed25519Verify(bytes, message, key)))
      return { why: "The answer about the status is not signed by the issuer" };
    said = v.parse(claims, JSON.parse(fromUtf8(base64urlnopad.decode(payload))));
  } catch {
    return { why: "The issuer's answer about the status has an unknown form" };
  }
  const { sub, revoked, iat, exp } = said;
  if (sub !== id) return { why: "The issuer's answer is about another credential" };
  if (iat > now + CLOCK_SKEW || exp <= iat || exp > iat + LONGEST)
    return { why: "The issuer's answer about the status has impossible times" };
  if (exp <= now - CLOCK_SKEW) return { why: "The issuer's answer about the status is out of date" };
  return { revoked, issuedAt: iat };
}
