/** Schema of what a grant's credential must hold. */
import * as v from "valibot";
import { atMost, text } from "../schemas.ts";
import type { Requirements } from "../types.ts";

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

/** What private fields must hold. */
export const requirements: v.GenericSchema<unknown, Requirements> = v.pipe(
  v.unknown(),
  v.check(fewConditions, `at most ${MAX_CONDITIONS} conditions, and ${MAX_ITEMS} in a list`),
  requirementsTo(MAX_DEPTH),
);
