/**
 * NEAR: Ed25519 keys as `ed25519:<base58>`, and messages signed as NEP-413 says.
 * @see https://github.com/near/NEPs/blob/master/neps/nep-0413.md
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { base58 } from "@scure/base";
import { equalBytes, utf8 } from "./bytes.ts";
import { ed25519Verify } from "./ed25519.ts";

const PREFIX = "ed25519:";
/** 2^31 + 413: what makes the signed bytes unlike any transaction. */
const TAG = 2_147_484_061;
const NONCE = 32;
const SIGNATURE = 64;

/** For whom idOS's clients ask a wallet to sign, and for whom its servers do. */
const RECIPIENTS: readonly string[] = ["idos.network", "idos-issuer"];

/** The 32 bytes of `ed25519:<base58>`; undefined when it is anything else. */
export function parseNearKey(text: string): Uint8Array | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  try {
    const key = base58.decode(text.slice(PREFIX.length));
    return key.length === 32 ? key : undefined;
  } catch {
    return undefined;
  }
}

/** `ed25519:<base58>` of 32 bytes. */
export function nearKeyText(publicKey: Uint8Array): string {
  return PREFIX + base58.encode(publicKey);
}

/** True for an account's name, such as `alex.near`, or 64 hex digits. */
export function isNearAccount(text: string): boolean {
  return (
    text.length >= 2 && text.length <= 64 && /^(?:[a-z\d]+[-_])*[a-z\d]+(?:\.(?:[a-z\d]+[-_])*[a-z\d]+)*$/.test(text)
  );
}

/** Reads the fields of the payload, Borsh-encoded; undefined when they are malformed. */
function readPayload(payload: Uint8Array): { message: Uint8Array; recipient: string } | undefined {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  let at = 0;
  const u32 = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const take = (length: number): Uint8Array => {
    if (at + length > payload.length) throw new RangeError("truncated");
    at += length;
    return payload.subarray(at - length, at);
  };
  try {
    if (u32() !== TAG) return undefined;
    const message = take(u32());
    take(NONCE);
    const recipient = new TextDecoder("utf-8", { fatal: true }).decode(take(u32()));
    const [callback] = take(1);
    if (callback === 1) take(u32());
    else if (callback !== 0) return undefined;
    return at === payload.length ? { message, recipient } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True when a key signed a text for idOS.
 * @param signature u16 big-endian length ‖ payload (tag, message, nonce, recipient, callbackUrl?) ‖ 64-byte signature
 */
export function verifyNep413(text: string, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const end = 2 + ((signature[0] ?? 0) << 8) + (signature[1] ?? 0);
  if (signature.length !== end + SIGNATURE) return false;
  const payload = signature.subarray(2, end);
  const fields = readPayload(payload);
  return (
    fields !== undefined &&
    RECIPIENTS.includes(fields.recipient) &&
    equalBytes(fields.message, utf8(text)) &&
    ed25519Verify(signature.subarray(end), sha256(payload), publicKey)
  );
}
