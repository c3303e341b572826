/** `status`: whether a key is held, and whose, as far as this origin may know. */
import * as v from "valibot";
import { base64Of32, keyStore, nothing, unixSeconds, uuid } from "../schemas.ts";
import type { Base64, KeyStore, UnixSeconds, Uuid } from "../types.ts";
import type { OwnCall } from "./definition.ts";

/** Answer of `status`. An origin that was never connected learns only `{ state: "locked" }`. */
export interface Status {
  state: "none" | "locked" | "unlocked";
  userId?: Uuid | undefined;
  publicKey?: Base64 | undefined;
  store?: KeyStore | undefined;
  /** When an unlocked key locks by itself unless the person does something in the enclave. */
  lockAt?: UnixSeconds | undefined;
}

/** The method. */
export const status: OwnCall<Record<never, never>, Status> = {
  params: nothing,
  result: v.strictObject({
    state: v.picklist(["none", "locked", "unlocked"]),
    userId: v.optional(uuid),
    publicKey: v.optional(base64Of32),
    store: v.optional(keyStore),
    lockAt: v.optional(unixSeconds),
  }),
  consent: "none",
  surface: "none",
  deadline: 5_000,
  withKey: false,
};
