/** Which key a password makes, and what frame and window keep of it. */
import { expect } from "chai";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import { KDF_IDS, type KdfId } from "../../../../enclave/crypto/kdf.ts";
import { logActivity, MAX_ACTIVITY, readActivity } from "../../../../enclave/vault/activity.ts";
import type { FlowContext } from "../../../../enclave/vault/session.ts";
import { wrapKey } from "../../../../enclave/storage/remembered-key.ts";
import { createStorage } from "../../../../enclave/storage/storage.ts";
import type { Answer, Screen } from "../../../../enclave/contract/window-messages.ts";
import kdfVectors from "../../../vectors/kdf.json";
import { code, flow, memoryStorage, startVault, type Person } from "./vault-fixture.ts";

const PASSWORD = "correct horse battery staple";
const vectors = kdfVectors.filter(({ password }) => password === PASSWORD) as (typeof kdfVectors)[number][];
const vectorOf = (kdf: KdfId) => {
  const vector = vectors.find((one) => one.kdf === kdf);
  if (!vector) throw new Error(`No vector of ${kdf}`);
  return vector;
};
const profileOf = (kdf: KdfId) => ({
  userId: vectorOf(kdf).userId,
  publicKey: vectorOf(kdf).publicKey,
  store: "user" as const,
});
const types =
  (remember?: number): Person =>
  (screen) => {
    if (screen.kind === "password") return { type: "password", password: PASSWORD, remember };
    return screen.kind === "passkey-offer" ? { type: "decline" } : undefined;
  };
/** How many kdfs had been tried before each piece of work, of three. */
const tried = (screens: readonly Screen[], of = 3): number[] => [
  ...new Set(screens.flatMap((s) => (s.kind === "progress" ? [Math.floor((s.done ?? 0) * of + 1e-9)] : []))),
];

describe("vault: the kdf of a password", () => {
  for (const [i, kdf] of KDF_IDS.entries())
    it(`finds ${kdf}, newest first, and tries it first the next time`, async () => {
      const windowStorage = memoryStorage();
      const first = startVault({ person: types(), windowStorage });
      expect(code(await first.vault.unlock(flow(), profileOf(kdf)))).to.equal("ok");
      expect(tried(first.screens)).to.deep.equal([0, 1, 2].slice(0, i + 1));
      // Another site: only the window's first-party storage is the same.
      const next = startVault({ person: types(), windowStorage });
      expect(code(await next.vault.unlock(flow(false, "https://other.example"), profileOf(kdf)))).to.equal("ok");
      expect(tried(next.screens)).to.deep.equal([0]);
    });

  it("tries none that the operator leaves out, but the one that worked before", async () => {
    const config = { passwordKdfs: ["scrypt-v0.1" as const] };
    let asked = 0;
    const once: Person = (s) => (s.kind === "password" && asked++ ? { type: "decline" } : types()(s));
    const refused = startVault({ person: once, config });
    expect(code(await refused.vault.unlock(flow(), profileOf("scrypt-v0")))).to.equal("USER_REJECTED");
    expect(tried(refused.screens, 1)).to.deep.equal([0]);

    const windowStorage = memoryStorage();
    const { userId, publicKey } = profileOf("scrypt-v0");
    await windowStorage.put("profiles", { userId, publicKey, kdf: "scrypt-v0" });
    const known = startVault({ person: types(), config, windowStorage });
    expect(code(await known.vault.unlock(flow(), profileOf("scrypt-v0")))).to.equal("ok");
  });

  it("can be cancelled while it is tried", async () => {
    const person: Person = (s) => (s.kind === "progress" ? { type: "decline" } : types()(s));
    const { vault } = startVault({ person });
    expect(code(await vault.unlock(flow(), profileOf("scrypt-v0")))).to.equal("USER_REJECTED");
  });
});

describe("vault: what the window remembers", () => {
  const SITE = "https://other.example";
  const mpc = { ...profileOf("scrypt-v0.1"), store: "mpc" as const };
  const wallet = { type: "EVM" as const, address: "0x8Ba1f109551bD432803012645Ac136ddd64DBA72" };
  const now = (): number => Math.floor(Date.now() / 1000);
  const secretKey = fromHex(vectorOf("scrypt-v0.1").secretKey);
  const allow: Person = (s) => (s.kind === "connect" ? { type: "allow" } : undefined);

  it("lets a new site connect with one Allow: no password for one kind of key, no signature for the other", async () => {
    for (const key of [profileOf("scrypt-v0.1"), { ...mpc, wallet }]) {
      const windowStorage = memoryStorage();
      await windowStorage.put("remembered", await wrapKey(secretKey, key, "window", 86_400, now()));
      await windowStorage.put("passkeyOffers", { userId: key.userId, at: now() });
      const run = startVault({ person: allow, windowStorage });
      expect(code(await run.vault.unlock(flow(false, SITE), key)), key.store).to.equal("ok");
      expect(run.screens.map(({ kind }) => kind)).to.deep.equal(["connect"]);
      expect((await windowStorage.get("sites", [key.userId, SITE]))?.disconnected).to.equal(false);
    }
  });

  it("is deleted on sight when it is expired or altered, and the person is asked as if there were nothing", async () => {
    const key = profileOf("scrypt-v0.1");
    const row = await wrapKey(secretKey, key, "window", 86_400, now());
    for (const bad of [
      await wrapKey(secretKey, key, "window", 3_600, now() - 3_601),
      { ...row, expiresAt: row.expiresAt + 1 },
    ]) {
      const windowStorage = memoryStorage();
      await windowStorage.put("remembered", bad);
      const run = startVault({ person: types(), windowStorage });
      expect(code(await run.vault.unlock(flow(false, SITE), key))).to.equal("ok");
      expect(run.screens[0]?.kind).to.equal("password");
      expect(await windowStorage.all("remembered")).to.deep.equal([]);
    }
  });

  it("is offered as what the browser can keep: with the site, with the window, or not at all", async () => {
    const working = createStorage();
    const offer = async (storage: typeof working, windowStorage: typeof working): Promise<unknown> => {
      const run = startVault({ person: () => "close-window", storage, windowStorage });
      await run.vault.unlock(flow(), profileOf("scrypt-v0"));
      return run.screens.map((s) => s.kind === "password" && s.remember)[0];
    };
    expect(await offer(working, memoryStorage())).to.equal("site");
    expect(await offer(memoryStorage(), working)).to.equal("window");
    expect(await offer(memoryStorage(), memoryStorage())).to.equal("no");
  });

  it("does not spare the question to a site that was disconnected, whatever its frame remembers", async () => {
    const [storage, windowStorage] = [memoryStorage(), memoryStorage()];
    const key = profileOf("scrypt-v0.1");
    const first = startVault({ person: types(86_400), storage, windowStorage });
    await first.vault.unlock(flow(), key);
    expect(await storage.all("remembered")).to.have.length(1);
    // Taken back in the window, from another site.
    const site = await windowStorage.get("sites", [key.userId, flow().site]);
    if (site) await windowStorage.put("sites", { ...site, disconnected: true });
    const answers: Answer[] = [{ type: "decline" }];
    const back = startVault({
      person: (s) => (s.kind === "connect" ? answers.shift() : undefined),
      storage,
      windowStorage,
    });
    expect(code(await back.vault.unlock(flow(true), key))).to.equal("ok");
    expect(code(await back.vault.manage(flow(true), {}))).to.equal("USER_REJECTED");
    expect(await storage.all("remembered")).to.deep.equal([]);
  });

  it("has the password, the phrase and a passkey ask for the connection again that the person took back elsewhere", async () => {
    const [storage, windowStorage] = [memoryStorage(), memoryStorage()];
    const key = profileOf("scrypt-v0.1");
    await startVault({ person: types(), storage, windowStorage }).vault.unlock(flow(), key);
    const site = await windowStorage.get("sites", [key.userId, flow().site]);
    if (site) await windowStorage.put("sites", { ...site, disconnected: true });
    // The frame of the site, in its partition, takes itself for connected.
    const shown = async (answer: Answer): Promise<Screen[]> => {
      const run = startVault({
        person: (s) => (s.kind === "password" ? answer : s.kind === "phrase-restore" ? { type: "decline" } : undefined),
        storage,
        windowStorage,
      });
      expect(code(await run.vault.unlock(flow(true), key))).to.equal("USER_REJECTED");
      return run.screens;
    };
    for (const screens of [await shown({ type: "decline" }), await shown({ type: "use-phrase" })])
      expect(screens.flatMap((s) => ("connects" in s ? [s.connects] : []))).to.satisfy((all: boolean[]) =>
        all.length ? all.every(Boolean) : false,
      );
    expect((await windowStorage.get("sites", [key.userId, flow().site]))?.disconnected).to.equal(true);
  });

  it("goes when it is forgotten, with the site's own record, and stays when the person keeps it", async () => {
    const [storage, windowStorage] = [memoryStorage(), memoryStorage()];
    const key = profileOf("scrypt-v0.1");
    const kept = (): Promise<number> =>
      Promise.all([storage, windowStorage].map((s) => s.all("remembered"))).then((rows) => rows.flat().length);
    await startVault({ person: types(86_400), storage, windowStorage }).vault.unlock(flow(), key);
    expect(await kept()).to.equal(2);
    for (const [answer, left] of [
      ["decline", 2],
      ["allow", 0],
    ] as const) {
      const run = startVault({
        person: (s) => (s.kind === "forget" ? { type: answer } : undefined),
        storage,
        windowStorage,
      });
      await run.vault.forget(flow(true), { userId: key.userId });
      expect(await kept(), answer).to.equal(left);
    }
    // What was last seen of the profile stays: it warns, and opens nothing.
    expect((await storage.get("profiles", [key.userId]))?.publicKey).to.equal(key.publicKey);
  });
});

describe("vault: activity", () => {
  it(`keeps the newest ${MAX_ACTIVITY} lines of a key, each readable with the key alone`, async () => {
    const vector = vectorOf("scrypt-v0.1");
    const key = { ...profileOf("scrypt-v0.1"), secretKey: fromHex(vector.secretKey) };
    const storage = memoryStorage();
    const context = { session: { key, storage, link: undefined }, flow: flow() } as unknown as FlowContext;
    for (let at = 1; at <= MAX_ACTIVITY + 5; at++)
      await logActivity(context, { at, what: "unlock", origin: "https://dapp.example" });
    const lines = await readActivity(context, key);
    expect(lines).to.have.length(MAX_ACTIVITY);
    expect(lines[0]?.at).to.equal(MAX_ACTIVITY + 5);
    const stranger = { ...key, secretKey: crypto.getRandomValues(new Uint8Array(32)) };
    expect(await readActivity(context, stranger)).to.deep.equal([]);
  });
});
