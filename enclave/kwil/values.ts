/**
 * EncodedValue, Kwil's typed argument on the wire, for scalars and null. Arrays are refused: no action of
 * idOS's schema takes one. Byte-identical to `@idos-network/kwil-js` (`tests/vectors/kwil.json`).
 */
import { concat, fromUtf8, toHex, utf8 } from "../crypto/bytes.ts";
import { uuidFromBytes, uuidToBytes, isUuid } from "../crypto/uuid.ts";
import { IdosError } from "../protocol/errors.ts";
import type { WireType } from "./actions.ts";

/** A decoded argument. */
export interface TypedValue {
  type: string;
  value: string | number | boolean | null;
}

/** u16, little-endian. */
export function u16le(n: number): Uint8Array {
  return Uint8Array.of(n & 0xff, (n >> 8) & 0xff);
}

/**
 * Bytes behind their length as u32, little-endian. In parts, here and below, to be joined once: a credential's content
 * stands five lengths deep.
 */
export function prefixed(...parts: Uint8Array[]): Uint8Array[] {
  const length = new Uint8Array(4);
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  new DataView(length.buffer).setUint32(0, total, true);
  return [length, ...parts];
}

function encodeType(name: string): Uint8Array {
  const text = utf8(name);
  const head = new Uint8Array(6);
  new DataView(head.buffer).setUint32(2, text.length);
  return concat(head, text, new Uint8Array(5));
}

function encodeScalar(type: WireType, value: string | number): Uint8Array {
  if (type === "int8") {
    if (typeof value !== "number" || !Number.isSafeInteger(value))
      throw new IdosError("INVALID_ARGUMENT", "expected a whole number");
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
    return bytes;
  }
  if (typeof value !== "string") throw new IdosError("INVALID_ARGUMENT", "expected text");
  if (type === "text") return utf8(value);
  if (!isUuid(value)) throw new IdosError("INVALID_ARGUMENT", "expected a UUID");
  return uuidToBytes(value);
}

/**
 * Encodes one argument, in parts.
 * @throws IdosError `INVALID_ARGUMENT` when the value is not of the type
 */
export function encodeValue(type: WireType, value: string | number | null): Uint8Array[] {
  const item = value === null ? [Uint8Array.of(0)] : [Uint8Array.of(1), encodeScalar(type, value)];
  return [u16le(0), ...prefixed(encodeType(type)), u16le(1), ...prefixed(...item)];
}

/** Reads a byte string from its start; every read past the end is an `INVALID_ARGUMENT`. */
export class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** The next n bytes. */
  take(n: number): Uint8Array {
    if (this.#at + n > this.#bytes.length) throw new IdosError("INVALID_ARGUMENT", "payload: truncated");
    this.#at += n;
    return this.#bytes.subarray(this.#at - n, this.#at);
  }
  #view(n: number): DataView {
    const bytes = this.take(n);
    return new DataView(bytes.buffer, bytes.byteOffset, n);
  }
  u16le(): number {
    return this.#view(2).getUint16(0, true);
  }
  /** Bytes behind a u32 little-endian length. */
  prefixed(): Uint8Array {
    return this.take(this.#view(4).getUint32(0, true));
  }
  u32be(): number {
    return this.#view(4).getUint32(0);
  }
  /** Refuses what stands behind the end. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new IdosError("INVALID_ARGUMENT", "payload: bytes behind its end");
  }
}

function decodeScalar(type: string, bytes: Uint8Array): string | number | boolean {
  if (type === "text" || type === "numeric") return fromUtf8(bytes, "payload");
  if (type === "uuid" && bytes.length === 16) return uuidFromBytes(bytes);
  if (type === "bool" && bytes.length === 1) return bytes[0] === 1;
  if (type === "bytea") return toHex(bytes);
  if (type === "int8" && bytes.length === 8) {
    const value = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
      throw new IdosError("INVALID_ARGUMENT", "payload: number out of range");
    return Number(value);
  }
  throw new IdosError("INVALID_ARGUMENT", "payload: unknown type or wrong length");
}

/**
 * Decodes one argument.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function decodeValue(bytes: Uint8Array): TypedValue {
  const reader = new Reader(bytes);
  if (reader.u16le() !== 0) throw new IdosError("INVALID_ARGUMENT", "payload: unknown version of a value");
  const typeReader = new Reader(reader.prefixed());
  typeReader.take(2);
  const type = fromUtf8(typeReader.take(typeReader.u32be()), "payload");
  const isArray = typeReader.take(1)[0];
  if (isArray || reader.u16le() !== 1) throw new IdosError("INVALID_ARGUMENT", "payload: arrays are not supported");
  const item = reader.prefixed();
  reader.end();
  if (item[0] === 0 && item.length === 1) return { type, value: null };
  if (item[0] !== 1) throw new IdosError("INVALID_ARGUMENT", "payload: malformed value");
  return { type, value: decodeScalar(type, item.subarray(1)) };
}
