/** What a page may ask for, checked before the person is bothered with it. */
import { IdosError } from "../host-sdk/index.ts";
import type { IsleRequest } from "./machine/state.ts";
import { isAhead } from "./parts/dates.ts";

/**
 * The request, rid of everything that is no part of it.
 * @throws IdosError `INVALID_ARGUMENT` naming the argument
 */
export function checkRequest({ issuers, level, requirements, purpose, timelock, limits }: IsleRequest): IsleRequest {
  if (typeof purpose !== "string" || purpose.trim() === "" || purpose.length > 200)
    throw invalid("purpose", "a text of 1 to 200 characters that says why you ask");
  if (
    issuers !== undefined &&
    (!Array.isArray(issuers) || issuers.length === 0 || issuers.some((id) => typeof id !== "string"))
  )
    throw invalid("issuers", "a list of at least one issuer id of your backend, or nothing");
  if (level !== undefined && (typeof level !== "string" || level === ""))
    throw invalid("level", "a level such as basic+liveness, or nothing");
  if (timelock !== undefined && !(Number.isSafeInteger(timelock.until) && typeof timelock.optional === "boolean"))
    throw invalid("timelock", "{ until: unix seconds, optional: boolean }, or nothing");
  if (limits !== undefined && !areLimits(limits))
    throw invalid("limits", "{ expiresAt?: unix seconds to come, maxReads?: 1 or more }, or nothing");
  return { issuers, level, requirements, purpose, timelock, limits };
}

function areLimits({ expiresAt, maxReads }: NonNullable<IsleRequest["limits"]>): boolean {
  return (
    (expiresAt === undefined || (Number.isSafeInteger(expiresAt) && isAhead(expiresAt))) &&
    (maxReads === undefined || (Number.isSafeInteger(maxReads) && maxReads > 0)) &&
    (expiresAt ?? maxReads) !== undefined
  );
}

function invalid(name: string, expected: string): IdosError {
  return new IdosError("INVALID_ARGUMENT", `${name}: expected ${expected}`);
}
