/** threat 13: what is remembered of a key opens for its user, its scope and its time alone, and holds no key in the clear. */
import { expect } from "chai";
import fc from "fast-check";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { equalBytes, randomBytes, toBase64 } from "../../../../enclave/crypto/bytes.ts";
import { forgetRemembered } from "../../../../enclave/storage/forget-remembered.ts";
import { readRemembered, unwrapKey, wrapKey } from "../../../../enclave/storage/remembered-key.ts";
import { createStorage } from "../../../../enclave/storage/storage.ts";
import type { RememberedKey } from "../../../../enclave/storage/tables.ts";

const RUNS = { numRuns: 1_000 };
const NOW = 1_800_000_000;
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const scope = fc.oneof(
  fc.constant("window"),
  fc.webUrl().map((url) => new URL(url).origin),
);
const lifetime = fc.constantFrom(3_600, 86_400, 604_800, 2_592_000);
const id = fc.uuid({ version: 4 });

const info = (userId: string, secretKey: Uint8Array) => ({
  userId,
  publicKey: toBase64(boxPublicKey(secretKey)),
  store: "user" as const,
});
/** One field of a row, changed. */
const CHANGES: ((row: RememberedKey, at: number) => RememberedKey)[] = [
  (row) => ({ ...row, expiresAt: row.expiresAt + 1 }),
  (row) => ({ ...row, createdAt: row.createdAt - 1 }),
  (row) => ({ ...row, store: "mpc" }),
  (row) => ({ ...row, publicKey: toBase64(randomBytes(32)) }),
  (row, at) => ({ ...row, iv: flip(row.iv, at) }),
  (row, at) => ({ ...row, wrapped: flip(row.wrapped, at) }),
  (row) => ({ ...row, wrapped: row.wrapped.slice(1) }),
];
function flip(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ (1 << (at % 8));
  return changed;
}

describe("threat 13: a remembered key", function () {
  this.timeout(120_000);

  it("opens again with the same user and scope until it expires, and not a second longer", () =>
    fc.assert(
      fc.asyncProperty(secret, id, scope, lifetime, fc.nat(), async (secretKey, userId, scope, seconds, later) => {
        const row = await wrapKey(secretKey, info(userId, secretKey), scope, seconds, NOW);
        const within = NOW + (later % seconds);
        const opened = await unwrapKey(row, userId, scope, within);
        expect(opened && equalBytes(opened, secretKey)).to.equal(true);
        expect(await unwrapKey(row, userId, scope, NOW + seconds)).to.equal(undefined);
        expect(await unwrapKey(row, userId, scope, NOW + seconds + later)).to.equal(undefined);
      }),
      RUNS,
    ));

  it("opens for no other user and no other scope, also if the row is rewritten to name it", () =>
    fc.assert(
      fc.asyncProperty(secret, id, id, scope, scope, async (secretKey, userId, otherUser, scope, otherScope) => {
        fc.pre(userId !== otherUser && scope !== otherScope);
        const row = await wrapKey(secretKey, info(userId, secretKey), scope, 3_600, NOW);
        expect(await unwrapKey(row, otherUser, scope, NOW)).to.equal(undefined);
        expect(await unwrapKey(row, userId, otherScope, NOW)).to.equal(undefined);
        expect(await unwrapKey({ ...row, userId: otherUser }, otherUser, scope, NOW)).to.equal(undefined);
        expect(await unwrapKey({ ...row, scope: otherScope }, userId, otherScope, NOW)).to.equal(undefined);
      }),
      RUNS,
    ));

  it("does not open when any of it was changed", () =>
    fc.assert(
      fc.asyncProperty(
        secret,
        id,
        scope,
        fc.nat(),
        fc.constantFrom(...CHANGES),
        async (secretKey, userId, scope, at, change) => {
          const row = await wrapKey(secretKey, info(userId, secretKey), scope, 3_600, NOW);
          expect(await unwrapKey(change(row, at), userId, scope, NOW)).to.equal(undefined);
        },
      ),
      RUNS,
    ));

  it("is wrapped by a key that cannot be extracted, freshly for each row", async () => {
    const secretKey = randomBytes(32);
    const [one, two] = await Promise.all(
      [1, 2].map(() => wrapKey(secretKey, info(crypto.randomUUID(), secretKey), "window", 3_600, NOW)),
    );
    expect(one?.wrappingKey.extractable).to.equal(false);
    let refused = false;
    await crypto.subtle.exportKey("raw", one?.wrappingKey as CryptoKey).catch(() => (refused = true));
    expect(refused).to.equal(true);
    expect(
      two && (await unwrapKey({ ...two, wrappingKey: one?.wrappingKey as CryptoKey }, two.userId, "window", NOW)),
    ).to.equal(undefined);
  });

  it("does not open when the clock was set back before it was made", async () => {
    const secretKey = randomBytes(32);
    const userId = crypto.randomUUID();
    const row = await wrapKey(secretKey, info(userId, secretKey), "window", 3_600, NOW);
    expect(await unwrapKey(row, userId, "window", NOW - 301)).to.equal(undefined);
  });

  describe("in storage", () => {
    const storage = createStorage();
    const secretKey = randomBytes(32);
    const userId = crypto.randomUUID();
    const site = "https://dapp.example";
    const rows = async (): Promise<string[]> => (await storage.all("remembered")).map((r) => `${r.scope} ${r.userId}`);
    beforeEach(async () => {
      for (const row of await storage.all("remembered")) await storage.remove("remembered", [row.scope, row.userId]);
      await storage.put("remembered", await wrapKey(secretKey, info(userId, secretKey), site, 3_600, NOW));
      await storage.put("remembered", await wrapKey(secretKey, info(userId, secretKey), "window", 86_400, NOW));
    });

    it("survives storing: the wrapping key comes back usable and still not extractable", async () => {
      const found = await readRemembered(storage, userId, site, NOW + 10);
      expect(found && equalBytes(found.secretKey, secretKey)).to.equal(true);
      expect(found?.row.wrappingKey.extractable).to.equal(false);
    });

    it("is deleted on sight when it is expired, whoever's it is", async () => {
      expect(await readRemembered(storage, crypto.randomUUID(), "window", NOW + 3_600)).to.equal(undefined);
      expect(await rows()).to.deep.equal([`window ${userId}`]);
    });

    it("is deleted on sight when it was tampered with, and the others stay", async () => {
      const row = await storage.get("remembered", [site, userId]);
      if (row) await storage.put("remembered", { ...row, expiresAt: row.expiresAt + 86_400 });
      expect(await readRemembered(storage, userId, site, NOW)).to.equal(undefined);
      expect(await rows()).to.deep.equal([`window ${userId}`]);
    });

    it("is forgotten for one scope and kept for the other", async () => {
      await forgetRemembered(storage, site);
      expect(await rows()).to.deep.equal([`window ${userId}`]);
    });
  });
});
