/** The four messages that a wallet signs for the MPC nodes, as EIP-712 typed data and as JSON. */
import type { TypedData, TypedField } from "../../../enclave/crypto/eip712.ts";

/** What a request signs, by kind. */
export interface Messages {
  upload: { share_commitments: string[]; recovering_addresses: string[] };
  download: { recovering_address: string; timestamp: number; public_key: string };
  addAddress: { recovering_address: string; address_to_add: string; timestamp: number };
  removeAddress: { recovering_address: string; address_to_remove: string; timestamp: number };
}

const TYPES: Record<keyof Messages, { primaryType: string; fields: TypedField[] }> = {
  upload: {
    primaryType: "UploadSignatureMessage",
    fields: [
      { name: "share_commitments", type: "bytes32[]" },
      { name: "recovering_addresses", type: "string[]" },
    ],
  },
  download: {
    primaryType: "DownloadSignatureMessage",
    fields: [
      { name: "recovering_address", type: "string" },
      { name: "timestamp", type: "uint64" },
      { name: "public_key", type: "bytes32" },
    ],
  },
  addAddress: {
    primaryType: "AddAddressSignatureMessage",
    fields: [
      { name: "recovering_address", type: "string" },
      { name: "address_to_add", type: "string" },
      { name: "timestamp", type: "uint64" },
    ],
  },
  removeAddress: {
    primaryType: "RemoveAddressSignatureMessage",
    fields: [
      { name: "recovering_address", type: "string" },
      { name: "address_to_remove", type: "string" },
      { name: "timestamp", type: "uint64" },
    ],
  },
};

/**
 * Typed data of a message.
 * @param contract 42 hex digits; the domain names it without its first byte
 */
export function typedData<K extends keyof Messages>(kind: K, contract: string, message: Messages[K]): TypedData {
  const { primaryType, fields } = TYPES[kind];
  return {
    domain: { name: "idOS secret store contract", version: "1", verifyingContract: `0x${contract.slice(2)}` },
    types: { [primaryType]: fields },
    primaryType,
    message: { ...message },
  };
}

/** The message as JSON, its fields in the order of the type: what wallets sign that know no typed data. */
export function signedJson<K extends keyof Messages>(kind: K, message: Messages[K]): string {
  const values = new Map<string, unknown>(Object.entries(message));
  return JSON.stringify(Object.fromEntries(TYPES[kind].fields.map(({ name }) => [name, values.get(name)])));
}
