/**
 * Kwil's signature types: who signs in, who sends a transaction. Here: `secp256k1_ep` (EVM, EIP-191) and
 * `ed25519`. Another type is one more entry.
 */
import { toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519Verify } from "../../../../enclave/crypto/ed25519.ts";
import {
  checksumAddress,
  personalMessageDigest,
  recoverAddress,
  sameEvmAddress,
} from "../../../../enclave/crypto/evm.ts";

/** One signature type. */
export interface Signer {
  /** Length of a sender in bytes. */
  readonly senderLength: number;
  /** The sender as actions know it. */
  caller(sender: Uint8Array): string;
  /** True when the sender signed the text. */
  verify(text: string, signature: Uint8Array, sender: Uint8Array): boolean;
}

const secp256k1Personal: Signer = {
  senderLength: 20,
  caller: checksumAddress,
  verify(text, signature, sender) {
    const address = recoverAddress(personalMessageDigest(utf8(text)), signature);
    return address !== undefined && sameEvmAddress(address, checksumAddress(sender));
  },
};

const ed25519: Signer = {
  senderLength: 32,
  caller: toHex,
  verify: (text, signature, sender) => ed25519Verify(signature, utf8(text), sender),
};

/** Every signature type that the node accepts, by Kwil's name. */
export const SIGNERS: ReadonlyMap<string, Signer> = new Map([
  ["secp256k1_ep", secp256k1Personal],
  ["ed25519", ed25519],
]);
