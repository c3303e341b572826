/** Wallet types: which proofs of ownership and signed grants the node accepts. Another type is one more entry. */
import { fromHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519Verify } from "../../../../enclave/crypto/ed25519.ts";
import { isEvmAddress, recoverPersonalMessage, sameEvmAddress } from "../../../../enclave/crypto/evm.ts";
import { isNearAccount, parseNearKey, verifyNep413 } from "../../../../enclave/crypto/nep413.ts";
import { stellarAddress, verifyStellar } from "./stellar.ts";
import { isXrplKey, verifyXrpl, xrplAddress } from "../../../../enclave/crypto/xrpl.ts";

/** A wallet as a profile names it. */
export interface NamedWallet {
  address: string;
  publicKey: string | null;
}

/** One wallet type. */
export interface WalletType {
  /** What is wrong with address or public key; undefined when nothing is. */
  problem(wallet: NamedWallet): string | undefined;
  /** True when the wallet signed the text. The signature is hex for all types. */
  verify(text: string, signature: string, wallet: NamedWallet): boolean;
}

const ED25519_KEY = /^[0-9a-f]{64}$/;

/** A type whose wallets have a key: `verify` of its bytes, false for hex that is none. */
function keyed(
  problem: (address: string, publicKey: string) => string | undefined,
  verify: (text: string, signature: Uint8Array, publicKey: string) => boolean,
): WalletType {
  return {
    problem: ({ address, publicKey }) => problem(address, publicKey ?? ""),
    verify(text, signature, { publicKey }) {
      try {
        return verify(text, fromHex(signature), publicKey ?? "");
      } catch {
        return false;
      }
    },
  };
}

const evm: WalletType = {
  problem: ({ address }) => (isEvmAddress(address) ? undefined : "address: expected 0x and 40 hex digits"),
  verify(text, signature, { address }) {
    const signer = recoverPersonalMessage(text, signature);
    return signer !== undefined && sameEvmAddress(signer, address);
  },
};

const near = keyed(
  (address, publicKey) => {
    if (!isNearAccount(address)) return "address: expected the name of a NEAR account";
    return parseNearKey(publicKey) ? undefined : "public_key: expected ed25519: and a key in base58";
  },
  (text, signature, publicKey) => {
    const key = parseNearKey(publicKey);
    return key !== undefined && verifyNep413(text, signature, key);
  },
);

const xrpl = keyed(
  (address, publicKey) => {
    if (!isXrplKey(publicKey)) return "public_key: expected ED, 02 or 03 and 64 hex digits, upper case";
    return address === xrplAddress(fromHex(publicKey)) ? undefined : "address: expected the one of public_key, r…";
  },
  (text, signature, publicKey) => verifyXrpl(text, signature, fromHex(publicKey)),
);

const stellar = keyed(
  (address, publicKey) => {
    if (!ED25519_KEY.test(publicKey)) return "public_key: expected an Ed25519 key, lower-case hex";
    return address === stellarAddress(fromHex(publicKey)) ? undefined : "address: expected the one of public_key, G…";
  },
  (text, signature, publicKey) => verifyStellar(text, signature, fromHex(publicKey)),
);

const faceSign = keyed(
  (address, publicKey) =>
    ED25519_KEY.test(publicKey) && address === publicKey
      ? undefined
      : "address and public_key: expected the same Ed25519 key, lower-case hex",
  (text, signature, publicKey) => ed25519Verify(signature, utf8(text), fromHex(publicKey)),
);

/** Every wallet type that the node accepts, by idOS's name. */
export const WALLET_TYPES: ReadonlyMap<string, WalletType> = new Map([
  ["EVM", evm],
  ["NEAR", near],
  ["XRPL", xrpl],
  ["Stellar", stellar],
  ["FaceSign", faceSign],
]);
