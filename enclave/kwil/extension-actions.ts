/**
 * Actions beyond idOS's schema, which a network has only if its answer to `idos.extensions` says so. They are kept
 * apart from `actions.ts`, which is idOS's schema and nothing else.
 */
import type { Action } from "./actions.ts";

/**
 * Extension `access_grant_limits`, version 1: an end and a number of reads for an access grant of the caller's.
 * Null means no limit. It may be sent before the grant exists, whose id is known: then there is no moment without it.
 */
export const setAccessGrantLimits = {
  name: "set_access_grant_limits",
  description: "Limit an Access Grant in idOS",
  inputs: ["id:uuid", "expires_at:int8", "max_reads:int8"],
} as const satisfies Action;

/** Extension `access_grant_limits`, version 1: the limits of a grant, for its owner and its grantee. */
export const getAccessGrantLimits = {
  name: "get_access_grant_limits",
  description: "",
  inputs: ["id:uuid"],
} as const satisfies Action;
