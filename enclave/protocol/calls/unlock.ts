/** `unlock`: brings a person's key back; connects the site, asked for once. */
import * as v from "valibot";
import { base64Of32, keyStore, uuidV4 } from "../schemas.ts";
import type { KeyInfo } from "../types.ts";
import type { RecoveryWallet } from "../wallet-kinds.ts";
import { recoveryWallet } from "../wallet-schemas.ts";
import type { OwnCall } from "./definition.ts";
import { keyInfo } from "./key-info.ts";

export interface UnlockParams extends KeyInfo {
  /** Required for `mpc`. */
  wallet?: RecoveryWallet | undefined;
}

/** The method. */
export const unlock: OwnCall<UnlockParams, KeyInfo> = {
  params: v.strictObject({
    userId: uuidV4,
    publicKey: base64Of32,
    store: keyStore,
    wallet: v.optional(recoveryWallet),
  }),
  result: keyInfo,
  consent: "once",
  surface: "window",
  deadline: null,
  withKey: false,
};
