/**
 * EIP-712 digests for flat structs of the field types that idOS's MPC nodes use. No nested structs.
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { IdosError } from "../protocol/errors.ts";
import { concat, fromHex, utf8 } from "./bytes.ts";

/** One field of a struct. */
export interface TypedField {
  name: string;
  type: "string" | "string[]" | "bytes32" | "bytes32[]" | "uint64" | "address";
}

/** Typed data in the shape of `eth_signTypedData_v4`. */
export interface TypedData {
  domain: { name: string; version: string; verifyingContract: string };
  types: Record<string, TypedField[]>;
  primaryType: string;
  message: Record<string, string | number | string[]>;
}

/** EIP712Domain as idOS's MPC nodes have it: no chainId. */
export const DOMAIN_TYPE: TypedField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "verifyingContract", type: "address" },
];

function encodeNumber(value: number, bits: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new IdosError("INVALID_ARGUMENT", `uint${bits}: out of range`);
  return fromHex(value.toString(16).padStart(64, "0"));
}

function encodeField(type: TypedField["type"], value: unknown, name: string): Uint8Array {
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) throw new IdosError("INVALID_ARGUMENT", `${name}: expected an array`);
    const item = type.slice(0, -2) as TypedField["type"];
    return keccak_256(concat(...value.map((v) => encodeField(item, v, name))));
  }
  if (type === "uint64") return encodeNumber(Number(value), 64);
  if (typeof value !== "string") throw new IdosError("INVALID_ARGUMENT", `${name}: expected text`);
  if (type === "string") return keccak_256(utf8(value));
  if (type === "bytes32") return fromHex(value, name, 32);
  return concat(new Uint8Array(12), fromHex(value, name, 20));
}

function hashStruct(name: string, fields: TypedField[], values: Record<string, unknown>): Uint8Array {
  const type = `${name}(${fields.map((f) => `${f.type} ${f.name}`).join(",")})`;
  return keccak_256(concat(keccak_256(utf8(type)), ...fields.map((f) => encodeField(f.type, values[f.name], f.name))));
}

/** The 32 bytes that a wallet signs for typed data. */
export function typedDataDigest({ domain, types, primaryType, message }: TypedData): Uint8Array {
  const fields = types[primaryType];
  if (!fields) throw new IdosError("INVALID_ARGUMENT", "primaryType: not among types");
  return keccak_256(
    concat(
      Uint8Array.of(0x19, 0x01),
      hashStruct("EIP712Domain", DOMAIN_TYPE, domain),
      hashStruct(primaryType, fields, message),
    ),
  );
}
