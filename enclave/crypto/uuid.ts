/** UUIDs: version 4 checks, and version 5 names for access grants (RFC 9562). */
import { sha1 } from "@noble/hashes/legacy.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.ts";

const ANY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** True for a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return ANY.test(text);
}

/** True for a version 4 UUID, in either case. */
export function isUuidV4(text: string): boolean {
  return V4.test(text);
}

/** The 16 bytes of a UUID as text. */
export function uuidToBytes(uuid: string): Uint8Array {
  return fromHex(uuid.replaceAll("-", ""), "uuid", 16);
}

/** Lower-case text of a UUID's 16 bytes. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/**
 * Version 5 UUID of a name.
 * @param namespace UUID of the namespace
 * @param name any text
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function uuidV5(namespace: string, name: string): string {
  const bytes = sha1(concat(uuidToBytes(namespace), utf8(name))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

/** The id that idOS gives an access grant: uuid5 of `grantee-data_id-locked_until`. */
export function accessGrantId(granteeWalletIdentifier: string, dataId: string, lockedUntil: number): string {
  return uuidV5("31276fd4-105f-4ff7-9f64-644942c14b79", `${granteeWalletIdentifier}-${dataId}-${lockedUntil}`);
}
