import { expect } from "chai";
import { recoverPersonalMessage } from "../../../enclave/crypto/evm.ts";
import { createIdos } from "../../../host-sdk/index.ts";
import { enclaveAt, settled } from "./support/enclave-fixture.ts";
import { KEY, NODE, USER } from "./support/fake-world.ts";
import { setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

const t = setUpIdos();

describe("joining", () => {
  it("proves the wallet, makes the key, lets the backend write, and reads back", async () => {
    await t.idos.connect(t.provider);
    const profile = await t.idos.join();
    expect(profile).to.deep.include({ userId: USER, store: "mpc" });
    expect(t.idos.state.profile).to.deep.equal(profile);
    const [completion] = t.world.completed;
    expect(completion).to.deep.include({
      userId: USER,
      recipientEncryptionPublicKey: profile.publicKey,
      encryptionPasswordStore: "mpc",
      wallet: { type: "EVM", address: t.provider.address },
    });
    expect(recoverPersonalMessage(completion?.message ?? "", completion?.signature ?? "")).to.equal(t.provider.address);
    await settled();
    expect(t.reports.of("createKey")).to.deep.equal([
      { userId: USER, store: "mpc", wallet: { type: "EVM", address: t.provider.address } },
    ]);
    expect(t.asked.map((what) => what.for)).to.deep.equal(["ownership", "sign-in"]);
  });

  it("makes the kind of key that was asked for", async () => {
    await t.idos.connect(t.provider);
    expect((await t.idos.join({ store: "user" })).store).to.equal("user");
  });

  it("gives a wallet that has a profile just that", async () => {
    await t.member();
    expect((await t.idos.join()).userId).to.equal(USER);
    expect(t.world.log).to.deep.equal([]);
  });

  for (const [name, challenge] of [
    ["another site", (address: string) => t.world.challenge(address).replace(location.hostname, "bank.example")],
    [
      "another wallet",
      () =>
        `${location.hostname} asks you to prove that you own this wallet.\nProfile: ${USER}\nWallet: 0x${"2".repeat(40)}\nNonce: ${"0".repeat(32)}\nIssued: 2026-01-01T00:00:00Z`,
    ],
    ["a transaction", () => "PayloadType: execute"],
  ] as const)
    it(`asks the wallet nothing when the challenge is for ${name}`, async () => {
      await t.idos.connect(t.provider);
      const message = challenge(t.provider.address);
      t.world.backend = (path) => (path === "/join" ? { userId: USER, message } : undefined);
      expect((await rejection(t.idos.join())).code).to.equal("NETWORK_CONFLICT");
      expect(t.asked).to.deep.equal([]);
      await settled();
      expect(t.reports.of("createKey")).to.deep.equal([]);
    });

  it("makes no key when the wallet declines", async () => {
    await t.idos.connect(t.provider);
    t.provider.override = (method) => {
      if (method === "personal_sign") throw Object.assign(new Error("no"), { code: 4001 });
      return undefined;
    };
    expect((await rejection(t.idos.join())).code).to.equal("WALLET_REJECTED");
    await settled();
    expect(t.reports.of("createKey")).to.deep.equal([]);
  });

  it("does not make a second key when the backend failed after the first", async () => {
    await t.idos.connect(t.provider);
    let failures = 1;
    t.world.backend = (path) =>
      path === "/join/complete" && failures-- > 0
        ? json(503, { error: { code: "NETWORK_UNREACHABLE", message: "later" } })
        : undefined;
    expect((await rejection(t.idos.join())).code).to.equal("NETWORK_UNREACHABLE");
    const profile = await t.idos.join();
    await t.reports.next("createKey");
    expect(t.reports.of("createKey")).to.have.length(1);
    expect(t.world.completed[0]?.recipientEncryptionPublicKey).to.equal(profile.publicKey);
  });

  it("does not start in a second tab while one makes the key, or has one that is not written yet", async () => {
    await t.idos.connect(t.provider);
    t.world.backend = (path) =>
      path === "/join/complete" ? json(503, { error: { code: "NETWORK_UNREACHABLE", message: "later" } }) : undefined;
    const first = t.idos;
    const joining = rejection(first.join());
    const other = createIdos({ enclave: enclaveAt(), node: NODE, backend: "/idos" });
    try {
      await other.connect(t.provider);
      expect((await rejection(other.join())).message).to.contain("Another tab");
      expect((await joining).code).to.equal("NETWORK_UNREACHABLE");
      expect((await rejection(other.join())).code).to.equal("NETWORK_CONFLICT");
      // The first tab is closed: its key is forgotten, and the second one may.
      first.close();
      t.world.backend = () => undefined;
      expect((await other.join()).userId).to.equal(USER);
      expect(t.world.completed).to.have.length(1);
    } finally {
      other.close();
    }
  });

  it("makes another key when the retry asks for another kind", async () => {
    await t.idos.connect(t.provider);
    let failures = 1;
    t.world.backend = (path) => (path === "/join/complete" && failures-- > 0 ? json(503, {}) : undefined);
    await rejection(t.idos.join());
    expect((await t.idos.join({ store: "user" })).store).to.equal("user");
    expect(await t.reports.next("createKey", 2)).to.include({ store: "user" });
  });

  it("does not believe a backend that wrote another key", async () => {
    await t.idos.connect(t.provider);
    t.world.backend = (path) => {
      if (path !== "/join/complete") return undefined;
      t.world.user = { id: USER, key: KEY, store: "mpc", address: t.provider.address };
      return { userId: USER };
    };
    expect((await rejection(t.idos.join())).code).to.equal("NETWORK_CONFLICT");
    expect(t.idos.state.profile).to.equal(undefined);
  });

  it("hands on the backend's code and words, stripped", async () => {
    await t.idos.connect(t.provider);
    t.world.backend = (path) =>
      path === "/join" ? json(429, { error: { code: "RATE_LIMITED", message: "slow\n\u202edown" } }) : undefined;
    const error = await rejection(t.idos.join());
    expect(error.code).to.equal("RATE_LIMITED");
    expect(error.message).to.contain("slow down");
  });
});
