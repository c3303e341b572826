/**
 * Wallet types: which proofs of ownership and signed grants the node accepts. Here: EVM and FaceSign.
 * Another type is one more entry.
 */
import { fromHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519Verify } from "../../../../enclave/crypto/ed25519.ts";
import { isEvmAddress, recoverPersonalMessage, sameEvmAddress } from "../../../../enclave/crypto/evm.ts";

/** A wallet as a profile names it. */
export interface NamedWallet {
  address: string;
  publicKey: string | null;
}

/** One wallet type. */
export interface WalletType {
  /** What is wrong with address or public key; undefined when nothing is. */
  problem(wallet: NamedWallet): string | undefined;
  /** True when the wallet signed the text. The signature is as the wallet type writes it, hex for both. */
  verify(text: string, signature: string, wallet: NamedWallet): boolean;
}

const evm: WalletType = {
  problem: ({ address }) => (isEvmAddress(address) ? undefined : "address: expected 0x and 40 hex digits"),
  verify(text, signature, { address }) {
    const signer = recoverPersonalMessage(text, signature);
    return signer !== undefined && sameEvmAddress(signer, address);
  },
};

const ED25519_KEY = /^[0-9a-f]{64}$/;

const faceSign: WalletType = {
  problem: ({ address, publicKey }) =>
    publicKey !== null && ED25519_KEY.test(publicKey) && address === publicKey
      ? undefined
      : "address and public_key: expected the same Ed25519 key, lower-case hex",
  verify(text, signature, { publicKey }) {
    try {
      return ed25519Verify(fromHex(signature, "signature", 64), utf8(text), fromHex(publicKey ?? "", "public_key", 32));
    } catch {
      return false;
    }
  },
};

/** Every wallet type that the node accepts, by idOS's name. */
export const WALLET_TYPES: ReadonlyMap<string, WalletType> = new Map([
  ["EVM", evm],
  ["FaceSign", faceSign],
]);
