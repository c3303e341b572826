/** Everything that a realm of the enclave keeps in the browser, as one latin1 text that secrets are searched in. */
import type { BrowserContext, Frame, Page } from "playwright/test";
import { findSecret } from "./encodings.ts";
import type { Secrets } from "./secrets.ts";

/** Reads IndexedDB, localStorage, sessionStorage, caches and cookies of a realm. */
export async function dumpStorage(realm: Frame | Page): Promise<string> {
  return realm.evaluate(async () => {
    const out: string[] = [];
    const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const walk = (value: unknown): void => {
      if (typeof value === "string") out.push(latin1(new TextEncoder().encode(value)));
      else if (value instanceof ArrayBuffer) out.push(latin1(new Uint8Array(value)));
      else if (ArrayBuffer.isView(value))
        out.push(latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
      else if (value instanceof CryptoKey) out.push(`CryptoKey extractable=${String(value.extractable)}`);
      else if (typeof value === "object" && value !== null)
        for (const [key, inner] of Object.entries(value)) {
          out.push(key);
          walk(inner);
        }
      else out.push(String(value));
    };
    const done = <R>(request: IDBRequest<R>): Promise<R> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
      });
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        out.push(`${name}/${store}`);
        walk(await done(database.transaction(store).objectStore(store).getAll()));
      }
      database.close();
    }
    walk({ ...localStorage });
    walk({ ...sessionStorage });
    walk(document.cookie);
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) {
        out.push(request.url);
        walk(await (await (await caches.open(name)).match(request))?.arrayBuffer());
      }
    return out.join("\n");
  });
}

/** Throws if a dump holds one of these, in any encoding. */
export function expectNoSecret(dump: string, secrets: Secrets): void {
  for (const [name, value] of Object.entries(secrets)) {
    const form = findSecret(dump, typeof value === "string" ? new TextEncoder().encode(value) : value);
    if (form) throw new Error(`${name} is stored as ${form}`);
  }
}

/**
 * Everything that a browser keeps: what the enclave does in each open frame and window and as first party, what the
 * dApps' open pages do, and all cookies.
 * @param enclave the enclave's URL
 */
export async function dumpBrowser(context: BrowserContext, enclave: string): Promise<string> {
  const pages = context.pages();
  // Without an opener it shows nothing, and has the storage that every window of the enclave has.
  const firstParty = await context.newPage();
  await firstParty.goto(`${enclave}/window.html`);
  const dumps = [await dumpStorage(firstParty)];
  await firstParty.close();
  for (const page of pages)
    for (const frame of page.frames())
      if (/^https?:/.test(frame.url())) {
        const isWindow = page.url().startsWith(enclave);
        const dumping = dumpStorage(frame);
        // A window that has done its work closes at any moment. What is its own then goes with it.
        dumps.push(await (isWindow ? dumping.catch(() => (page.isClosed() ? "" : dumping)) : dumping));
      }
  return [...dumps, JSON.stringify(await context.cookies())].join("\n");
}
