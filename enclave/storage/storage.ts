/**
 * The enclave's storage. It never fails: where the browser refuses, wipes or loses it, the rows live in memory for as
 * long as this page or worker does, and `available` says so. Chromium throws `UnknownError` for IndexedDB in a blocked
 * third-party frame and `SecurityError` elsewhere, also for touching `indexedDB`; a wiped database closes under its user.
 */
import { TABLE_KEYS, type Creation, type Tables } from "./tables.ts";

/** Values of a table's key fields, in their order. */
export type RowKey = readonly string[];

/** Rows by table and key. No method rejects. */
export interface EnclaveStorage {
  /** True if what is put will be there after a reload. */
  available(): Promise<boolean>;
  get<T extends keyof Tables>(table: T, key: RowKey): Promise<Tables[T] | undefined>;
  all<T extends keyof Tables>(table: T): Promise<Tables[T][]>;
  /** Resolves to false if the row is kept in memory only. */
  put<T extends keyof Tables>(table: T, row: Tables[T]): Promise<boolean>;
  /**
   * Puts a creation unless another site has one under way for the same owner, in one transaction: of two at once, in
   * whatever tabs, one is put.
   * @returns false if it was not put
   */
  claim(table: "creations", row: Creation): Promise<boolean>;
  remove(table: keyof Tables, key: RowKey): Promise<void>;
}

const NAME = "idos-enclave";
const VERSION = 2;
/** Milliseconds for one operation: some engines leave a request of a refused database unanswered. */
const DEADLINE = 3_000;

type Row = Tables[keyof Tables];

/** What a claim is made with. */
export interface StorageParts {
  /** Runs on the database, or resolves to undefined. */
  attempt<R>(
    table: keyof Tables,
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => IDBRequest<R> | Promise<R>,
  ): Promise<{ value: R } | undefined>;
  inMemory<T extends keyof Tables>(table: T): Tables[T][];
  memory: Map<string, Row>;
  name(table: keyof Tables, key: RowKey): string;
}

/** Options of {@link createStorage}. */
export interface StorageOptions {
  /** `claimCreations` where claims are made: in the window. Elsewhere nothing is claimed. */
  claim?: ((parts: StorageParts) => EnclaveStorage["claim"]) | undefined;
  /** The factory, for tests; touching it may throw. */
  factory?: (() => IDBFactory) | undefined;
  deadline?: number | undefined;
}

/** A request as a promise. */
export const settled = <R>(request: IDBRequest<R>): Promise<R> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", (event) => {
      // Unhandled, it would also abort the transaction's window with an error event.
      event.preventDefault();
      reject(request.error ?? new Error("IndexedDB failed"));
    });
  });

/** Opens at first use; an opening that failed is tried again at the next. */
export function createStorage({
  claim = () => async () => false,
  factory = () => indexedDB,
  deadline = DEADLINE,
}: StorageOptions = {}): EnclaveStorage {
  let opened: Promise<IDBDatabase> | undefined;
  const memory = new Map<string, Tables[keyof Tables]>();
  const name = (table: keyof Tables, key: RowKey): string => JSON.stringify([table, ...key]);

  function inTime<R>(work: Promise<R>): Promise<R> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("IndexedDB does not answer")), deadline);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  async function open(): Promise<IDBDatabase> {
    const request = factory().open(NAME, VERSION);
    request.addEventListener("upgradeneeded", () => {
      const { result } = request;
      for (const [table, keyPath] of Object.entries(TABLE_KEYS))
        if (!result.objectStoreNames.contains(table)) result.createObjectStore(table, { keyPath });
    });
    const database = await settled(request);
    const drop = (): void => {
      opened = undefined;
      database.close();
    };
    database.addEventListener("versionchange", drop);
    database.addEventListener("close", drop);
    return database;
  }

  function connection(): Promise<IDBDatabase> {
    opened ??= inTime(open()).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  /** Runs on the database, or resolves to undefined. */
  async function attempt<R>(
    table: keyof Tables,
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => IDBRequest<R> | Promise<R>,
  ): Promise<{ value: R } | undefined> {
    // Twice: a wiped database is noticed only when it is used.
    for (let left = 2; left > 0; left--)
      try {
        const transaction = (await connection()).transaction(table, mode);
        const done = new Promise<void>((resolve, reject) => {
          transaction.addEventListener("complete", () => resolve());
          transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("Aborted")));
        });
        done.catch(() => {});
        const running = run(transaction.objectStore(table));
        const value = await inTime(running instanceof Promise ? running : settled(running));
        // Written only when the transaction says so: a full disk is noticed there.
        await inTime(done);
        return { value };
      } catch {
        opened = undefined;
      }
    return undefined;
  }

  const inMemory = <T extends keyof Tables>(table: T): Tables[T][] =>
    [...memory].filter(([key]) => key.startsWith(`["${table}"`)).map(([, row]) => row as Tables[T]);

  return {
    async available() {
      return (await attempt("profiles", "readwrite", (store) => store.count())) !== undefined;
    },
    async get<T extends keyof Tables>(table: T, key: RowKey) {
      const found = await attempt<Tables[T] | undefined>(table, "readonly", (store) => store.get([...key]));
      return found?.value ?? (memory.get(name(table, key)) as Tables[T] | undefined);
    },
    async all<T extends keyof Tables>(table: T) {
      const stored = (await attempt<Tables[T][]>(table, "readonly", (store) => store.getAll()))?.value ?? [];
      return [...stored, ...inMemory(table)];
    },
    async put<T extends keyof Tables>(table: T, row: Tables[T]) {
      const fields: readonly string[] = TABLE_KEYS[table];
      const key = name(
        table,
        fields.map((field) => String((row as unknown as Record<string, unknown>)[field])),
      );
      if (await attempt(table, "readwrite", (store) => store.put(row))) {
        memory.delete(key);
        return true;
      }
      memory.set(key, row);
      return false;
    },
    claim: claim({ attempt, inMemory, memory, name }),
    async remove(table, key) {
      memory.delete(name(table, key));
      await attempt(table, "readwrite", (store) => store.delete([...key]));
    },
  };
}
