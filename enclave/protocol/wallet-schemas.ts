/** Schemas of wallets. Apart from the others, since most of what validates knows no wallets. */
import * as v from "valibot";
import { printableAscii } from "./schemas.ts";
import { recoveryKinds, walletKinds, type OwnerWallet, type RecoveryWallet } from "./wallet-kinds.ts";

/** A kind of wallet. */
export const walletKind = v.picklist(walletKinds);
/** A kind of wallet that can rebuild an MPC key. */
export const recoveryKind = v.picklist(recoveryKinds);

const names = { address: printableAscii(128), publicKey: v.optional(printableAscii(200)) };

/** A wallet that a call names as one that can rebuild an MPC key. */
export const recoveryWallet: v.GenericSchema<unknown, RecoveryWallet> = v.strictObject({
  type: recoveryKind,
  ...names,
});
/** A wallet that a call names as the one that a profile belongs to. */
export const ownerWallet: v.GenericSchema<unknown, OwnerWallet> = v.strictObject({ type: walletKind, ...names });
