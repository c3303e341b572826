/** `createKey` beside a key that is there: what the vault finds in its tables and asks of the network, and when. */
import { expect } from "chai";
import { fromHex, randomBytes, toHex } from "../../../enclave/crypto/bytes.ts";
import { typedDataDigest, type TypedData } from "../../../enclave/crypto/eip712.ts";
import { evmAddress, signDigest } from "../../../enclave/crypto/evm.ts";
import type { CreateKeyParams } from "../../../enclave/protocol/types.ts";
import type { EnclaveStorage } from "../../../enclave/storage/storage.ts";
import { CREATING } from "../../../enclave/vault/existing-key.ts";
import type { Screen } from "../../../enclave/vault/window-messages.ts";
import { code, CONTRACT, flow, memoryStorage, NODES, startVault, type Person } from "./vault-fixture.ts";

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

  it("knows a wallet whose signature brought a key back here, also when the network does not", async () => {
    const windowStorage = memoryStorage();
    await windowStorage.put("profiles", {
      userId: crypto.randomUUID(),
      publicKey: "x",
      wallets: [`EVM:${wallet.address.toLowerCase()}`],
    });
    expect((await create(newKey(), { windowStorage })).found).to.equal("device");
    expect((await create(newKey({ wallet: other }), { windowStorage })).outcome).to.equal("ok");
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

  it("asks for wallets of Stellar too, which make password keys only", async () => {
    const stellar = { type: "Stellar" as const, address: "GA", publicKey: toHex(fromHex("ab".repeat(32))) };
    expect(await create(newKey({ wallet: stellar }))).to.deep.equal({ outcome: "ok", found: "none" });
    profile = true;
    expect((await create(newKey({ wallet: stellar }))).outcome).to.equal(CONFLICT);
    const { vault } = startVault({ person: allows("mpc"), config });
    expect(code(await vault.createKey(flow(), newKey({ wallet: stellar, store: "mpc" })))).to.equal("INVALID_ARGUMENT");
  });
});
