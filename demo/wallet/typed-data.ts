/**
 * EIP-712 typed data in the shape of `eth_signTypedData_v4`: reading it from a site, hashing it, and listing
 * exactly what is signed so that a person can read it.
 * `types.EIP712Domain` is required, as in the EIP's JSON schema; null structs (a v4 extension) are refused.
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProviderError } from "./provider-error.ts";

/** One member of a struct type. */
export interface TypedMember {
  name: string;
  type: string;
}
type Struct = Record<string, unknown>;

/** Typed data whose outer form was checked; its values are checked while they are hashed. */
export interface TypedData {
  types: Record<string, TypedMember[]>;
  primaryType: string;
  domain: Struct;
  message: Struct;
}

/** A signed value as a person reads it: a leaf has `text`, a struct or an array has `fields`. */
export interface TypedField {
  name: string;
  type: string;
  text?: string;
  fields?: TypedField[];
}

const invalid = (what: string): ProviderError => new ProviderError("invalidParams", what);
const isStruct = (value: unknown): value is Struct =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isMember(value: unknown): value is TypedMember {
  return isStruct(value) && typeof value.name === "string" && typeof value.type === "string";
}

/**
 * Reads the second parameter of `eth_signTypedData_v4`.
 * @param value an object, or its JSON
 * @throws ProviderError −32602 naming the part that is wrong
 */
export function parseTypedData(value: unknown): TypedData {
  let data = value;
  if (typeof value === "string") {
    try {
      data = JSON.parse(value);
    } catch {
      throw invalid("typed data: expected an object or JSON");
    }
  }
  if (!isStruct(data)) throw invalid("typed data: expected an object or JSON");
  const { types, primaryType, domain, message } = data;
  if (!isStruct(types)) throw invalid("types: expected an object");
  const checked: Record<string, TypedMember[]> = {};
  for (const [name, members] of Object.entries(types)) {
    if (!Array.isArray(members) || !members.every(isMember))
      throw invalid(`types.${name}: expected a list of name and type`);
    checked[name] = members.map((m) => ({ name: m.name, type: m.type }));
  }
  if (!Object.hasOwn(checked, "EIP712Domain")) throw invalid("types.EIP712Domain: missing");
  if (typeof primaryType !== "string" || !Object.hasOwn(checked, primaryType))
    throw invalid("primaryType: not among types");
  if (!isStruct(domain)) throw invalid("domain: expected an object");
  if (!isStruct(message)) throw invalid("message: expected an object");
  return { types: checked, primaryType, domain, message };
}

const ARRAY = /^(.+)\[(\d*)\]$/;

function splitArray(type: string): { item: string; length: number | undefined } | undefined {
  const match = ARRAY.exec(type);
  return match?.[1] ? { item: match[1], length: match[2] ? Number(match[2]) : undefined } : undefined;
}

function dependencies(types: TypedData["types"], type: string, found = new Set<string>()): Set<string> {
  const array = splitArray(type);
  if (array) return dependencies(types, array.item, found);
  if (found.has(type) || !Object.hasOwn(types, type)) return found;
  found.add(type);
  for (const member of types[type] ?? []) dependencies(types, member.type, found);
  return found;
}

/** `Mail(Person from,Person to)Person(string name)`: the type, then what it refers to, sorted. */
function typeText(types: TypedData["types"], type: string): string {
  const others = [...dependencies(types, type)].filter((name) => name !== type).sort();
  return [type, ...others]
    .map((name) => `${name}(${(types[name] ?? []).map((m) => `${m.type} ${m.name}`).join(",")})`)
    .join("");
}

function bytesOf(value: unknown, where: string): Uint8Array {
  if (typeof value !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(value)) throw invalid(`${where}: expected 0x hex`);
  return hexToBytes(value.slice(2));
}

function integer(value: unknown, signed: boolean, bits: number, where: string): Uint8Array {
  if (bits % 8 || bits < 8 || bits > 256) throw invalid(`${where}: no such type`);
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  if (!whole && !(typeof value === "string" && /^(-?\d+|0x[0-9a-fA-F]+)$/.test(value)))
    throw invalid(`${where}: expected a whole number`);
  const number = BigInt(value as string | number | bigint);
  const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const high = 1n << BigInt(signed ? bits - 1 : bits);
  if (number < low || number >= high) throw invalid(`${where}: out of range`);
  return hexToBytes(BigInt.asUintN(256, number).toString(16).padStart(64, "0"));
}

function padded(bytes: Uint8Array, side: "left" | "right"): Uint8Array {
  const word = new Uint8Array(32);
  word.set(bytes, side === "left" ? 32 - bytes.length : 0);
  return word;
}

function encodeAtom(type: string, value: unknown, where: string): Uint8Array {
  if (type === "string") {
    if (typeof value !== "string") throw invalid(`${where}: expected text`);
    return keccak_256(utf8ToBytes(value));
  }
  if (type === "bytes") return keccak_256(bytesOf(value, where));
  if (type === "bool") {
    if (typeof value !== "boolean") throw invalid(`${where}: expected true or false`);
    return padded(Uint8Array.of(value ? 1 : 0), "left");
  }
  if (type === "address") {
    const bytes = bytesOf(value, where);
    if (bytes.length !== 20) throw invalid(`${where}: expected 20 bytes`);
    return padded(bytes, "left");
  }
  const [, kind, size] = /^(bytes|uint|int)(\d+)$/.exec(type) ?? [];
  if (!kind) throw invalid(`${where}: unknown type`);
  if (kind !== "bytes") return integer(value, kind === "int", Number(size), where);
  const bytes = bytesOf(value, where);
  if (Number(size) < 1 || Number(size) > 32) throw invalid(`${where}: no such type`);
  if (bytes.length !== Number(size)) throw invalid(`${where}: expected ${size} bytes`);
  return padded(bytes, "right");
}

function encode(types: TypedData["types"], type: string, value: unknown, where: string): Uint8Array {
  const array = splitArray(type);
  if (array) {
    if (!Array.isArray(value)) throw invalid(`${where}: expected a list`);
    if (array.length !== undefined && value.length !== array.length)
      throw invalid(`${where}: expected ${array.length} items`);
    return keccak_256(concatBytes(...value.map((item, i) => encode(types, array.item, item, `${where}[${i}]`))));
  }
  return Object.hasOwn(types, type) ? hashStruct(types, type, value, where) : encodeAtom(type, value, where);
}

function hashStruct(types: TypedData["types"], type: string, value: unknown, where: string): Uint8Array {
  if (!isStruct(value)) throw invalid(`${where}: expected an object`);
  const words = (types[type] ?? []).map(({ name, type: memberType }) => {
    if (!Object.hasOwn(value, name)) throw invalid(`${where}.${name}: missing`);
    return encode(types, memberType, value[name], `${where}.${name}`);
  });
  return keccak_256(concatBytes(keccak_256(utf8ToBytes(typeText(types, type))), ...words));
}

/**
 * The 32 bytes that are signed.
 * @throws ProviderError −32602 naming the field that is wrong, never its value
 */
export function typedDataDigest({ types, primaryType, domain, message }: TypedData): Uint8Array {
  const parts = [Uint8Array.of(0x19, 0x01), hashStruct(types, "EIP712Domain", domain, "domain")];
  // The EIP allows signing the domain alone.
  if (primaryType !== "EIP712Domain") parts.push(hashStruct(types, primaryType, message, "message"));
  return keccak_256(concatBytes(...parts));
}

function field(types: TypedData["types"], name: string, type: string, value: unknown): TypedField {
  const array = splitArray(type);
  if (array)
    return { name, type, fields: (value as unknown[]).map((item, i) => field(types, String(i + 1), array.item, item)) };
  if (Object.hasOwn(types, type)) return { name, type, fields: members(types, type, value as Struct) };
  return { name, type, text: String(value) };
}

function members(types: TypedData["types"], type: string, struct: Struct): TypedField[] {
  return (types[type] ?? []).map((m) => field(types, m.name, m.type, struct[m.name]));
}

/**
 * What is signed and nothing else: a value that no type names is not listed, since it is not signed.
 * Call it with data that {@link typedDataDigest} accepted.
 */
export function signedFields({ types, primaryType, domain, message }: TypedData): {
  domain: TypedField[];
  message: TypedField[];
} {
  return {
    domain: members(types, "EIP712Domain", domain),
    message: primaryType === "EIP712Domain" ? [] : members(types, primaryType, message),
  };
}
