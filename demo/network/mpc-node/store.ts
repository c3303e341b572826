/** Where an MPC node keeps what it was given: one file per user, replaced as a whole, or memory. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** One user's share. */
export interface StoredShare {
  /** Blinded share, lower-case hex. */
  share: string;
  /** All nodes' commitments, in node order, 0x-hex. */
  commitments: string[];
  /** Recovering addresses, such as `eip712:0x…`. */
  addresses: string[];
  /** Commitments at this node of shares that were replaced: they may not come back. */
  replaced: string[];
  /** `address timestamp` of requests inside the window, so that none is answered twice. */
  used: string[];
}

/** A store. `userId` is a lower-case UUID. */
export interface ShareStore {
  get(userId: string): Promise<StoredShare | undefined>;
  /** When it resolves, the record survives a crash. */
  put(userId: string, share: StoredShare): Promise<void>;
}

/** A store that ends with the process. */
export function memoryStore(): ShareStore {
  const shares = new Map<string, StoredShare>();
  return {
    get: async (userId) => structuredClone(shares.get(userId)),
    put: async (userId, share) => void shares.set(userId, structuredClone(share)),
  };
}

async function sync(path: string, flags: string, text?: string): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    if (text !== undefined) await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** How a file ends that is not in its place yet. */
const UNFINISHED = ".tmp";

/** A store in a folder, for one process. What a crash left unfinished is removed. */
export async function folderStore(folder: string): Promise<ShareStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder))
    if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  const file = (userId: string): string => join(folder, `${userId}.json`);
  return {
    async get(userId) {
      try {
        return JSON.parse(await readFile(file(userId), "utf8")) as StoredShare;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async put(userId, share) {
      // Written beside and renamed over: a reader, also one after a crash, sees the old record or the new one.
      const temporary = `${file(userId)}.${crypto.randomUUID()}${UNFINISHED}`;
      await sync(temporary, "wx", JSON.stringify(share));
      await rename(temporary, file(userId));
      await sync(folder, "r");
    },
  };
}
