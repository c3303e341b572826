/** Schemas of what the host sends with each call. Validated inside the enclave. */
import * as v from "valibot";
import { base64, base64Of32, hex, keyStore, MAX_CONTENT, nothing, text, unixSeconds, uuid, uuidV4 } from "./schemas.ts";
import type { Calls, Requirements } from "./types.ts";

const recoveryWallet = v.strictObject({
  type: v.picklist(["EVM", "NEAR", "XRPL", "FaceSign"]),
  address: v.pipe(text(128), v.minLength(1)),
  publicKey: v.optional(text(200)),
});

const candidate = v.strictObject({
  id: uuid,
  publicNotes: text(20_000),
  issuerAuthPublicKey: hex(32),
  content: base64(MAX_CONTENT),
  encryptorPublicKey: base64Of32,
});
const candidates = v.pipe(v.array(candidate), v.maxLength(2_000, "at most 2000 candidates"));

const path = v.pipe(text(200), v.regex(/^[\w@-]+(\.[\w@-]+)*$/, "a dotted path"));
const scalar = v.union([text(500), v.number()]);
const list = (depth: number) =>
  v.pipe(v.array(requirementsTo(depth - 1)), v.minLength(1), v.maxLength(32, "at most 32 items"));
const MAX_DEPTH = 8;

/** Depth-limited by construction: a schema per level, so that a deep value fails before it is walked. */
function requirementsTo(depth: number): v.GenericSchema<unknown, Requirements> {
  return v.lazy(() =>
    depth <= 0
      ? (v.never("at most 8 levels") as unknown as v.GenericSchema<unknown, Requirements>)
      : v.union([
          v.strictObject({ path, equals: v.union([text(500), v.number(), v.boolean()]) }),
          v.strictObject({ path, in: v.pipe(v.array(scalar), v.minLength(1), v.maxLength(300, "at most 300 items")) }),
          v.strictObject({ path, exists: v.boolean() }),
          v.pipe(
            v.strictObject({ path, min: v.optional(scalar), max: v.optional(scalar) }),
            v.check((r) => r.min !== undefined || r.max !== undefined, "min or max"),
          ),
          v.strictObject({ all: list(depth) }),
          v.strictObject({ any: list(depth) }),
          v.strictObject({ not: requirementsTo(depth - 1) }),
        ]),
  );
}

const linkRecovery = v.strictObject({ wallet: recoveryWallet, target: recoveryWallet });

/** Parameter schemas of {@link Calls}. */
export const callParams: { [M in keyof Calls]: v.GenericSchema<unknown, Calls[M]["params"]> } = {
  status: nothing,
  configure: v.strictObject({
    theme: v.optional(v.picklist(["light", "dark", "auto"])),
    locale: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/, "a BCP 47 tag"))),
  }),
  createKey: v.strictObject({
    userId: uuidV4,
    store: v.picklist(["mpc", "user", "choose"]),
    wallet: v.optional(recoveryWallet),
  }),
  unlock: v.strictObject({
    userId: uuidV4,
    publicKey: base64Of32,
    store: keyStore,
    wallet: v.optional(recoveryWallet),
  }),
  lock: v.strictObject({ forget: v.optional(v.boolean()) }),
  grant: v.strictObject({
    candidates,
    consumer: v.strictObject({
      name: v.optional(text(200)),
      url: v.optional(text(500)),
      walletIdentifier: v.pipe(text(200), v.minLength(1)),
      encryptionPublicKey: base64Of32,
    }),
    requirements: v.optional(requirementsTo(MAX_DEPTH)),
    purpose: v.pipe(text(200), v.minLength(1)),
    timelock: v.optional(v.strictObject({ until: unixSeconds, optional: v.boolean() })),
    copyId: uuidV4,
  }),
  view: v.strictObject({ candidates: v.pipe(candidates, v.minLength(1)) }),
  manage: v.strictObject({ page: v.optional(v.picklist(["sites", "passkeys", "phrase", "activity"])) }),
  linkRecovery,
  unlinkRecovery: linkRecovery,
};
