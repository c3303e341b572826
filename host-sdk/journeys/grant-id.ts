/** The id that an access grant will have, by WebCrypto: @noble's SHA-1 would be the largest part of what loads first. */
import { concat, utf8 } from "../../enclave/crypto/bytes.ts";
import { uuidFromBytes, uuidToBytes } from "../../enclave/crypto/uuid.ts";
import type { Uuid } from "../../enclave/protocol/types.ts";

/** idOS's namespace for access grants. */
const NAMESPACE = "31276fd4-105f-4ff7-9f64-644942c14b79";

/** uuid5 of `grantee-data_id-locked_until`; equal to `accessGrantId` of `enclave/crypto/uuid.ts`. */
export async function futureGrantId(grantee: string, copyId: Uuid, lockedUntil: number): Promise<Uuid> {
  const named = concat(uuidToBytes(NAMESPACE), utf8(`${grantee}-${copyId}-${lockedUntil}`));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", named)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}
