/** Password → idOS key: the two scrypt ids of deployed idOS, and argon2id. Parameters in `docs/idos-facts.md`. */
import { sha256 } from "@noble/hashes/sha2.js";
import { IdosError } from "../protocol/errors.ts";
import { utf8 } from "./bytes.ts";
import { isUuidV4 } from "./uuid.ts";

/** One kdf. */
interface Kdf {
  /** It may make the keys of new passwords, where the operator says so. */
  forNew: boolean;
  /** @param step called in between where that is possible, also with how much is done; what it throws ends the work */
  derive(password: Uint8Array, userId: string, step: (done?: number) => void): Promise<Uint8Array>;
}

/** RFC 9106's second recommendation, with one lane: more lanes buy nothing in one thread. */
export const ARGON2ID = { memory: 65_536, passes: 3, lanes: 1, length: 32 } as const;

const scrypt =
  (N: number): Kdf["derive"] =>
  async (password, userId, step) =>
    // Not needed where a key is remembered.
    (await import("./scrypt.ts")).scrypt(password, utf8(userId), { N, r: 8, p: 1, dkLen: 32 }, step);

/** The table, newest first: the order in which an unlock tries them. */
const KDFS = {
  /** Makes new keys where the operator says so, and no other idOS enclave unlocks them. */
  "argon2id-v1": {
    forNew: true,
    async derive(password, userId, step) {
      // Loaded only when such a password is used.
      const { argon2id } = await import("./argon2.ts");
      step();
      return argon2id({ ...ARGON2ID, password, salt: sha256(utf8(`idos-enclave/argon2id-v1/${userId}`)) });
    },
  },
  /** Makes every deployed key. */
  "scrypt-v0.1": { forNew: true, derive: scrypt(16384) },
  /** Only the oldest keys; never used for a new one. */
  "scrypt-v0": { forNew: false, derive: scrypt(128) },
} as const satisfies Record<string, Kdf>;

/** How a key is made from a password. */
export type KdfId = keyof typeof KDFS;
/** A kdf that may make the keys of new passwords. */
export type NewKdfId = { [K in KdfId]: (typeof KDFS)[K]["forNew"] extends true ? K : never }[KdfId];

/** The kdf ids, in the order in which an unlock tries them. */
export const KDF_IDS = /* @__PURE__ */ Object.keys(KDFS) as KdfId[];
/** Those of {@link NewKdfId}. */
export const NEW_KDF_IDS = /* @__PURE__ */ KDF_IDS.filter((id): id is NewKdfId => KDFS[id].forNew);
/** MPC secrets, and new passwords where the operator does not say otherwise: every deployed enclave can unlock these. */
export const COMMON_KDF: NewKdfId = "scrypt-v0.1";

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
 * @throws IdosError `INVALID_ARGUMENT` (userId is not a UUIDv4; a password that is empty, or no Unicode), `ABORTED`; for `argon2id-v1` also
 * `UNSUPPORTED` where WebAssembly is missing or forbidden
 */
export async function deriveKey(
  kdf: KdfId,
  password: string,
  userId: string,
  { signal, onProgress }: DeriveOptions = {},
): Promise<Uint8Array> {
  if (!isUuidV4(userId)) throw new IdosError("INVALID_ARGUMENT", "userId: expected a UUIDv4");
  // In UTF-8, half a character is the same byte for byte, whichever it is.
  if (!password || /\p{Cs}/u.test(password)) throw new IdosError("INVALID_ARGUMENT", "password: must be text");
  const cancelled = (): IdosError => new IdosError("ABORTED", "Cancelled");
  if (signal?.aborted) throw cancelled();
  const key = await KDFS[kdf].derive(utf8(password.normalize("NFKC")), userId, (done) => {
    if (signal?.aborted) throw cancelled();
    if (done !== undefined) onProgress?.(done);
  });
  if (signal?.aborted) throw cancelled();
  return key;
}

/** Loads what the kdfs of deployed keys run fastest with, while the person is still asked. Never fails. */
export function preloadKdf(): void {
  void import("./scrypt.ts").then(({ preloadScrypt }) => preloadScrypt()).catch(() => {});
}
