/**
 * A secret key that is remembered on this device: AES-256-GCM under a key of its own that cannot be extracted, with
 * everything that the row says about it as additional data. So a row that is moved to another user, site or date does
 * not open. https://www.w3.org/TR/WebCryptoAPI/#aes-gcm
 */
import { boxPublicKey } from "../crypto/box.ts";
import { checkBytes, randomBytes, toBase64, utf8 } from "../crypto/bytes.ts";
import type { KeyInfo, UnixSeconds, Uuid } from "../protocol/types.ts";
import type { EnclaveStorage } from "./storage.ts";
import type { RememberedKey, Scope } from "./tables.ts";

/** Seconds that a key can be remembered for. */
export const REMEMBER_CHOICES = [3_600, 86_400, 604_800, 2_592_000] as const;
/** Seconds that a clock may have been set back since a row was made. */
const CLOCK_SLACK = 300;
const IV_LENGTH = 12;

type Bound = Omit<RememberedKey, "wrappingKey" | "iv" | "wrapped">;

const additionalData = ({ scope, userId, publicKey, store, createdAt, expiresAt }: Bound): Uint8Array<ArrayBuffer> =>
  utf8(JSON.stringify(["idos-enclave/remembered-key/1", scope, userId, publicKey, store, createdAt, expiresAt]));

/**
 * Wraps a key.
 * @param secretKey X25519, 32 bytes
 * @param info whose it is
 * @param scope whom the row is for
 * @param seconds one of {@link REMEMBER_CHOICES}
 */
export async function wrapKey(
  secretKey: Uint8Array,
  { userId, publicKey, store }: KeyInfo,
  scope: Scope,
  seconds: number,
  now: UnixSeconds,
): Promise<RememberedKey> {
  checkBytes(secretKey, 32, "secretKey");
  const bound: Bound = { scope, userId, publicKey, store, createdAt: now, expiresAt: now + seconds };
  const wrappingKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = new Uint8Array(randomBytes(IV_LENGTH));
  const algorithm = { name: "AES-GCM", iv, additionalData: additionalData(bound) };
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(algorithm, wrappingKey, new Uint8Array(secretKey)));
  return { ...bound, wrappingKey, iv, wrapped };
}

/**
 * Unwraps a row.
 * @returns the secret key, 32 bytes; undefined if the row is expired, altered, of another user or for another scope
 */
export async function unwrapKey(
  row: RememberedKey,
  userId: Uuid,
  scope: Scope,
  now: UnixSeconds,
): Promise<Uint8Array | undefined> {
  try {
    if (row.userId !== userId || row.scope !== scope || !isCurrent(row, now)) return undefined;
    const algorithm = { name: "AES-GCM", iv: row.iv, additionalData: additionalData(row) };
    const secretKey = new Uint8Array(await crypto.subtle.decrypt(algorithm, row.wrappingKey, row.wrapped));
    return toBase64(boxPublicKey(secretKey)) === row.publicKey ? secretKey : undefined;
  } catch {
    // Whatever a row holds that another program wrote, it is no key.
    return undefined;
  }
}

function isCurrent({ createdAt, expiresAt }: RememberedKey, now: UnixSeconds): boolean {
  return createdAt - CLOCK_SLACK <= now && now < expiresAt;
}

/** The remembered key of a user in a scope. A row that does not open is deleted on sight, and so is any expired one. */
export async function readRemembered(
  storage: EnclaveStorage,
  userId: Uuid,
  scope: Scope,
  now: UnixSeconds,
): Promise<{ secretKey: Uint8Array; row: RememberedKey } | undefined> {
  let found: { secretKey: Uint8Array; row: RememberedKey } | undefined;
  for (const row of await storage.all("remembered")) {
    const mine = row.userId === userId && row.scope === scope;
    if (!mine && isCurrent(row, now)) continue;
    const secretKey = mine ? await unwrapKey(row, userId, scope, now) : undefined;
    if (secretKey) found = { secretKey, row };
    else await storage.remove("remembered", [row.scope, row.userId]);
  }
  return found;
}
