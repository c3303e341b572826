/** One piece of work at a time per key. */
import { sharedBy } from "./shared-state.ts";
import type { Store } from "./store.ts";

/** Runs work when all earlier work under the same key has settled. */
export type KeyedLock = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Creates a lock; keys of different locks have nothing to do with each other. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(work);
    const tail = mine
      .catch(() => undefined)
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return mine;
  };
}

/** The lock of everything in this process that works with one store; keys begin with what they are of. */
export const storeLock = (store: Store): KeyedLock => sharedBy(store, "lock", createKeyedLock);
