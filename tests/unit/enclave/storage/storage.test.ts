/** The enclave's storage where the browser refuses it, loses it, or does not answer. */
import { expect } from "chai";
import { claimCreations } from "../../../../enclave/storage/claim-creations.ts";
import { createStorage, type EnclaveStorage } from "../../../../enclave/storage/storage.ts";
import type { KnownProfile } from "../../../../enclave/storage/tables.ts";

const profile = (userId: string): KnownProfile => ({ userId, publicKey: "cHVibGlj", kdf: "scrypt-v0.1" });
const throwing = (name: string) => (): never => {
  throw new DOMException("Access is denied for this document.", name);
};
/** A factory whose requests fail, in the way of Chromium in a blocked frame. */
const failing = (name: string): IDBFactory => {
  const open = (): IDBOpenDBRequest => {
    const request = Object.assign(new EventTarget(), { error: new DOMException("Internal error", name) });
    queueMicrotask(() => request.dispatchEvent(new Event("error", { cancelable: true })));
    return request as unknown as IDBOpenDBRequest;
  };
  return { open } as unknown as IDBFactory;
};
const silent = { open: () => new EventTarget() } as unknown as IDBFactory;

async function wipe(): Promise<void> {
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase("idos-enclave");
    request.addEventListener("success", resolve);
    request.addEventListener("error", resolve);
  });
}

/** What the enclave does with a storage, whatever the browser does. */
async function worksFor(storage: EnclaveStorage): Promise<void> {
  expect(await storage.get("profiles", ["u1"])).to.equal(undefined);
  await storage.put("profiles", profile("u1"));
  await storage.put("profiles", { ...profile("u2"), publicKey: "b3RoZXI=" });
  expect(await storage.get("profiles", ["u2"])).to.deep.equal({ ...profile("u2"), publicKey: "b3RoZXI=" });
  expect((await storage.all("profiles")).map(({ userId }) => userId).sort()).to.deep.equal(["u1", "u2"]);
  expect(await storage.all("sites")).to.deep.equal([]);
  await storage.remove("profiles", ["u1"]);
  expect(await storage.get("profiles", ["u1"])).to.equal(undefined);
}

describe("storage of the enclave", () => {
  beforeEach(wipe);
  after(wipe);

  it("keeps rows for another page of the same origin", async () => {
    await worksFor(createStorage());
    const again = createStorage();
    expect(await again.available()).to.equal(true);
    expect(await again.get("profiles", ["u2"])).to.deep.include({ publicKey: "b3RoZXI=" });
  });

  for (const [what, factory] of [
    ["touching indexedDB throws SecurityError", throwing("SecurityError")],
    ["opening fails with UnknownError", () => failing("UnknownError")],
    ["opening throws", () => ({ open: throwing("SecurityError") }) as unknown as IDBFactory],
    ["opening is never answered", () => silent],
  ] as const)
    it(`works from memory and says so when ${what}`, async () => {
      const storage = createStorage({ factory, deadline: 20 });
      expect(await storage.available()).to.equal(false);
      await worksFor(storage);
      expect(await storage.put("profiles", profile("u3"))).to.equal(false);
      expect(await createStorage().get("profiles", ["u3"])).to.equal(undefined);
    });

  it("threat 26: lets one of two sites claim a creation that two tabs write at once", async () => {
    const row = (site: string) => ({ site, userId: "u1", wallet: "EVM:0x1", at: Date.now() });
    for (let round = 0; round < 20; round++) {
      await wipe();
      const [one, two] = [createStorage({ claim: claimCreations }), createStorage({ claim: claimCreations })];
      const won = await Promise.all([one.claim("creations", row("a")), two.claim("creations", row("b"))]);
      expect(won.filter(Boolean)).to.have.length(1);
      expect((await createStorage().all("creations")).map(({ site }) => site)).to.deep.equal([won[0] ? "a" : "b"]);
      expect(await one.claim("creations", row(won[0] ? "a" : "b"))).to.equal(true);
      expect(await one.claim("creations", { ...row("c"), userId: "u2", wallet: "EVM:0x2" })).to.equal(true);
    }
  });

  it("goes on after it was wiped under its feet", async () => {
    const storage = createStorage();
    await storage.put("profiles", profile("u1"));
    await wipe();
    expect(await storage.get("profiles", ["u1"])).to.equal(undefined);
    expect(await storage.put("profiles", profile("u1"))).to.equal(true);
    expect(await createStorage().get("profiles", ["u1"])).to.deep.equal(profile("u1"));
  });

  it("takes the browser's storage up again when it comes back", async () => {
    let blocked = true;
    const storage = createStorage({ factory: () => (blocked ? throwing("SecurityError")() : indexedDB) });
    expect(await storage.put("profiles", profile("u1"))).to.equal(false);
    blocked = false;
    expect(await storage.get("profiles", ["u1"])).to.deep.equal(profile("u1"));
    expect(await storage.put("profiles", profile("u1"))).to.equal(true);
    expect(await createStorage().get("profiles", ["u1"])).to.deep.equal(profile("u1"));
  });
});
