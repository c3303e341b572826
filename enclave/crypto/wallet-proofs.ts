/**
 * What a wallet of each kind has to look like, and whether it signed a text: for servers, the storage node and, but for
 * typed data, the MPC nodes' side of the enclave. A kind that is missing here does not compile.
 */
import { walletKinds, type WalletKind } from "../protocol/wallet-kinds.ts";
import { fromHex, toHex, utf8 } from "./bytes.ts";
import { ed25519Verify } from "./ed25519.ts";
import { isEvmAddress, personalMessageDigest, recoverAddress, sameEvmAddress } from "./evm.ts";
import { isNearAccount, parseNearKey, verifyNep413 } from "./nep413.ts";
import { stellarAddress, stellarKey, verifyStellar } from "./stellar.ts";
import { isXrplKey, verifyXrpl, xrplAddress } from "./xrpl.ts";

/** A wallet as a profile names it. */
export interface NamedWallet {
  address: string;
  publicKey?: string | undefined;
}

/** What is wrong with a wallet. */
export interface WalletProblem {
  field: "address" | "publicKey";
  expected: string;
}

/** One kind. */
export interface WalletProof {
  /** What is wrong with address or public key; undefined when nothing is. */
  problem(wallet: NamedWallet): WalletProblem | undefined;
  /** True when the wallet, of which nothing is wrong, signed the text. */
  verify(text: string, signature: Uint8Array, wallet: NamedWallet): boolean;
  /** The wallet that an owner's identifier names; without a key where that tells none, undefined for another kind's. */
  named(identifier: string): NamedWallet | undefined;
}

const ED25519_KEY = /^[0-9a-f]{64}$/;

const expected = (field: WalletProblem["field"], what: string): WalletProblem => ({ field, expected: what });

/** EIP-191. */
const evm: WalletProof = {
  problem: ({ address }) => (isEvmAddress(address) ? undefined : expected("address", "0x and 40 hex digits")),
  verify(text, signature, { address }) {
    const signer = recoverAddress(personalMessageDigest(utf8(text)), signature);
    return signer !== undefined && sameEvmAddress(signer, address);
  },
  named: (identifier) => (isEvmAddress(identifier) ? { address: identifier } : undefined),
};

/** NEP-413. Which account a key is of, only its chain knows. */
const near: WalletProof = {
  problem({ address, publicKey = "" }) {
    if (!isNearAccount(address)) return expected("address", "the name of a NEAR account");
    return parseNearKey(publicKey) ? undefined : expected("publicKey", "ed25519: and a key in base58");
  },
  verify(text, signature, { publicKey = "" }) {
    const key = parseNearKey(publicKey);
    return key !== undefined && verifyNep413(text, signature, key);
  },
  named(identifier) {
    const key = parseNearKey(identifier);
    // Its account without a name.
    return key && { address: toHex(key), publicKey: identifier };
  },
};

const xrpl: WalletProof = {
  problem({ address, publicKey = "" }) {
    if (!isXrplKey(publicKey)) return expected("publicKey", "ED, 02 or 03 and 64 hex digits, upper case");
    return address === xrplAddress(fromHex(publicKey))
      ? undefined
      : expected("address", "the one of the public key, r…");
  },
  verify: (text, signature, { publicKey = "" }) => verifyXrpl(text, signature, fromHex(publicKey)),
  named: (identifier) => (/^r[1-9A-HJ-NP-Za-km-z]{24,34}$/.test(identifier) ? { address: identifier } : undefined),
};

/** Raw Ed25519, or SEP-53. */
const stellar: WalletProof = {
  problem({ address, publicKey = "" }) {
    if (!ED25519_KEY.test(publicKey)) return expected("publicKey", "an Ed25519 key, lower-case hex");
    return address === stellarAddress(fromHex(publicKey))
      ? undefined
      : expected("address", "the one of the public key, G…");
  },
  verify: (text, signature, { publicKey = "" }) => verifyStellar(text, signature, fromHex(publicKey)),
  named(identifier) {
    const key = stellarKey(identifier);
    return key && { address: identifier, publicKey: toHex(key) };
  },
};

/** Raw Ed25519. */
const faceSign: WalletProof = {
  problem({ address, publicKey = "" }) {
    if (!ED25519_KEY.test(publicKey)) return expected("publicKey", "an Ed25519 key, lower-case hex");
    return address === publicKey ? undefined : expected("address", "the same as the public key");
  },
  verify: (text, signature, { address }) => ed25519Verify(signature, utf8(text), fromHex(address)),
  named: (identifier) => (ED25519_KEY.test(identifier) ? { address: identifier, publicKey: identifier } : undefined),
};

/** By kind. */
export const WALLET_PROOFS: Readonly<Record<WalletKind, WalletProof>> = {
  EVM: evm,
  NEAR: near,
  XRPL: xrpl,
  FaceSign: faceSign,
  Stellar: stellar,
};

/** The kind of wallet that an owner's identifier names: no two kinds have identifiers of one form. */
export function kindOfIdentifier(identifier: string): WalletKind | undefined {
  return walletKinds.find((kind) => WALLET_PROOFS[kind].named(identifier));
}

/** True when a wallet signed a text. @param signature hex, of every kind; false for anything malformed */
export function signedByWallet(kind: WalletKind, wallet: NamedWallet, text: string, signature: string): boolean {
  const { problem, verify } = WALLET_PROOFS[kind];
  try {
    return !problem(wallet) && verify(text, fromHex(signature), wallet);
  } catch {
    return false;
  }
}
