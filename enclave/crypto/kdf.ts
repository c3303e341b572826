/** Password → idOS key: the two scrypt ids of deployed idOS, and argon2id. Parameters in `docs/idos-facts.md`. */
import { sha256 } from "@noble/hashes/sha2.js";
import { IdosError } from "../protocol/errors.ts";
import { utf8 } from "./bytes.ts";
import { isUuidV4 } from "./uuid.ts";

/** The kdf ids, newest first: the order in which an unlock tries them. */
export const KDF_IDS = ["argon2id-v1", "scrypt-v0.1", "scrypt-v0"] as const;
/**
 * `scrypt-v0.1` makes every deployed key; `scrypt-v0` only the oldest ones and is never used for a new key;
 * `argon2id-v1` makes new keys where the operator says so, and no other idOS enclave unlocks it.
 */
export type KdfId = (typeof KDF_IDS)[number];

const SCRYPT: Record<Exclude<KdfId, "argon2id-v1">, { N: number; r: number; p: number; dkLen: number }> = {
  "scrypt-v0": { N: 128, r: 8, p: 1, dkLen: 32 },
  "scrypt-v0.1": { N: 16384, r: 8, p: 1, dkLen: 32 },
};
/** RFC 9106's second recommendation, with one lane: more lanes buy nothing in one thread. */
export const ARGON2ID = { memory: 65_536, passes: 3, lanes: 1, length: 32 } as const;

/** Options of {@link deriveKey}. */
export interface DeriveOptions {
  signal?: AbortSignal | undefined;
  /**
   * Called with 0..1; what it throws ends the work. A kdf is one step of its thread: `signal` stops it before or after,
   * and in WebAssembly it reports nothing in between.
   */
  onProgress?: ((done: number) => void) | undefined;
}

/**
 * Derives an idOS secret key from a password.
 * @param kdf which parameters
 * @param password any text; NFKC is applied
 * @param userId the profile's UUIDv4, its case kept: it is the salt
 * @returns X25519 secret key, 32 bytes
 * @throws IdosError `INVALID_ARGUMENT` (userId is not a UUIDv4, empty password), `ABORTED`; for `argon2id-v1` also
 * `UNSUPPORTED` where WebAssembly is missing or forbidden
 */
export async function deriveKey(
  kdf: KdfId,
  password: string,
  userId: string,
  { signal, onProgress }: DeriveOptions = {},
): Promise<Uint8Array> {
  if (!isUuidV4(userId)) throw new IdosError("INVALID_ARGUMENT", "userId: expected a UUIDv4");
  if (!password) throw new IdosError("INVALID_ARGUMENT", "password: must not be empty");
  const cancelled = (): IdosError => new IdosError("ABORTED", "Cancelled");
  if (signal?.aborted) throw cancelled();
  const text = utf8(password.normalize("NFKC"));
  let key: Uint8Array;
  if (kdf === "argon2id-v1") {
    // Loaded only when such a password is used.
    const { argon2id } = await import("./argon2.ts");
    if (signal?.aborted) throw cancelled();
    key = await argon2id({
      ...ARGON2ID,
      password: text,
      salt: sha256(utf8(`idos-enclave/argon2id-v1/${userId}`)),
    });
  } else {
    // Not needed where a key is remembered.
    const { scrypt } = await import("./scrypt.ts");
    key = await scrypt(text, utf8(userId), SCRYPT[kdf], (done) => {
      if (signal?.aborted) throw cancelled();
      onProgress?.(done);
    });
  }
  if (signal?.aborted) throw cancelled();
  return key;
}

/** Loads what the kdfs of deployed keys run fastest with, while the person is still asked. Never fails. */
export function preloadKdf(): void {
  void import("./scrypt.ts").then(({ preloadScrypt }) => preloadScrypt()).catch(() => {});
}
