/**
 * What the enclave keeps in a browser, in IndexedDB, and nowhere else. A third-party frame and the window have storages
 * of their own where the browser partitions them, and share one where it does not: a row names whom it is for.
 * Nothing here opens without the key: no password, no share, no plaintext of a credential.
 */
import type { KdfId } from "../crypto/kdf.ts";
import type { Base64, KeyStore, UnixSeconds, Uuid } from "../protocol/types.ts";

/** Whom a row is for: a client's origin (its frame resumes with it), or the window itself. */
export type Scope = "window" | (string & {});

/** A secret key that was asked to be remembered, wrapped. */
export interface RememberedKey {
  scope: Scope;
  userId: Uuid;
  publicKey: Base64;
  store: KeyStore;
  createdAt: UnixSeconds;
  expiresAt: UnixSeconds;
  /** AES-GCM, not extractable: it can be used on this device, not read. */
  wrappingKey: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: Uint8Array<ArrayBuffer>;
}

/** What was last seen of a profile. */
export interface KnownProfile {
  userId: Uuid;
  publicKey: Base64;
  /** Which kdf made the key, for passwords. */
  kdf?: KdfId | undefined;
  /** Wallets whose signature brought the key back here, by `walletKey`. */
  wallets?: string[] | undefined;
}

/** A key that the person let a site make. It stays until the key is unlocked once: by then a profile names it. */
export interface Creation {
  site: string;
  /** In lower case. */
  userId: Uuid;
  /** The wallet that the site named, by `walletKey`. */
  wallet?: string | undefined;
  /** Unix milliseconds when the person let it, or when the key was about to be made: it counts as under way from then. */
  at: number;
  /** Nothing was uploaded or handed out by what this storage knows: the wallet may have declined, and be asked again. */
  pending?: true | undefined;
}

/** Wrong passwords in a row. */
export interface PasswordAttempts {
  /** In lower case. */
  userId: Uuid;
  wrong: number;
  /** Unix milliseconds of the last one. */
  at: number;
}

/** A prompt of a site that has not led to an act of the person in a window. */
export interface Prompt {
  id: Uuid;
  /** What a site cannot change by another subdomain, see `promptingParty`. */
  party: string;
  /** Unix milliseconds. */
  at: number;
}

/** A site that was let use a key. */
export interface ConnectedSite {
  userId: Uuid;
  origin: string;
  publicKey: Base64;
  store: KeyStore;
  firstUsed: UnixSeconds;
  lastUsed: UnixSeconds;
  /** Until when the site's own frame resumes without a window; undefined if it does not. */
  rememberedUntil?: UnixSeconds | undefined;
  /** Kept so that a frame with a storage of its own learns of it: the person took the permission back. */
  disconnected: boolean;
}

/** One line of the activity log, sealed to its user's own key. */
export interface SealedActivity {
  scope: Scope;
  id: Uuid;
  userId: Uuid;
  at: UnixSeconds;
  content: Uint8Array;
  encryptorPublicKey: Uint8Array;
}

/** A key that a passkey opens: wrapped by what its PRF gives for the salt. */
export interface Passkey {
  userId: Uuid;
  /** Credential id, base64url. */
  id: string;
  publicKey: Base64;
  salt: Base64;
  /** The person's own words. */
  name: string;
  createdAt: UnixSeconds;
  lastUsed?: UnixSeconds | undefined;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: Uint8Array<ArrayBuffer>;
}

/** The person was asked whether to make a passkey, and is not asked again. */
export interface PasskeyOffer {
  userId: Uuid;
  at: UnixSeconds;
}

/** Rows by table. */
export interface Tables {
  remembered: RememberedKey;
  profiles: KnownProfile;
  sites: ConnectedSite;
  activity: SealedActivity;
  passkeys: Passkey;
  passkeyOffers: PasskeyOffer;
  creations: Creation;
  attempts: PasswordAttempts;
  prompts: Prompt;
}

/** Fields that a row is found by. */
export const TABLE_KEYS: { [T in keyof Tables]: (keyof Tables[T] & string)[] } = {
  remembered: ["scope", "userId"],
  profiles: ["userId"],
  sites: ["userId", "origin"],
  activity: ["scope", "id"],
  passkeys: ["userId", "id"],
  passkeyOffers: ["userId"],
  creations: ["site", "userId"],
  attempts: ["userId"],
  prompts: ["id"],
};
