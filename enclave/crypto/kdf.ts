/**
 * Password → idOS key. Both scrypt ids of deployed idOS; parameters in `docs/idos-facts.md`.
 * Does not know `argon2id-v1`: that id is not made or accepted yet.
 */
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { IdosError } from "../protocol/errors.ts";
import { utf8 } from "./bytes.ts";
import { isUuidV4 } from "./uuid.ts";

/** The kdf ids, newest first: the order in which an unlock tries them. */
export const KDF_IDS = ["scrypt-v0.1", "scrypt-v0"] as const;
/** `scrypt-v0.1` makes every deployed key; `scrypt-v0` only the oldest ones and is never used for a new key. */
export type KdfId = (typeof KDF_IDS)[number];

const PARAMETERS: Record<KdfId, { N: number; r: number; p: number; dkLen: number }> = {
  "scrypt-v0": { N: 128, r: 8, p: 1, dkLen: 32 },
  "scrypt-v0.1": { N: 16384, r: 8, p: 1, dkLen: 32 },
};

/** Options of {@link deriveKey}. */
export interface DeriveOptions {
  signal?: AbortSignal | undefined;
  /** Called with 0..1. */
  onProgress?: ((done: number) => void) | undefined;
}

/**
 * Derives an idOS secret key from a password.
 * @param kdf which parameters
 * @param password any text; NFKC is applied
 * @param userId the profile's UUIDv4, its case kept: it is the salt
 * @returns X25519 secret key, 32 bytes
 * @throws IdosError `INVALID_ARGUMENT` (userId is not a UUIDv4, empty password), `ABORTED`
 */
export async function deriveKey(
  kdf: KdfId,
  password: string,
  userId: string,
  { signal, onProgress }: DeriveOptions = {},
): Promise<Uint8Array> {
  if (!isUuidV4(userId)) throw new IdosError("INVALID_ARGUMENT", "userId: expected a UUIDv4");
  if (!password) throw new IdosError("INVALID_ARGUMENT", "password: must not be empty");
  const key = await scryptAsync(utf8(password.normalize("NFKC")), utf8(userId), {
    ...PARAMETERS[kdf],
    asyncTick: 20,
    onProgress: (done) => {
      // Thrown from inside the loop: scrypt has no other way to be stopped half-way.
      if (signal?.aborted) throw new IdosError("ABORTED", "Cancelled");
      onProgress?.(done);
    },
  });
  if (signal?.aborted) throw new IdosError("ABORTED", "Cancelled");
  return key;
}
