/** `createKey`: makes a person's key, never over one that is there. */
import * as v from "valibot";
import { uuidV4 } from "../schemas.ts";
import type { KeyInfo, KeyStore, Uuid } from "../types.ts";
import type { OwnerWallet } from "../wallet-kinds.ts";
import { ownerWallet } from "../wallet-schemas.ts";
import type { OwnCall } from "./definition.ts";
import { keyInfo } from "./key-info.ts";

export interface CreateKeyParams {
  userId: Uuid;
  store: KeyStore | "choose";
  /**
   * The wallet that the profile is to belong to: the enclave asks the network whether it has a key. Required for `mpc`;
   * without it the person is warned that nobody could be asked.
   */
  wallet?: OwnerWallet | undefined;
}

/** The method. */
export const createKey: OwnCall<CreateKeyParams, KeyInfo> = {
  params: v.strictObject({
    userId: uuidV4,
    store: v.picklist(["mpc", "user", "choose"]),
    wallet: v.optional(ownerWallet),
  }),
  result: keyInfo,
  consent: "each",
  surface: "window",
  deadline: null,
  withKey: false,
};
