/** Where a server keeps what must outlive a restart: used nonces, pending writes, write grants, seen grants. */
import * as v from "valibot";
import { IdosError } from "../../../enclave/protocol/errors.ts";

/**
 * A small key-value store of JSON values. `put` must be durable and whole once it resolves. Values hold personal
 * data until a credential is issued: keep them where nobody else reads.
 */
export interface Store {
  /** The value, or undefined. */
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that begin with the prefix, in any order. */
  list(prefix: string): Promise<string[]>;
}

/** A store that forgets everything at the end of the process: for tests. */
export function memoryStore(): Store {
  // As text: what comes out must never be what somebody still holds and changes.
  const values = new Map<string, string>();
  return {
    get: async (key) => {
      const text = values.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    put: async (key, value) => void values.set(key, JSON.stringify(value)),
    delete: async (key) => void values.delete(key),
    list: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** Records of one kind in a store. */
export interface Records<T> {
  get(id: string): Promise<T | undefined>;
  put(id: string, record: T): Promise<void>;
  delete(id: string): Promise<void>;
  ids(): Promise<string[]>;
}

/**
 * Records of one kind, under `<kind>/`; what is read is checked.
 * @throws IdosError `STORAGE_UNAVAILABLE` from `get` when a stored record is not of this kind
 */
export function records<T>(store: Store, kind: string, schema: v.GenericSchema<unknown, T>): Records<T> {
  const prefix = `${kind}/`;
  return {
    async get(id) {
      const value = await store.get(prefix + id);
      if (value === undefined) return undefined;
      const read = v.safeParse(schema, value, { abortEarly: true });
      if (read.success) return read.output;
      throw new IdosError("STORAGE_UNAVAILABLE", `The store holds a ${kind} record that this version cannot read`);
    },
    put: (id, record) => store.put(prefix + id, record),
    delete: (id) => store.delete(prefix + id),
    ids: async () => (await store.list(prefix)).map((key) => key.slice(prefix.length)),
  };
}
