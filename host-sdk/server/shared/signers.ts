/**
 * A server's keys as signers of the network: secp256k1 for what is shared with it, Ed25519 for an issuer's edits and all
 * that an inserter does: idOS compares delegates exactly and in lower case, and knows an EVM caller by its checksum form.
 */
import { toHex } from "../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, ed25519Sign } from "../../../enclave/crypto/ed25519.ts";
import { evmAddress, personalMessageDigest, signDigest } from "../../../enclave/crypto/evm.ts";
import type { NetworkSigner } from "../../network/signer.ts";

/** Signs as an EVM wallet does (EIP-191). @param secretKey secp256k1, 32 bytes */
export function evmSigner(secretKey: Uint8Array): NetworkSigner {
  return {
    authType: "secp256k1_ep",
    keyType: "secp256k1",
    identifier: evmAddress(secretKey).slice(2).toLowerCase(),
    unattended: true,
    sign: async (message) => signDigest(personalMessageDigest(message), secretKey),
  };
}

/** Signs with raw Ed25519. @param seed 32 bytes */
export function ed25519Signer(seed: Uint8Array): NetworkSigner {
  return {
    authType: "ed25519",
    keyType: "ed25519",
    identifier: toHex(ed25519PublicKey(seed)),
    unattended: true,
    sign: async (message) => ed25519Sign(message, seed),
  };
}
