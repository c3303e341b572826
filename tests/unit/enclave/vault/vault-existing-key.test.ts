/** `createKey` beside a key that is there: what the vault finds in its tables and asks of the network, and when. */
import { expect } from "chai";
import { fromHex, randomBytes, toHex } from "../../../../enclave/crypto/bytes.ts";
import { typedDataDigest, type TypedData } from "../../../../enclave/crypto/eip712.ts";
import { evmAddress, signDigest } from "../../../../enclave/crypto/evm.ts";
import type { CreateKeyParams } from "../../../../enclave/protocol/calls/create-key.ts";
import type { EnclaveStorage } from "../../../../enclave/storage/storage.ts";
import { CREATING } from "../../../../enclave/storage/creation-rivals.ts";
import type { Screen } from "../../../../enclave/contract/window-messages.ts";
import { code, CONTRACT, flow, lastScreen, memoryStorage, NODES, startVault, type Person } from "./vault-fixture.ts";

const walletKey = randomBytes(32);
const wallet = { type: "EVM" as const, address: evmAddress(walletKey) };
const other = { type: "EVM" as const, address: evmAddress(randomBytes(32)) };
const password = "six words make one pass phrase";
const config = {
  mpc: { contract: CONTRACT, threshold: 3, nodes: NODES },
  storageNodes: ["http://node.localhost"],
};
const [HERE, THERE] = ["https://dapp.example", "https://other.example"];
const allows =
  (store: "mpc" | "user"): Person =>
  (screen) =>
    screen.kind !== "create"
      ? undefined
      : store === "mpc"
        ? { type: "create", store }
        : { type: "create", store, password };

const realFetch = globalThis.fetch;
let profile = false;
let reachable = true;
let uploads = 0;
before(() => {
  globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (url.includes("/offchain/")) {
      uploads++;
      return new Response("{}", { status: 201 });
    }
    if (!url.endsWith("/rpc/v1")) return realFetch(input, init);
    if (!reachable) throw new TypeError("Failed to fetch");
    const result = { query_result: { column_names: ["has_profile"], values: [[profile]] } };
    return new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
  };
});
beforeEach(() => {
  [profile, reachable, uploads] = [false, true, 0];
});
after(() => (globalThis.fetch = realFetch));

interface Tables {
  storage?: EnclaveStorage;
  windowStorage?: EnclaveStorage;
}
/** Runs a creation at a site; resolves to how it ended and what was shown. */
async function create(params: CreateKeyParams, { site = HERE, ...tables }: Tables & { site?: string } = {}) {
  const sign = (data: unknown) => ({
    ok: true as const,
    value: { signature: `0x${toHex(signDigest(typedDataDigest(data as TypedData), walletKey))}` },
  });
  const { vault, screens } = startVault({
    person: allows(params.store === "mpc" ? "mpc" : "user"),
    sign,
    config,
    ...tables,
  });
  const outcome = code(await vault.createKey(flow(false, site), params));
  const shown = screens.find((screen) => screen.kind === "create" || screen.kind === "key-exists") as Extract<
    Screen,
    { kind: "create" | "key-exists" }
  >;
  return { outcome, found: shown.kind === "create" ? (shown.unchecked ?? "none") : shown.why };
}
const newKey = (more: Partial<CreateKeyParams> = {}): CreateKeyParams => ({
  userId: crypto.randomUUID(),
  store: "user",
  wallet,
  ...more,
});
const CONFLICT = "NETWORK_CONFLICT";

/** A window's storage that knows these wallets by another user id. */
async function copyOf(wallets: string[]): Promise<EnclaveStorage> {
  const storage = memoryStorage();
  await storage.put("profiles", { userId: crypto.randomUUID(), publicKey: "x", wallets });
  return storage;
}

/** A site whose wallet declines once. */
function declinesOnce(windowStorage: EnclaveStorage, person: Person = allows("mpc")) {
  let declines = 1;
  return startVault({
    person,
    config,
    windowStorage,
    sign: (data) =>
      declines-- > 0
        ? { ok: false, error: { code: "WALLET_REJECTED", message: "no", retryable: true } }
        : {
            ok: true,
            value: { signature: `0x${toHex(signDigest(typedDataDigest(data as TypedData), walletKey))}` },
          },
  });
}

/** Runs with the clock set on. */
async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => now() + ms;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

describe("threat 26: createKey beside a key that is there", () => {
  it("asks again after the wallet's signature, and uploads nothing when a profile has appeared", async () => {
    const { vault } = startVault({
      person: allows("mpc"),
      config,
      sign(data) {
        profile = true;
        const signature = signDigest(typedDataDigest(data as TypedData), walletKey);
        return { ok: true, value: { signature: `0x${toHex(signature)}` } };
      },
    });
    expect(code(await vault.createKey(flow(), newKey({ store: "mpc" })))).to.equal(CONFLICT);
    expect(uploads).to.equal(0);
  });

  it("goes on when the network falls silent between two answers, since the first was that there is none", async () => {
    const { vault } = startVault({
      person: allows("mpc"),
      config,
      sign(data) {
        reachable = false;
        const signature = signDigest(typedDataDigest(data as TypedData), walletKey);
        return { ok: true, value: { signature: `0x${toHex(signature)}` } };
      },
    });
    expect(code(await vault.createKey(flow(), newKey({ store: "mpc" })))).to.equal("ok");
    expect(uploads).to.equal(5);
  });

  it("knows a user id by any row of either storage, in any letter case", async () => {
    const params = newKey();
    const { userId } = params;
    const sealed = { content: randomBytes(8), encryptorPublicKey: randomBytes(32) };
    const fill: ((storage: EnclaveStorage) => Promise<boolean>)[] = [
      (s) => s.put("profiles", { userId, publicKey: "x" }),
      (s) => s.put("activity", { scope: HERE, id: crypto.randomUUID(), userId, at: 1, ...sealed }),
      (s) => s.put("passkeyOffers", { userId, at: 1 }),
      (s) =>
        s.put("sites", {
          ...{ userId, origin: HERE, publicKey: "x", store: "user" },
          ...{ firstUsed: 1, lastUsed: 1, disconnected: false },
        }),
      (s) => s.put("creations", { site: THERE, userId, at: 1 }),
    ];
    for (const [i, put] of fill.entries())
      for (const place of ["storage", "windowStorage"] as const) {
        const storage = memoryStorage();
        await put(storage);
        for (const id of [userId, userId.toUpperCase()])
          expect(await create({ ...params, userId: id }, { [place]: storage }), `${i} ${place}`).to.deep.equal({
            outcome: CONFLICT,
            found: "device",
          });
      }
  });

  it("warns of a wallet whose signature brought a key back here when the network says no, and else refuses", async () => {
    const windowStorage = memoryStorage();
    const known = crypto.randomUUID();
    const wallets = [`EVM:${wallet.address.toLowerCase()}`];
    await windowStorage.put("profiles", { userId: known, publicKey: "x", wallets });
    reachable = false;
    expect(await create(newKey(), { windowStorage })).to.deep.equal({ outcome: CONFLICT, found: "device" });
    reachable = true;
    expect(await create(newKey({ userId: known }), { windowStorage })).to.deep.equal({
      outcome: CONFLICT,
      found: "device",
    });
    expect(await create(newKey({ wallet: other }), { windowStorage })).to.deep.equal({ outcome: "ok", found: "none" });
    expect(await create(newKey(), { windowStorage: await copyOf(wallets) })).to.deep.equal({
      outcome: "ok",
      found: "unfinished",
    });
    profile = true;
    expect((await create(newKey(), { windowStorage: await copyOf(wallets) })).found).to.equal("network");
  });

  it("warns a site whose own creation did not reach the network, and refuses others for that user id", async () => {
    const [here, windowStorage] = [memoryStorage(), memoryStorage()];
    const params = newKey();
    expect((await create(params, { storage: here, windowStorage })).found).to.equal("none");
    expect(await create(params, { storage: here, windowStorage })).to.deep.equal({
      outcome: "ok",
      found: "unfinished",
    });
    expect((await create({ ...params, wallet: other }, { storage: here, windowStorage })).outcome).to.equal(CONFLICT);
    expect((await create({ ...params, wallet: undefined }, { storage: here, windowStorage })).outcome).to.equal(
      CONFLICT,
    );
    const there = { site: THERE, storage: memoryStorage(), windowStorage };
    expect((await create({ ...params, wallet: other }, there)).outcome).to.equal(CONFLICT);
  });

  it("takes a creation that failed for none", async () => {
    const [storage, windowStorage] = [memoryStorage(), memoryStorage()];
    const params = newKey({ store: "mpc" });
    const declined = startVault({
      person: allows("mpc"),
      config,
      storage,
      windowStorage,
      sign: () => ({ ok: false, error: { code: "WALLET_REJECTED", message: "no", retryable: true } }),
    });
    expect(code(await declined.vault.createKey(flow(false, HERE), params))).to.equal("WALLET_REJECTED");
    expect((await create(params, { storage, windowStorage })).found).to.equal("none");
  });

  it("lets another site begin with the same wallet when the first one's time is over", async () => {
    const windowStorage = memoryStorage();
    const key = `EVM:${wallet.address.toLowerCase()}`;
    const begun = (ago: number) =>
      windowStorage.put("creations", { site: THERE, userId: "x", wallet: key, at: Date.now() - ago });
    await begun(CREATING - 60_000);
    expect(await create(newKey(), { windowStorage })).to.deep.equal({ outcome: CONFLICT, found: "elsewhere" });
    await begun(CREATING + 1);
    expect(await create(newKey(), { windowStorage })).to.deep.equal({ outcome: "ok", found: "none" });
  });

  it("keeps other sites out while a declined signature can be asked for again, with no new window", async () => {
    const windowStorage = memoryStorage();
    const params = newKey({ store: "mpc" });
    const { vault, windows } = declinesOnce(windowStorage);
    expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("WALLET_REJECTED");
    const there = { site: THERE, windowStorage };
    for (const theirs of [newKey({ store: "mpc" }), { ...params, wallet: other }, newKey()])
      expect(await create(theirs, there)).to.deep.equal({ outcome: CONFLICT, found: "elsewhere" });
    expect(uploads).to.equal(0);
    expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("ok");
    expect([windows(), uploads]).to.deep.equal([1, 5]);
    expect((await windowStorage.all("creations")).map(({ site }) => site)).to.deep.equal([HERE]);
    expect((await create(newKey({ store: "mpc" }), there)).outcome).to.equal(CONFLICT);
    expect(uploads).to.equal(5);
  });

  it("goes the whole way again when a declined signature's time is over, and warns another site of the user id", async () => {
    const windowStorage = memoryStorage();
    const params = newKey({ store: "mpc" });
    const { vault, windows } = declinesOnce(windowStorage);
    expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("WALLET_REJECTED");
    await later(CREATING + 1, async () => {
      expect(await create({ ...params, store: "user", wallet: other }, { site: THERE, windowStorage })).to.deep.equal({
        outcome: "ok",
        found: "unfinished",
      });
      expect(code(await vault.createKey(flow(false, HERE), params))).to.equal(CONFLICT);
    });
    expect([windows(), uploads]).to.deep.equal([2, 0]);
  });

  it("uploads nothing by a signature that came when the claim was over and no window could renew it", async () => {
    const windowStorage = memoryStorage();
    const params = newKey({ store: "mpc" });
    const now = Date.now;
    let asked = 0;
    const { vault } = startVault({
      person: allows("mpc"),
      config,
      windowStorage,
      sign(data) {
        if (++asked === 1) return { ok: false, error: { code: "WALLET_REJECTED", message: "no", retryable: true } };
        Date.now = () => now() + CREATING + 1;
        const signature = signDigest(typedDataDigest(data as TypedData), walletKey);
        return { ok: true, value: { signature: `0x${toHex(signature)}` } };
      },
    });
    try {
      expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("WALLET_REJECTED");
      expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("TIMEOUT");
    } finally {
      Date.now = now;
    }
    expect(uploads).to.equal(0);
  });

  it("lets a site that was declined go on with another wallet after a reload", async () => {
    const windowStorage = memoryStorage();
    const params = newKey({ store: "mpc" });
    const { vault } = declinesOnce(windowStorage);
    expect(code(await vault.createKey(flow(false, HERE), params))).to.equal("WALLET_REJECTED");
    const again = { ...params, store: "user" as const, wallet: other };
    expect(await create(again, { windowStorage })).to.deep.equal({ outcome: "ok", found: "none" });
  });

  it("lets one of two sites win that are allowed at once, however slow the storage of either is", async () => {
    for (const [mine, theirs] of [
      [300, 0],
      [0, 300],
      [0, 0],
    ] as const) {
      const windowStorage = memoryStorage();
      const slow = (ms: number): EnclaveStorage => {
        const storage = memoryStorage();
        const put: EnclaveStorage["put"] = async (table, row) => {
          if (table === "creations") await new Promise((resolve) => setTimeout(resolve, ms));
          return storage.put(table, row);
        };
        return { ...storage, put };
      };
      // Both stand before the person's eyes before either is allowed.
      const person: Person = () => undefined;
      const start = (storage: EnclaveStorage) => startVault({ person, config, storage, windowStorage });
      const runs = [start(slow(mine)), start(slow(theirs))] as const;
      const ends = runs.map(({ vault }, i) => vault.createKey(flow(false, [HERE, THERE][i]), newKey()));
      for (const { screens } of runs) expect((await lastScreen(screens, "create"))?.kind).to.equal("create");
      for (const { answer } of runs) answer({ type: "create", store: "user", password });
      const codes = (await Promise.all(ends)).map(code).sort();
      expect(codes, `${mine} ${theirs}`).to.deep.equal([CONFLICT, "ok"]);
      const refused = runs.flatMap(({ screens }) => screens.filter(({ kind }) => kind === "key-exists"));
      expect(refused).to.have.length(1);
      expect(refused[0]).to.include({ why: "elsewhere" });
    }
  });

  it("asks for wallets of Stellar too, which make password keys only", async () => {
    const stellar = { type: "Stellar" as const, address: "GA", publicKey: toHex(fromHex("ab".repeat(32))) };
    expect(await create(newKey({ wallet: stellar }))).to.deep.equal({ outcome: "ok", found: "none" });
    profile = true;
    expect((await create(newKey({ wallet: stellar }))).outcome).to.equal(CONFLICT);
    const { vault } = startVault({ person: allows("mpc"), config });
    expect(code(await vault.createKey(flow(), newKey({ wallet: stellar, store: "mpc" })))).to.equal("INVALID_ARGUMENT");
  });
});
