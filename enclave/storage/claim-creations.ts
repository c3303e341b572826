/** Claims of creations. Apart from the storage itself, since the frame makes none. */
import { isRival } from "./creation-rivals.ts";
import { settled, type EnclaveStorage, type StorageParts } from "./storage.ts";
import type { Creation } from "./tables.ts";

/** See {@link EnclaveStorage.claim}. */
export function claimCreations({ attempt, inMemory, memory, name }: StorageParts): EnclaveStorage["claim"] {
  return async (table, row) => {
    const key = name(table, [row.site, row.userId]);
    const isFree = (stored: Creation[]): boolean =>
      ![...stored, ...inMemory(table)].some((other) => isRival(other, row));
    const done = await attempt(table, "readwrite", async (store) => {
      const free = isFree(await settled<Creation[]>(store.getAll()));
      // A transaction stays open over the answer of its own request.
      if (free) await settled(store.put(row));
      return free;
    });
    const free = done ? done.value : isFree([]);
    if (free && done) memory.delete(key);
    else if (free) memory.set(key, row);
    return free;
  };
}
