/** What a wallet signs for the MPC nodes, as EIP-712 typed data. Types are those of deployed idOS. */
import { recoverAddress, sameEvmAddress } from "../crypto/evm.ts";
import { typedDataDigest, type TypedData, type TypedField } from "../crypto/eip712.ts";
import { fromHex, toHex } from "../crypto/bytes.ts";
import { IdosError } from "../protocol/errors.ts";
import type { RecoveryWallet } from "../protocol/types.ts";

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
} satisfies Record<string, TypedField[]>;

/** How a node names a wallet: `eip712:0x…`. @throws IdosError `UNSUPPORTED` for wallets other than EVM */
export function recoveringAddress(wallet: RecoveryWallet): string {
  if (wallet.type !== "EVM")
    throw new IdosError("UNSUPPORTED", `${wallet.type} wallets cannot keep an MPC key here yet; use a password`);
  return `eip712:${wallet.address}`;
}

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

/**
 * Checks that a relayed signature is over the enclave's own message and by the expected wallet.
 * @throws IdosError `SIGNATURE_ALTERED`
 */
export function checkSignature(data: TypedData, signature: string, wallet: RecoveryWallet): void {
  const signer = recoverAddress(typedDataDigest(data), fromHex(signature, "signature"));
  if (!signer || !sameEvmAddress(signer, wallet.address))
    throw new IdosError(
      "SIGNATURE_ALTERED",
      "The signature that came back is not by the expected wallet over the enclave's message. Nothing was sent.",
    );
}
