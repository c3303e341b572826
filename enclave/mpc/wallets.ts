/** The kinds of wallet that MPC nodes know: how they name one, and whether it signed a message. */
import { fromHex, utf8 } from "../crypto/bytes.ts";
import { ed25519Verify } from "../crypto/ed25519.ts";
import { typedDataDigest, type TypedData } from "../crypto/eip712.ts";
import { isEvmAddress, recoverAddress, sameEvmAddress } from "../crypto/evm.ts";
import { isNearAccount, parseNearKey, verifyNep413 } from "../crypto/nep413.ts";
import { isXrplKey, verifyXrpl, xrplAddress } from "../crypto/xrpl.ts";
import { IdosError } from "../protocol/errors.ts";
import type { RecoveryWallet } from "../protocol/types.ts";

/** One kind. */
interface WalletKind {
  /** Scheme of the recovering address, and of the `Authorization` header. */
  scheme: "eip712" | "NEAR" | "XRPL" | "FACESIGN";
  /** What stands behind the scheme; undefined when address or public key are malformed. */
  id(wallet: RecoveryWallet): string | undefined;
  /** True for what has the form of this kind's signatures, whatever it signs. */
  wellFormed(signature: Uint8Array, id: string): boolean;
  /** True when the wallet signed the message in its form. */
  verify(data: TypedData, signature: Uint8Array, id: string): boolean;
}

/** What wallets sign that know no typed data: its value as JSON, fields in the order of the type. */
export function messageText({ message }: TypedData): string {
  return JSON.stringify(message);
}

const KINDS: Record<RecoveryWallet["type"], WalletKind> = {
  EVM: {
    scheme: "eip712",
    id: ({ address }) => (isEvmAddress(address) ? address : undefined),
    wellFormed: ({ length }) => length === 65,
    verify(data, signature, id) {
      const signer = recoverAddress(typedDataDigest(data), signature);
      return signer !== undefined && sameEvmAddress(signer, id);
    },
  },
  NEAR: {
    scheme: "NEAR",
    id: ({ address, publicKey = "" }) =>
      isNearAccount(address) && parseNearKey(publicKey) ? publicKey.slice(publicKey.indexOf(":") + 1) : undefined,
    // Length, at least one byte of payload, 64 of signature.
    wellFormed: ({ length }) => length > 2 + 64,
    verify(data, signature, id) {
      const key = parseNearKey(`ed25519:${id}`);
      return key !== undefined && verifyNep413(messageText(data), signature, key);
    },
  },
  XRPL: {
    scheme: "XRPL",
    id: ({ address, publicKey = "" }) =>
      isXrplKey(publicKey) && xrplAddress(fromHex(publicKey)) === address ? publicKey : undefined,
    // Ed25519; DER of secp256k1.
    wellFormed: ({ length }, id) => (id.startsWith("ED") ? length === 64 : length >= 8 && length <= 72),
    verify: (data, signature, id) => verifyXrpl(messageText(data), signature, fromHex(id)),
  },
  FaceSign: {
    scheme: "FACESIGN",
    id: ({ address, publicKey = address }) =>
      /^[0-9a-f]{64}$/.test(publicKey) && publicKey === address ? publicKey : undefined,
    wellFormed: ({ length }) => length === 64,
    verify: (data, signature, id) => ed25519Verify(signature, utf8(messageText(data)), fromHex(id)),
  },
};

function idOf(wallet: RecoveryWallet, what: string): string {
  const id = KINDS[wallet.type].id(wallet);
  if (id === undefined)
    throw new IdosError(
      "INVALID_ARGUMENT",
      `${what}: address and public key are not those of one ${wallet.type} wallet`,
    );
  return id;
}

/**
 * How a node names a wallet: `eip712:0x…`, `NEAR:<base58 key>`, `XRPL:<key>`, `FACESIGN:<key>`.
 * @param what the argument's name, for the error
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function recoveringAddress(wallet: RecoveryWallet, what = "wallet"): string {
  return `${KINDS[wallet.type].scheme}:${idOf(wallet, what)}`;
}

/**
 * A wallet in full, as a person is shown it. A NEAR account is only what the site says; its key is what counts.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function walletInFull(wallet: RecoveryWallet, what = "wallet"): string {
  idOf(wallet, what);
  const { type, address, publicKey = "" } = wallet;
  if (type === "EVM") return address;
  if (type === "NEAR") return `${publicKey} (NEAR; the site names it ${address})`;
  return type === "XRPL" ? `${address} (XRPL, key ${publicKey})` : `${address} (FaceSign)`;
}

/** True when both name the same wallet to a node. */
export function sameWallet(a: RecoveryWallet, b: RecoveryWallet): boolean {
  const key = (wallet: RecoveryWallet): string => {
    const name = recoveringAddress(wallet);
    return wallet.type === "EVM" ? name.toLowerCase() : name;
  };
  return key(a) === key(b);
}

/** Value of the `Authorization` header for a request that this wallet signed. */
export function authorization(wallet: RecoveryWallet, signature: string): string {
  return `${KINDS[wallet.type].scheme} ${signature}`;
}

/** True when the expected wallet signed this message. */
function verifies(data: TypedData, signature: Uint8Array, wallet: RecoveryWallet): boolean {
  try {
    return KINDS[wallet.type].verify(data, signature, idOf(wallet, "wallet"));
  } catch {
    return false;
  }
}

function hexBytes(text: string): Uint8Array | undefined {
  try {
    return fromHex(text);
  } catch {
    return undefined;
  }
}

/** True when the expected wallet signed this message. @param signature hex; its form is the wallet kind's */
export function isSignedBy(data: TypedData, signature: string, wallet: RecoveryWallet): boolean {
  const bytes = hexBytes(signature);
  return bytes !== undefined && verifies(data, bytes, wallet);
}

/**
 * Checks that a relayed signature is over the enclave's own message and by the expected wallet. Whose it is otherwise
 * cannot be told: recovering an account from a signature of something else gives an account too, and any.
 * @param signature hex; its form is the wallet kind's
 * @throws IdosError `WALLET_UNAVAILABLE` where it is no signature of that form at all, as those of contracts;
 * `SIGNATURE_ALTERED` where it is one of something else, or by another wallet
 */
export function checkSignature(data: TypedData, signature: string, wallet: RecoveryWallet): void {
  const id = idOf(wallet, "wallet");
  const bytes = hexBytes(signature);
  if (!bytes || !KINDS[wallet.type].wellFormed(bytes, id))
    throw new IdosError(
      "WALLET_UNAVAILABLE",
      `The wallet's answer is no signature of a single ${wallet.type} key; contract wallets cannot sign for idOS`,
    );
  if (!verifies(data, bytes, wallet))
    throw new IdosError(
      "SIGNATURE_ALTERED",
      "The signature that came back is not by the expected wallet over the enclave's message. Nothing was sent.",
    );
}
