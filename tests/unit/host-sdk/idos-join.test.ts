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

  /** As a backend does: another user id with every challenge. */
  function drawIds(): string[] {
    const drawn: string[] = [];
    const more = t.world.backend;
    t.world.backend = (path, body) => {
      const own = more(path, body);
      if (own !== undefined || path !== "/join") return own;
      const userId = crypto.randomUUID();
      drawn.push(userId);
      return { userId, message: t.world.challenge(t.provider.address).replace(USER, userId) };
    };
    return drawn;
  }
  const refuse = (status: number, code: string, data?: unknown) =>
    json(status, { error: { code, message: "no", data } });

  it("threat 31: answers again the challenge that its key was made for, without a prompt, until it is answered", async () => {
    await t.idos.connect(t.provider);
    const answers = [refuse(503, "NETWORK_UNREACHABLE"), refuse(500, "INTERNAL"), refuse(503, "STORAGE_UNAVAILABLE")];
    t.world.backend = (path) => (path === "/join/complete" ? answers.shift() : undefined);
    const drawn = drawIds();
    for (const code of ["NETWORK_UNREACHABLE", "INTERNAL", "STORAGE_UNAVAILABLE"])
      expect((await rejection(t.idos.join())).code).to.equal(code);
    const profile = await t.idos.join();
    expect(drawn).to.have.length(1);
    expect(profile.userId).to.equal(drawn[0]);
    await t.reports.next("createKey");
    expect(t.reports.of("createKey")).to.have.length(1);
    expect(t.asked.filter(({ for: what }) => what === "ownership")).to.have.length(1);
  });

  it("threat 31: goes on with a challenge's id until a key is made for it, so that what was allowed need not be asked again", async () => {
    await t.idos.connect(t.provider);
    const drawn = drawIds();
    t.provider.override = (method) => {
      if (method === "personal_sign") throw Object.assign(new Error("no"), { code: 4001 });
      return undefined;
    };
    expect((await rejection(t.idos.join())).code).to.equal("WALLET_REJECTED");
    t.provider.override = () => undefined;
    expect((await t.idos.join()).userId).to.equal(drawn[0]);
    expect(drawn).to.have.length(1);
    // Another connection is another person's, for all that the page knows.
    t.world.user = undefined;
    await t.idos.connect(t.provider);
    await t.idos.join();
    expect(drawn).to.have.length(2);
  });

  it("threat 31: makes another key when its challenge is over, and never a profile of the one with a key of the other", async () => {
    await t.idos.connect(t.provider);
    const answers = [refuse(503, "NETWORK_UNREACHABLE"), refuse(400, "INVALID_ARGUMENT")];
    t.world.backend = (path) => (path === "/join/complete" ? answers.shift() : undefined);
    const drawn = drawIds();
    await rejection(t.idos.join());
    const profile = await t.idos.join();
    expect(drawn).to.have.length(2);
    expect(profile.userId).to.equal(drawn[1]);
    await t.reports.next("createKey", 2);
    expect(t.reports.of("createKey").map((key) => (key as { userId: string }).userId)).to.deep.equal(drawn);
  });

  for (const where of ["/join", "/join/complete"])
    it(`threat 31: goes on with the profile that stands when ${where} says that an earlier challenge was first`, async () => {
      await t.idos.connect(t.provider);
      const earlier = crypto.randomUUID();
      t.world.backend = (path) => {
        if (path !== where) return undefined;
        t.world.user = { id: earlier, key: KEY, store: "mpc", address: t.provider.address };
        return refuse(409, "NETWORK_CONFLICT", { userId: earlier });
      };
      drawIds();
      expect(await t.idos.join()).to.deep.equal({ userId: earlier, publicKey: KEY, store: "mpc" });
      expect(t.idos.state.profile?.userId).to.equal(earlier);
      // The key that was made in vain is not kept open.
      expect(t.idos.state.key).to.equal("locked");
    });

  it("threat 31: hands on the id that stands while its join waits for the network", async () => {
    await t.idos.connect(t.provider);
    t.world.backend = (path) =>
      path === "/join/complete" ? refuse(503, "NETWORK_UNREACHABLE", { userId: USER }) : undefined;
    drawIds();
    const error = await rejection(t.idos.join());
    expect([error.retryable, error.data]).to.deep.equal([true, { userId: USER }]);
    // It was written meanwhile.
    t.world.user = { id: USER, key: KEY, store: "mpc", address: t.provider.address };
    expect((await t.idos.join()).userId).to.equal(USER);
    await t.reports.next("createKey");
    expect(t.reports.of("createKey")).to.have.length(1);
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
