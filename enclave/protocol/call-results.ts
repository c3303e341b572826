/** Schemas of what the enclave answers. Validated in the host, so that it believes nothing either. */
import * as v from "valibot";
import { base64Of32, bytes, hex, keyStore, MAX_CONTENT, nothing, text, unixSeconds, uuid } from "./schemas.ts";
import { isCode, type Code } from "./errors.ts";
import type { Calls } from "./types.ts";

const keyInfo = v.strictObject({ userId: uuid, publicKey: base64Of32, store: keyStore });

const nodeResults = v.strictObject({
  nodes: v.pipe(
    v.array(v.strictObject({ node: text(500), ok: v.boolean(), code: v.optional(v.custom<Code>(isCode)) })),
    v.maxLength(255),
  ),
});

/** Result schemas of {@link Calls}. */
export const callResults: { [M in keyof Calls]: v.GenericSchema<unknown, Calls[M]["result"]> } = {
  status: v.strictObject({
    state: v.picklist(["none", "locked", "unlocked"]),
    userId: v.optional(uuid),
    publicKey: v.optional(base64Of32),
    store: v.optional(keyStore),
    lockAt: v.optional(unixSeconds),
  }),
  configure: nothing,
  createKey: keyInfo,
  unlock: keyInfo,
  lock: nothing,
  grant: v.strictObject({
    credentialId: uuid,
    // The payload holds the content in base64 once more encoded.
    payload: bytes(2 * MAX_CONTENT),
    digest: hex(20),
    lockedUntil: unixSeconds,
    contentHash: hex(32),
  }),
  view: v.strictObject({ closed: v.literal(true) }),
  manage: v.strictObject({ closed: v.literal(true) }),
  linkRecovery: nodeResults,
  unlinkRecovery: nodeResults,
};
