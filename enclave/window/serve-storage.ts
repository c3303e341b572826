/** Serves the window's first-party storage to the vault. Wrapped keys and sealed lines pass here, nothing in the clear. */
import { claimCreations } from "../storage/claim-creations.ts";
import { createStorage, type EnclaveStorage, type RowKey } from "../storage/storage.ts";
import type { Creation, Tables } from "../storage/tables.ts";
import type { ToWindow } from "../contract/window-messages.ts";

/** Runs one call of the vault. */
export function serveStorage(
  storage: EnclaveStorage = createStorage({ claim: claimCreations }),
): (call: Extract<ToWindow, { type: "storage" }>) => Promise<unknown> {
  return async ({ method, args: [table, second] }) => {
    switch (method) {
      case "available":
        return storage.available();
      case "get":
        return storage.get(table as keyof Tables, second as RowKey);
      case "all":
        return storage.all(table as keyof Tables);
      case "put":
        return storage.put(table as keyof Tables, second as Tables[keyof Tables]);
      case "claim":
        return storage.claim("creations", second as Creation);
      case "remove":
        return storage.remove(table as keyof Tables, second as RowKey);
    }
  };
}
