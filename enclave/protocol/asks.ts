/** Schemas of what the enclave asks of the host, and of the answers. Each side validates what it receives. */
import * as v from "valibot";
import { nothing, text, unixSeconds } from "./schemas.ts";
import { PAGE_STAGES } from "./stage.ts";
import { recoveryKind } from "./wallet-schemas.ts";
import type { Asks } from "./types.ts";

const field = v.strictObject({ name: text(64), type: text(32) });
const wallet = v.strictObject({
  type: recoveryKind,
  address: text(128),
  publicKey: v.optional(text(200)),
});
const act = v.picklist(["create", "unlock", "link", "unlink"]);
const message = v.record(text(64), v.union([text(200), v.number(), v.array(text(200))]));

/** Parameter schemas of {@link Asks}, validated in the host. */
export const askParams: { [M in keyof Asks]: v.GenericSchema<unknown, Asks[M]["params"]> } = {
  signTypedData: v.strictObject({
    wallet,
    for: act,
    typedData: v.strictObject({
      domain: v.strictObject({ name: text(100), version: text(10), verifyingContract: text(42) }),
      types: v.record(text(64), v.array(field)),
      primaryType: text(64),
      message,
    }),
  }),
  signMessage: v.strictObject({ wallet, for: act, message: text(8_000) }),
  showFrame: v.strictObject({ size: v.picklist(["button", "compact"]) }),
  hideFrame: nothing,
  event: v.variant("type", [
    v.strictObject({ type: v.picklist(["unlocked", "locked"]) }),
    v.strictObject({ type: v.literal("locking"), at: unixSeconds }),
    v.strictObject({ type: v.literal("waiting"), for: v.picklist(PAGE_STAGES) }),
    v.strictObject({ type: v.literal("degraded"), nodes: v.array(text(200)) }),
  ]),
};

/** Result schemas of {@link Asks}, validated in the enclave. */
export const askResults: { [M in keyof Asks]: v.GenericSchema<unknown, Asks[M]["result"]> } = {
  signTypedData: v.strictObject({ signature: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{2,400}$/, "hex")) }),
  // A NEAR signature repeats the message.
  signMessage: v.strictObject({
    signature: v.pipe(v.string(), v.regex(/^(0x)?[0-9a-fA-F]{2,20000}$/, "hex")),
  }),
  showFrame: nothing,
  hideFrame: nothing,
  event: nothing,
};
