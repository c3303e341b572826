/**
 * A server's keys: made once, kept in one file or one environment variable as JSON, checked when they are read.
 * `{ "signer": hex, "encryption": base64 or hex, "issuer"?: hex }`, 32 secret bytes each.
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { boxPublicKey } from "../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, randomBytes, toBase64, toHex } from "../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey } from "../../../enclave/crypto/ed25519.ts";
import { evmAddress } from "../../../enclave/crypto/evm.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import type { Base64, Hex } from "../../../enclave/protocol/types.ts";

/** Keys as they are kept. All secret. */
export interface KeyFile {
  /** secp256k1 secret key, hex: the server's wallet, which signs transactions and to which grants go. */
  signer: Hex;
  /** X25519 secret key, base64 or hex: opens what was shared. */
  encryption: string;
  /** Ed25519 seed, hex: signs credentials, and what an inserter writes. Issuers only. */
  issuer?: Hex | undefined;
}

/** Keys as they are used, 32 bytes each. */
export interface Keys {
  readonly signer: Uint8Array;
  readonly encryption: Uint8Array;
  readonly issuer?: Uint8Array | undefined;
}

/** Where keys come from: a file's path, JSON as from an environment variable, or an object. */
export type KeySource = string | KeyFile | Keys;

/** What may be known of keys. */
export interface PublicKeys {
  /** The server's wallet identifier, to which grants go: a checksummed EVM address. */
  walletIdentifier: string;
  /** X25519, base64. */
  encryptionPublicKey: Base64;
  /** Ed25519, lower-case hex: what a network's owner permits, as the delegate of an inserter. */
  issuerPublicKey?: Hex | undefined;
}

const keyFile = v.strictObject({ signer: v.string(), encryption: v.string(), issuer: v.optional(v.string()) });

/** Names the key in the error; the value stays out of it. */
function named<T>(name: string, expected: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const length = isIdosError(error) ? /expected \d+ bytes, got \d+/.exec(error.message)?.[0] : undefined;
    throw new IdosError("INVALID_ARGUMENT", `keys.${name}: ${length ?? `expected ${expected}`}`);
  }
}

const hexKey = (text: string, name: string) => named(name, "32 bytes as hex", () => fromHex(text.trim(), name, 32));

function encryptionKey(text: string): Uint8Array {
  const trimmed = text.trim();
  return named("encryption", "32 bytes as base64 or hex", () =>
    /^(0x)?[0-9a-fA-F]+$/.test(trimmed) ? fromHex(trimmed, "encryption", 32) : fromBase64(trimmed, "encryption", 32),
  );
}

function readJson(source: string): unknown {
  let json = source.trim();
  if (!json.startsWith("{")) {
    try {
      json = readFileSync(source, "utf8");
    } catch (cause) {
      const why = (cause as NodeJS.ErrnoException).code ?? "unreadable";
      throw new IdosError("INVALID_ARGUMENT", `keys: the key file cannot be read (${why})`);
    }
  }
  try {
    return JSON.parse(json);
  } catch {
    // No cause: the parser's message quotes the text.
    throw new IdosError("INVALID_ARGUMENT", "keys: expected JSON");
  }
}

function isBytes(source: KeyFile | Keys): source is Keys {
  return source.signer instanceof Uint8Array;
}

/**
 * Reads keys and checks every one of them.
 * @param source a file's path, JSON text, or an object
 * @throws IdosError `INVALID_ARGUMENT` naming the key that is missing, unknown or of a wrong length
 */
export function readKeys(source: KeySource): Keys {
  if (typeof source === "object" && isBytes(source)) return checked(source);
  const parsed = v.safeParse(keyFile, typeof source === "string" ? readJson(source) : source, { abortEarly: true });
  if (!parsed.success) {
    const name = v.getDotPath(parsed.issues[0]);
    const problem = parsed.issues[0].expected === "never" ? "unknown key" : "missing, or no text";
    throw new IdosError("INVALID_ARGUMENT", name ? `keys.${name}: ${problem}` : "keys: expected an object");
  }
  const { signer, encryption, issuer } = parsed.output;
  return checked({
    signer: hexKey(signer, "signer"),
    encryption: encryptionKey(encryption),
    ...(issuer !== undefined && { issuer: hexKey(issuer, "issuer") }),
  });
}

function checked(keys: Keys): Keys {
  for (const [name, key] of Object.entries(keys) as [string, unknown][])
    if (key !== undefined && (!(key instanceof Uint8Array) || key.length !== 32))
      throw new IdosError("INVALID_ARGUMENT", `keys.${name}: expected 32 bytes`);
  named("signer", "a secp256k1 secret key", () => evmAddress(keys.signer));
  named("encryption", "an X25519 secret key", () => boxPublicKey(keys.encryption));
  return keys;
}

/**
 * Makes new keys, as they are kept.
 * @param options `issuer`: also a key that signs credentials
 */
export function createKeys({ issuer = false }: { issuer?: boolean } = {}): KeyFile {
  return {
    signer: toHex(newSigner()),
    encryption: toBase64(randomBytes(32)),
    ...(issuer && { issuer: toHex(randomBytes(32)) }),
  };
}

function newSigner(): Uint8Array {
  for (;;) {
    const secret = randomBytes(32);
    try {
      evmAddress(secret);
      return secret;
    } catch {
      // One of 2^128 draws is outside of the curve's order.
    }
  }
}

/** What may be known of keys: what a network's owner permits, and what grants go to. */
export function publicKeys(source: KeySource): PublicKeys {
  const { signer, encryption, issuer } = readKeys(source);
  return {
    walletIdentifier: evmAddress(signer),
    encryptionPublicKey: toBase64(boxPublicKey(encryption)),
    ...(issuer && { issuerPublicKey: toHex(ed25519PublicKey(issuer)) }),
  };
}
