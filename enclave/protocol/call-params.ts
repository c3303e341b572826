/** Schemas of what the host sends with each call. Validated inside the enclave. */
import * as v from "valibot";
import {
  atMost,
  base64,
  base64Of32,
  bytes,
  hex,
  keyStore,
  MAX_CONTENT,
  nothing,
  printableAscii,
  text,
  unixSeconds,
  uuid,
  uuidV4,
} from "./schemas.ts";
import type { Calls, Requirements } from "./types.ts";
import { ownerWallet, recoveryWallet } from "./wallet-schemas.ts";

const candidate = v.strictObject({
  id: uuid,
  publicNotes: text(20_000),
  issuerAuthPublicKey: hex(32),
  content: v.union([base64(MAX_CONTENT), bytes(MAX_CONTENT)]),
  encryptorPublicKey: base64Of32,
});

/** What is shown and what is done are never told apart by a name that two things bear; nodes read UUIDs without case. */
const distinct = (ids: readonly string[]): boolean => new Set(ids.map((id) => id.toLowerCase())).size === ids.length;
const candidates = atMost(
  2_000,
  "candidates",
  v.pipe(
    v.array(candidate),
    v.check((all) => distinct(all.map(({ id }) => id)), "ids that are distinct, also without regard to case"),
  ),
);

const path = v.pipe(text(200), v.regex(/^[\w@-]+(\.[\w@-]+)*$/, "a dotted path"));
const scalar = v.union([text(500), v.number()]);
const list = (depth: number) => atMost(MAX_ITEMS, "items", v.pipe(v.array(requirementsTo(depth - 1)), v.minLength(1)));
const MAX_DEPTH = 8;
const MAX_ITEMS = 32;
const MAX_CONDITIONS = 500;

/**
 * Counts conditions as the schema would walk them, and stops when there are too many. A clone keeps shared
 * references: eight lists of 32 times the same list are a small message and 32⁸ conditions.
 */
function fewConditions(value: unknown): boolean {
  let left = MAX_CONDITIONS;
  const walk = (at: unknown, depth: number): boolean => {
    if (--left < 0) return false;
    if (typeof at !== "object" || at === null || depth > MAX_DEPTH) return true;
    const { all, any, not } = at as { all?: unknown; any?: unknown; not?: unknown };
    return [all, any, not === undefined ? [] : [not]].every(
      (list) => !Array.isArray(list) || (list.length <= MAX_ITEMS && list.every((item) => walk(item, depth + 1))),
    );
  };
  return walk(value, 0);
}

/** Depth-limited by construction: a schema per level, so that a deep value fails before it is walked. */
function requirementsTo(depth: number): v.GenericSchema<unknown, Requirements> {
  return v.lazy(() =>
    depth <= 0
      ? v.custom<Requirements>(() => false, "at most 8 levels")
      : v.union([
          v.strictObject({ path, equals: v.union([text(500), v.number(), v.boolean()]) }),
          v.strictObject({ path, in: atMost(300, "items", v.pipe(v.array(scalar), v.minLength(1))) }),
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
    wallet: v.optional(ownerWallet),
  }),
  unlock: v.strictObject({
    userId: uuidV4,
    publicKey: base64Of32,
    store: keyStore,
    wallet: v.optional(recoveryWallet),
  }),
  lock: v.strictObject({ forget: v.optional(v.boolean()) }),
  grant: v.pipe(
    v.strictObject({
      candidates,
      consumer: v.strictObject({
        name: v.optional(text(200)),
        url: v.optional(text(500)),
        walletIdentifier: printableAscii(200),
        encryptionPublicKey: base64Of32,
      }),
      requirements: v.optional(
        v.pipe(
          v.unknown(),
          v.check(fewConditions, `at most ${MAX_CONDITIONS} conditions, and ${MAX_ITEMS} in a list`),
          requirementsTo(MAX_DEPTH),
        ),
      ),
      purpose: v.pipe(text(200), v.minLength(1)),
      timelock: v.optional(v.strictObject({ until: unixSeconds, optional: v.boolean() })),
      copyId: uuidV4,
    }),
    v.forward(
      v.check(
        ({ candidates: all, copyId }) => !all.some(({ id }) => id.toLowerCase() === copyId.toLowerCase()),
        "a copyId that no candidate has",
      ),
      ["copyId"],
    ),
  ),
  view: v.strictObject({ candidates: v.pipe(candidates, v.minLength(1)) }),
  manage: v.strictObject({ page: v.optional(v.picklist(["sites", "passkeys", "phrase", "activity"])) }),
  linkRecovery,
  unlinkRecovery: linkRecovery,
};
