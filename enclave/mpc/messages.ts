/** What a wallet signs for the MPC nodes, as EIP-712 typed data. Types and field order are those of deployed idOS. */
import type { TypedData, TypedField } from "../crypto/eip712.ts";
import { toHex } from "../crypto/bytes.ts";

const TYPES = {
  UploadSignatureMessage: [
    { name: "share_commitments", type: "bytes32[]" },
    { name: "recovering_addresses", type: "string[]" },
  ],
  DownloadSignatureMessage: [
    { name: "recovering_address", type: "string" },
    { name: "timestamp", type: "uint64" },
    { name: "public_key", type: "bytes32" },
  ],
  AddAddressSignatureMessage: [
    { name: "recovering_address", type: "string" },
    { name: "address_to_add", type: "string" },
    { name: "timestamp", type: "uint64" },
  ],
  RemoveAddressSignatureMessage: [
    { name: "recovering_address", type: "string" },
    { name: "address_to_remove", type: "string" },
    { name: "timestamp", type: "uint64" },
  ],
} satisfies Record<string, TypedField[]>;

function typedData(contract: string, primaryType: keyof typeof TYPES, message: TypedData["message"]): TypedData {
  return {
    // The contract address is 21 bytes; its first one is a kind and not part of the EVM address.
    domain: { name: "idOS secret store contract", version: "1", verifyingContract: `0x${contract.slice(2)}` },
    types: { [primaryType]: TYPES[primaryType] },
    primaryType,
    message,
  };
}

/** Consent to store shares with these commitments (32 bytes each) for these wallets. */
export function uploadMessage(
  contract: string,
  commitments: readonly Uint8Array[],
  recovering: readonly string[],
): TypedData {
  return typedData(contract, "UploadSignatureMessage", {
    share_commitments: commitments.map((c) => `0x${toHex(c)}`),
    recovering_addresses: [...recovering],
  });
}

/**
 * Consent to hand out shares, sealed to an ephemeral key.
 * @param timestamp unix milliseconds
 * @param publicKey X25519, 32 bytes
 */
export function downloadMessage(
  contract: string,
  recovering: string,
  timestamp: number,
  publicKey: Uint8Array,
): TypedData {
  return typedData(contract, "DownloadSignatureMessage", {
    recovering_address: recovering,
    timestamp,
    public_key: `0x${toHex(publicKey)}`,
  });
}

/** A change of who can rebuild a key. */
export type AddressChange = "add" | "remove";

/**
 * Consent to a change of who can rebuild a key.
 * @param recovering the address that signs
 * @param target the address that is added or removed
 * @param timestamp unix milliseconds; a node takes each only once
 */
export function addressMessage(
  change: AddressChange,
  contract: string,
  recovering: string,
  target: string,
  timestamp: number,
): TypedData {
  return change === "add"
    ? typedData(contract, "AddAddressSignatureMessage", {
        recovering_address: recovering,
        address_to_add: target,
        timestamp,
      })
    : typedData(contract, "RemoveAddressSignatureMessage", {
        recovering_address: recovering,
        address_to_remove: target,
        timestamp,
      });
}
