/** The vault's view of the window's storage: the same interface, over the port that they share. */
import type { EnclaveStorage, RowKey } from "../storage/storage.ts";
import type { Tables } from "../storage/tables.ts";
import type { FromWindow, ToWindow } from "../contract/window-messages.ts";

/** Milliseconds after which a window that does not answer counts as one without storage. */
const DEADLINE = 8_000;

/** What {@link windowStorage} returns. */
export interface WindowStorage {
  storage: EnclaveStorage;
  /** Takes the window's answers. */
  stored(answer: Extract<FromWindow, { type: "stored" }>): void;
  /** The window is gone: what waits for it, waits no more. */
  end(): void;
}

/** @param send posts to the window; false if it is gone */
export function windowStorage(send: (message: ToWindow) => boolean): WindowStorage {
  const waiting = new Map<number, (value: unknown) => void>();
  let calls = 0;

  function call(method: keyof EnclaveStorage, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve) => {
      const n = ++calls;
      const timer = setTimeout(() => settle(undefined), DEADLINE);
      const settle = (value: unknown): void => {
        clearTimeout(timer);
        waiting.delete(n);
        resolve(value);
      };
      waiting.set(n, settle);
      if (!send({ type: "storage", call: n, method, args })) settle(undefined);
    });
  }

  return {
    stored: ({ call, value }) => waiting.get(call)?.(value),
    end: () => [...waiting.values()].forEach((settle) => settle(undefined)),
    storage: {
      available: async () => (await call("available")) === true,
      get: async <T extends keyof Tables>(table: T, key: RowKey) =>
        (await call("get", table, key)) as Tables[T] | undefined,
      all: async <T extends keyof Tables>(table: T) => ((await call("all", table)) ?? []) as Tables[T][],
      put: async (table, row) => (await call("put", table, row)) === true,
      // Without an answer nothing is decided, and nobody has it.
      claim: async (table, row) => (await call("claim", table, row)) === true,
      remove: async (table, key) => void (await call("remove", table, key)),
    },
  };
}
