/** Stellar: addresses and signatures over texts, raw and by SEP-53. */
import { sha256 } from "@noble/hashes/sha2.js";
import { base32 } from "@scure/base";
import { concat, utf8 } from "./bytes.ts";
import { ed25519Verify } from "./ed25519.ts";

/** Makes the first character of an address a G. */
const ACCOUNT = 6 << 3;

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

/** Address, `G…`, of a 32-byte public key. @see https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md */
export function stellarAddress(publicKey: Uint8Array): string {
  const versioned = concat(Uint8Array.of(ACCOUNT), publicKey);
  const checksum = crc16(versioned);
  return base32.encode(concat(versioned, Uint8Array.of(checksum & 0xff, checksum >> 8)));
}

/** The 32 bytes of an address, `G…`; undefined when it is anything else. */
export function stellarKey(text: string): Uint8Array | undefined {
  try {
    const key = base32.decode(text).subarray(1, 33);
    return stellarAddress(key) === text ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True when a key signed the bytes of a text, or what SEP-53 makes of them.
 * @see https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0053.md
 */
export function verifyStellar(text: string, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return (
    ed25519Verify(signature, utf8(text), publicKey) ||
    ed25519Verify(signature, sha256(utf8(`Stellar Signed Message:\n${text}`)), publicKey)
  );
}
