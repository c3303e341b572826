/** Schema of a key's public part, which the calls that bring a key answer with. */
import * as v from "valibot";
import { base64Of32, keyStore, uuid } from "../schemas.ts";
import type { KeyInfo } from "../types.ts";

/** The schema. */
export const keyInfo: v.GenericSchema<unknown, KeyInfo> = v.strictObject({
  userId: uuid,
  publicKey: base64Of32,
  store: keyStore,
});
