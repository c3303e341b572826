/**
 * The kinds of wallet that idOS knows, and all that is told apart by them but cryptography. Every list of kinds, every
 * type and every comparison derives from this table; what else a kind needs is a record by kind, which the compiler
 * finds incomplete (`enclave/crypto/wallet-proofs.ts`, `enclave/mpc/wallets.ts`).
 */

/** What a wallet names itself by. */
interface Named {
  address: string;
  publicKey?: string | undefined;
}

/** What is said of one kind. */
interface Kind {
  /** Scheme by which MPC nodes name it; undefined for a kind that rebuilds no key. */
  mpc: string | undefined;
  /** What its owner is known by on idOS: its address, or its public key where an address is a mere name of that. */
  owner: keyof Named;
  /** Owners compare without regard to case; else exactly. */
  anyCase?: true;
  /**
   * It signs typed data (EIP-712), and may announce itself in the enclave's window (EIP-6963). All others sign text, in
   * the page.
   */
  typedData?: true;
}

/** The table. */
export const WALLET_KINDS = {
  EVM: { mpc: "eip712", owner: "address", anyCase: true, typedData: true },
  NEAR: { mpc: "NEAR", owner: "publicKey" },
  XRPL: { mpc: "XRPL", owner: "address" },
  FaceSign: { mpc: "FACESIGN", owner: "publicKey" },
  Stellar: { mpc: undefined, owner: "address" },
} as const satisfies Record<string, Kind>;

type Table = typeof WALLET_KINDS;
/** A kind of wallet, by idOS's name. */
export type WalletKind = keyof Table;
/** A kind whose wallets can rebuild an MPC key. */
export type RecoveryKind = { [K in WalletKind]: Table[K]["mpc"] extends string ? K : never }[WalletKind];
/** Scheme of a recovering address, and of the `Authorization` header. */
export type RecoveryScheme = Table[RecoveryKind]["mpc"];

/** All kinds. */
export const walletKinds = /* @__PURE__ */ Object.keys(WALLET_KINDS) as WalletKind[];
/** Those that {@link rebuildsKey}. */
export const recoveryKinds = /* @__PURE__ */ walletKinds.filter(rebuildsKey);

/** A wallet of each kind in full, as a person is shown it. Beside the table, since few of its readers show one. */
export const WALLET_IN_FULL: Readonly<Record<WalletKind, (wallet: Named) => string>> = {
  EVM: ({ address }) => address,
  // The account is only what the site says; its key is what counts.
  NEAR: ({ address, publicKey = "" }) => `${publicKey} (NEAR; the site names it ${address})`,
  XRPL: ({ address, publicKey = "" }) => `${address} (XRPL, key ${publicKey})`,
  FaceSign: ({ address }) => `${address} (FaceSign)`,
  Stellar: ({ address }) => `${address} (Stellar)`,
};

/** True for a kind that idOS knows. */
export function isWalletKind(name: string): name is WalletKind {
  return Object.hasOwn(WALLET_KINDS, name);
}

const said = (kind: WalletKind): Kind => WALLET_KINDS[kind];

/** True for a kind that signs typed data (EIP-712), where it announces itself in the enclave's window; others sign text. */
export function signsTypedData(kind: WalletKind): boolean {
  return said(kind).typedData === true;
}

/** True for a kind whose wallets can rebuild an MPC key. */
export function rebuildsKey(kind: WalletKind): kind is RecoveryKind {
  return WALLET_KINDS[kind].mpc !== undefined;
}

/** A wallet that can rebuild an MPC key. */
export interface RecoveryWallet extends Named {
  type: RecoveryKind;
  /** `ed25519:` and base58 for NEAR, `ED`, `02` or `03` and upper-case hex for XRPL; not needed for EVM and FaceSign. */
  publicKey?: string | undefined;
}

/** A wallet that a profile can belong to. Not every kind can rebuild an MPC key. */
export interface OwnerWallet extends Named {
  type: WalletKind;
}

/** The wallet as one that can rebuild an MPC key; undefined for a kind that cannot, or no wallet. */
export function asRecoveryWallet(wallet: OwnerWallet | undefined): RecoveryWallet | undefined {
  if (!wallet) return undefined;
  const { type, ...rest } = wallet;
  return rebuildsKey(type) ? { type, ...rest } : undefined;
}

/** What idOS compares with a caller. */
export function ownerIdentifier({ type, address, publicKey }: OwnerWallet): string {
  return (WALLET_KINDS[type].owner === "publicKey" && publicKey) || address;
}

/** An owner's identifier in the one form in which those of its kind are compared. */
export function comparable(kind: WalletKind, identifier: string): string {
  return said(kind).anyCase ? identifier.toLowerCase() : identifier;
}

/** The same text for the same wallet, however a site writes it. */
export function walletKey(wallet: OwnerWallet): string {
  return `${wallet.type}:${comparable(wallet.type, ownerIdentifier(wallet))}`;
}

/** True when both are one wallet. */
export function sameWallet(a: OwnerWallet, b: OwnerWallet): boolean {
  return walletKey(a) === walletKey(b);
}

/** What `has_profile` may know a wallet by: its address, and its public key where it has one. */
export function walletNames({ address, publicKey }: OwnerWallet): string[] {
  return [...new Set([address, ...(publicKey ? [publicKey] : [])])];
}
