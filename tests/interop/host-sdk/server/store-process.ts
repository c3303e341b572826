/** A process that works in a store's folder, as its first argument says, until it is killed. */
import type { fileStore, Store } from "../../../../host-sdk/server/index.ts";

const [, , mode = "", folder = "", count = "1"] = process.argv;

/** What every copy of a module that a framework evaluated more than once would open. */
async function copies(): Promise<Store[]> {
  const stores: Store[] = [];
  for (let i = 0; i < Number(count); i++) {
    const copy = (await import(`../../../../host-sdk/server/shared/file-store.ts?copy=${i}`)) as {
      fileStore: typeof fileStore;
    };
    stores.push(copy.fileStore(folder));
  }
  return stores;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Everything that the folder holds. */
async function dump(store: Store): Promise<Record<string, unknown>> {
  const keys = await store.list("");
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await store.get(key)] as const)));
}

/** Writes values of one copy, one after the other, and says each that is kept. */
async function write(store: Store, by: number, from: number): Promise<void> {
  for (let n = from; ; n++) {
    const key = `k/${by}/${n % 7}`;
    await store.put(key, { key, n, padding: "x".repeat(Math.floor(Math.random() * 20_000)) });
    say(`kept ${key} ${n}`);
  }
}

try {
  const stores = await copies();
  const [first] = stores;
  if (!first) throw new Error("no store");
  say(`found ${JSON.stringify(await dump(first))}`);
  if (mode === "hold") setInterval(() => undefined, 1_000);
  if (mode === "write") {
    const from = Date.now() % 1e9;
    await Promise.all(stores.map((store, by) => write(store, by, from)));
  }
} catch (error) {
  say(`failed ${String(error)}`);
  process.exit(1);
}
