/** The kinds of wallet that MPC nodes know: how they name one, and whether it signed a message. */
import { fromHex } from "../crypto/bytes.ts";
import { typedDataDigest, type TypedData } from "../crypto/eip712.ts";
import { recoverAddress, sameEvmAddress } from "../crypto/evm.ts";
import { WALLET_PROOFS, type NamedWallet } from "../crypto/wallet-proofs.ts";
import { IdosError } from "../protocol/errors.ts";
import {
  asRecoveryWallet,
  signsTypedData,
  WALLET_IN_FULL,
  WALLET_KINDS,
  type OwnerWallet,
  type RecoveryKind,
  type RecoveryWallet,
} from "../protocol/wallet-kinds.ts";

/** What MPC nodes tell apart in one kind, beside its scheme. */
interface NodeWallet {
  /** What stands behind the scheme, of a wallet of which nothing is wrong. */
  id(wallet: NamedWallet & { publicKey: string }): string;
  /** True for what has the form of this kind's signatures, whatever it signs. */
  wellFormed(signature: Uint8Array, id: string): boolean;
}

/** What wallets sign that know no typed data: its value as JSON, fields in the order of the type. */
export function messageText({ message }: TypedData): string {
  return JSON.stringify(message);
}

const KINDS: Record<RecoveryKind, NodeWallet> = {
  EVM: { id: ({ address }) => address, wellFormed: ({ length }) => length === 65 },
  NEAR: {
    id: ({ publicKey }) => publicKey.slice(publicKey.indexOf(":") + 1),
    // Length, at least one byte of payload, 64 of signature.
    wellFormed: ({ length }) => length > 2 + 64,
  },
  XRPL: {
    id: ({ publicKey }) => publicKey,
    // Ed25519; DER of secp256k1.
    wellFormed: ({ length }, id) => (id.startsWith("ED") ? length === 64 : length >= 8 && length <= 72),
  },
  FaceSign: { id: ({ publicKey }) => publicKey, wellFormed: ({ length }) => length === 64 },
};

/** A FaceSign wallet need not say its key twice. */
const withKey = ({ address, publicKey = address }: RecoveryWallet) => ({ address, publicKey });

function idOf(wallet: RecoveryWallet, what: string): string {
  const named = withKey(wallet);
  if (WALLET_PROOFS[wallet.type].problem(named))
    throw new IdosError(
      "INVALID_ARGUMENT",
      `${what}: address and public key are not those of one ${wallet.type} wallet`,
    );
  return KINDS[wallet.type].id(named);
}

/**
 * How a node names a wallet: `eip712:0x…`, `NEAR:<base58 key>`, `XRPL:<key>`, `FACESIGN:<key>`.
 * @param what the argument's name, for the error
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function recoveringAddress(wallet: RecoveryWallet, what = "wallet"): string {
  return `${WALLET_KINDS[wallet.type].mpc}:${idOf(wallet, what)}`;
}

/**
 * A wallet in full, as a person is shown it.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function walletInFull(wallet: OwnerWallet, what = "wallet"): string {
  const recovering = asRecoveryWallet(wallet);
  if (recovering) idOf(recovering, what);
  return WALLET_IN_FULL[wallet.type](wallet);
}

/** Value of the `Authorization` header for a request that this wallet signed. */
export function authorization(wallet: RecoveryWallet, signature: string): string {
  return `${WALLET_KINDS[wallet.type].mpc} ${signature}`;
}

/** True when the expected wallet signed this message. */
function verifies(data: TypedData, signature: Uint8Array, wallet: RecoveryWallet): boolean {
  try {
    if (!signsTypedData(wallet.type))
      return WALLET_PROOFS[wallet.type].verify(messageText(data), signature, withKey(wallet));
    const signer = recoverAddress(typedDataDigest(data), signature);
    return signer !== undefined && sameEvmAddress(signer, wallet.address);
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
