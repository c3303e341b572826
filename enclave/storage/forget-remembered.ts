/** Forgets keys without opening them: also for the frame, which loads no cryptography. */
import type { Uuid } from "../protocol/types.ts";
import type { EnclaveStorage } from "./storage.ts";
import type { Scope } from "./tables.ts";

/** Deletes what is remembered in a scope, for one user or for all. Reads no key. */
export async function forgetRemembered(storage: EnclaveStorage, scope: Scope, userId?: Uuid): Promise<void> {
  for (const row of await storage.all("remembered"))
    if (row.scope === scope && (userId === undefined || row.userId === userId))
      await storage.remove("remembered", [row.scope, row.userId]);
}
