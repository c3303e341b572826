/** The host SDK: what a dApp's page imports. */
export { createIdos } from "./idos.ts";
export { discoverWallets } from "./wallets/eip6963.ts";
export { evmWallet } from "./wallets/evm-wallet.ts";
export { FRAME_SIZES } from "./enclave-client/frame-sizes.ts";
export { IdosError, isIdosError } from "../enclave/protocol/errors.ts";
export { rebuildsKey } from "../enclave/protocol/wallet-kinds.ts";
export type { Code } from "../enclave/protocol/errors.ts";
export type { PublicNotes } from "../enclave/protocol/public-notes.ts";
export type {
  AskedTypedData,
  EnclaveEvent,
  FrameSize,
  KeyStore,
  NodeResult,
  Requirements,
  Timelock,
} from "../enclave/protocol/types.ts";
export type { DelegatedWriteGrant } from "../enclave/kwil/grants-messages.ts";
export type { BackendDescription, Check, IssuerDescription, WalletRef, WalletType } from "./shared/backend-types.ts";
export type {
  AccessGrant,
  CredentialInfo,
  DiscoveredWallet,
  Eip1193Provider,
  FindCriteria,
  GrantLimits,
  GrantReceipt,
  GrantRequest,
  Idos,
  IdosEvents,
  IdosOptions,
  IdosState,
  LinkedWallet,
  Profile,
  ProfileStore,
  VerificationDraft,
  Wallet,
} from "./shared/types.ts";
