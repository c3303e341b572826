/** Levels of verification: `basic` or `plus`, then additions such as `+liveness+email`, a set. */
import { IdosError } from "../../enclave/protocol/errors.ts";

const BASES = ["basic", "plus"];

function parse(level: string): { base: string; additions: string[] } | undefined {
  const [base = "", ...additions] = level.split("+");
  return base && additions.every(Boolean) ? { base, additions } : undefined;
}

/**
 * True when a credential's level is enough: the wanted base or a higher one, with at least the wanted additions.
 * A base that is not known equals only itself.
 * @param level as in the credential's public notes
 * @param wanted e.g. `basic+liveness`
 * @throws IdosError `INVALID_ARGUMENT` when `wanted` is no level
 */
export function levelSuffices(level: string | undefined, wanted: string): boolean {
  const asked = parse(wanted);
  if (!asked) throw new IdosError("INVALID_ARGUMENT", "level: expected a base and additions, such as basic+liveness");
  const has = parse(level ?? "");
  if (!has) return false;
  const rank = BASES.indexOf(asked.base);
  const base = rank < 0 ? has.base === asked.base : BASES.indexOf(has.base) >= rank;
  return base && asked.additions.every((addition) => has.additions.includes(addition));
}
