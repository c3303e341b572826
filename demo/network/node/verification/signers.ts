/** Kwil's signature types: who signs in, who sends a transaction. Another type is one more entry. */
import { toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import {
  checksumAddress,
  personalMessageDigest,
  recoverAddress,
  sameEvmAddress,
} from "../../../../enclave/crypto/evm.ts";
import { nearKeyText, verifyNep413 } from "../../../../enclave/crypto/nep413.ts";
import { verifyStellar } from "../../../../enclave/crypto/stellar.ts";
import { isXrplKey, verifyXrpl, xrplAddress } from "../../../../enclave/crypto/xrpl.ts";

/** One signature type. */
export interface Signer {
  /** The sender as actions know it; undefined when it is malformed. */
  caller(sender: Uint8Array): string | undefined;
  /** True when the sender signed the text. */
  verify(text: string, signature: Uint8Array, sender: Uint8Array): boolean;
}

/** EVM wallets (EIP-191). */
const secp256k1Personal: Signer = {
  caller: (sender) => (sender.length === 20 ? checksumAddress(sender) : undefined),
  verify(text, signature, sender) {
    const address = recoverAddress(personalMessageDigest(utf8(text)), signature);
    return address !== undefined && sameEvmAddress(address, checksumAddress(sender));
  },
};

/** Issuers, FaceSign and Stellar wallets; of the last, some sign only by SEP-53. */
const ed25519: Signer = {
  caller: (sender) => (sender.length === 32 ? toHex(sender) : undefined),
  verify: verifyStellar,
};

/** NEAR wallets. */
const nep413: Signer = {
  caller: (sender) => (sender.length === 32 ? nearKeyText(sender) : undefined),
  verify: verifyNep413,
};

/** XRPL wallets, by their public key of either kind. */
const xrpl: Signer = {
  caller: (sender) => (isXrplKey(toHex(sender).toUpperCase()) ? xrplAddress(sender) : undefined),
  verify: verifyXrpl,
};

/** Every signature type that the node accepts, by Kwil's name. */
export const SIGNERS: ReadonlyMap<string, Signer> = new Map([
  ["secp256k1_ep", secp256k1Personal],
  ["ed25519", ed25519],
  ["nep413", nep413],
  ["xrpl", xrpl],
]);
