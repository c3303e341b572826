/** Whether an opened credential meets requirements on its private fields. Pure; answers go to the person, never to the host. */
import type { Requirements } from "../protocol/types.ts";

/** The value at a dotted path of own properties; undefined where there is none. */
export function valueAt(credential: unknown, path: string): unknown {
  let value = credential;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

/** Comparable number of a number or an ISO date; undefined for anything else. */
function comparable(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !ISO_DATE.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function inRange(value: unknown, min: number | string | undefined, max: number | string | undefined): boolean {
  const at = comparable(value);
  if (at === undefined) return false;
  const low = min === undefined ? -Infinity : comparable(min);
  const high = max === undefined ? Infinity : comparable(max);
  // A bound of the other kind (a number for a date) compares with nothing.
  const kinds = [min, max].every((bound) => bound === undefined || typeof bound === typeof value);
  return kinds && low !== undefined && high !== undefined && at >= low && at <= high;
}

/**
 * True if the credential meets the requirements. A missing field meets only `exists: false`. Every condition is looked
 * at, also when the answer is known before: how long it takes says nothing of a field.
 */
export function meets(credential: unknown, requirements: Requirements): boolean {
  if ("all" in requirements) return requirements.all.map((r) => meets(credential, r)).every(Boolean);
  if ("any" in requirements) return requirements.any.map((r) => meets(credential, r)).some(Boolean);
  if ("not" in requirements) return !meets(credential, requirements.not);
  const value = valueAt(credential, requirements.path);
  if ("exists" in requirements) return (value !== undefined && value !== null && value !== "") === requirements.exists;
  if ("equals" in requirements) return value === requirements.equals;
  if ("in" in requirements) return requirements.in.filter((item) => item === value).length > 0;
  return inRange(value, requirements.min, requirements.max);
}
