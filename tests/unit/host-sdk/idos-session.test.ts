import { expect } from "chai";
import { uncaughtIn } from "../uncaught.ts";
import { createIdos, isIdosError } from "../../../host-sdk/index.ts";
import { command, frames } from "./support/enclave-fixture.ts";
import { fakeProvider } from "./support/fake-provider.ts";
import { KEY, NODE, USER } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
import { after, rejection, until } from "./support/rejection.ts";
import { rows } from "./support/scripted-fetch.ts";

const t = setUpIdos();

describe("an Idos from the start", () => {
  it("touches nothing until a method is called, whatever its options", async () => {
    const before = [...document.querySelectorAll("*")].length;
    const wrong = createIdos({ enclave: "nonsense", node: "nonsense://", backend: "ftp://x" });
    expect([...document.querySelectorAll("*")].length).to.equal(before);
    expect(t.world.log).to.deep.equal([]);
    expect(wrong.state).to.deep.equal({ wallet: undefined, profile: undefined, enclave: "idle", key: "locked" });
    expect((await rejection(wrong.preload())).message).to.contain("enclave");
    expect((await rejection(wrong.connect(t.provider))).message).to.contain("node");
    expect((await rejection(wrong.backend())).message).to.contain("backend");
    wrong.close();
  });

  it("says that a wallet is needed", async () => {
    for (const work of [
      () => t.idos.profile(),
      () => t.idos.join(),
      () => t.idos.unlock(),
      () => t.idos.credentials.list(),
      () => t.idos.grants.list(),
      () => t.idos.verification.prepare(),
    ])
      expect((await rejection(work())).code).to.equal("WALLET_DISCONNECTED");
  });

  it("says which option is missing when there is no backend", async () => {
    t.make({ backend: undefined });
    const error = await rejection(t.idos.backend());
    expect(error.code).to.equal("UNSUPPORTED");
    expect(error.message).to.contain("idosHandler");
  });
});

describe("an Idos with a wallet", () => {
  it("takes an EIP-1193 provider and asks nothing but its accounts", async () => {
    expect(await t.idos.connect(t.provider)).to.deep.equal({ type: "EVM", address: t.provider.address });
    expect(t.idos.state.wallet).to.deep.equal({ type: "EVM", address: t.provider.address });
    expect(t.provider.requests.map(({ method }) => method)).to.deep.equal(["eth_requestAccounts"]);
  });

  it("reads a profile whose key is kept in MetaMask, and says so where the key would be needed", async () => {
    await t.member();
    t.world.user = { id: USER, key: KEY, store: "mm", address: t.provider.address };
    const profile = { userId: USER, publicKey: KEY, store: "mm" };
    expect(await t.idos.profile()).to.deep.equal(profile);
    expect(t.idos.state.profile).to.deep.equal(profile);
    const listed = await t.idos.credentials.list();
    expect(listed.map(({ id }) => id)).to.deep.equal([CREDENTIAL]);
    for (const work of [() => t.idos.unlock(), () => t.idos.credentials.view(listed)]) {
      const error = await rejection(work());
      expect([error.code, error.message]).to.deep.equal([
        "UNSUPPORTED",
        "The key of this profile is kept in MetaMask, and no idOS window can open it",
      ]);
    }
  });

  it("goes on when a listener of the page throws: what it threw is the page's own uncaught error", async () => {
    const heard: string[] = [];
    const stop = t.idos.subscribe(() => {
      throw new Error("of subscribe");
    });
    t.idos.subscribe(() => heard.push("state"));
    t.idos.on("asking", () => {
      throw new Error("of on");
    });
    t.idos.on("asking", () => heard.push("asking"));
    const uncaught = await uncaughtIn(async () => {
      expect(await t.idos.connect(t.provider)).to.deep.equal({ type: "EVM", address: t.provider.address });
      expect(heard).to.deep.equal(["state"]);
      await t.idos.credentials.list();
      // Its listener threw before the wallet was asked.
      expect(heard).to.include("asking");
      expect(t.provider.requests.map(({ method }) => method)).to.include("personal_sign");
    });
    stop();
    expect(new Set(uncaught.map((error) => (error as Error).message))).to.deep.equal(
      new Set(["of subscribe", "of on"]),
    );
  });

  it("names the wallet where there is none, as of a window without ethereum", async () => {
    const { ethereum } = window as unknown as { ethereum: typeof t.provider };
    const error = await rejection(t.idos.connect(ethereum));
    expect(error.code).to.equal("INVALID_ARGUMENT");
    expect(error.message).to.match(/^wallet: /);
  });

  it("has no profile until it joined, and asks for no sign-in to find that out", async () => {
    await t.idos.connect(t.provider);
    expect(await t.idos.profile()).to.equal(null);
    expect(t.idos.state.profile).to.equal(null);
    expect(t.asked).to.deep.equal([]);
  });

  it("reads its profile after one sign-in, which it announced", async () => {
    await t.member();
    expect(await t.idos.profile()).to.deep.equal({ userId: USER, publicKey: KEY, store: "mpc" });
    expect(t.idos.state.profile).to.deep.equal({ userId: USER, publicKey: KEY, store: "mpc" });
    expect(t.asked.map((what) => what.for)).to.deep.equal(["sign-in"]);
    expect(t.asked[0]?.text).to.contain(`${NODE} wants you to sign in`);
  });

  it("refuses a profile of unknown form", async () => {
    await t.member();
    if (t.world.user) t.world.user.key = "short";
    expect((await rejection(t.idos.profile())).code).to.equal("NETWORK_CONFLICT");
  });

  it("tells subscribers of each change with a new snapshot, and stops when told", async () => {
    const seen: unknown[] = [];
    const stop = t.idos.subscribe(() => seen.push(t.idos.state));
    await t.idos.connect(t.provider);
    const before = t.idos.state;
    await t.idos.profile();
    expect(t.idos.state).to.not.equal(before);
    expect(seen).to.have.length(2);
    stop();
    await t.idos.disconnect();
    expect(seen).to.have.length(2);
  });

  it("forgets it, signs out of the node and locks the enclave on disconnect", async () => {
    await t.member();
    await t.idos.profile();
    await t.idos.preload();
    await t.idos.disconnect();
    expect(t.idos.state).to.include({ wallet: undefined, profile: undefined });
    expect(t.world.log).to.include("sign out");
    expect(await t.reports.next("lock")).to.deep.equal({});
    expect((await rejection(t.idos.profile())).code).to.equal("WALLET_DISCONNECTED");
  });

  it("ends what runs when the wallet changes its account, and says so", async () => {
    await t.member();
    t.provider.override = (method) => (method === "personal_sign" ? new Promise(() => {}) : undefined);
    const reading = rejection(t.idos.profile());
    await until(() => t.asked.length === 1, "the wallet is asked");
    t.provider.emit("accountsChanged", [`0x${"2".repeat(40)}`]);
    const error = await reading;
    expect(error.code).to.equal("WALLET_DISCONNECTED");
    expect(t.idos.state.wallet).to.equal(undefined);
    expect(t.provider.listeners("accountsChanged")).to.equal(0);
  });

  it("signs the first wallet out when another is connected, and keeps no profile of it", async () => {
    await t.member();
    await t.idos.profile();
    const second = fakeProvider(`0x${"22".repeat(32)}`);
    await t.idos.connect(second);
    expect(t.world.log).to.include("sign out");
    expect(t.idos.state.wallet?.address).to.equal(second.address);
    expect(t.idos.state.profile).to.equal(undefined);
    expect(await t.idos.profile()).to.equal(null);
  });

  it("does not take a late answer about one wallet for another's", async () => {
    await t.member();
    let answer: ((found: unknown) => void) | undefined;
    t.world.action = (name) => (name === "has_profile" ? new Promise((resolve) => (answer = resolve)) : undefined);
    const reading = rejection(t.idos.profile());
    await until(() => answer !== undefined, "the node is asked");
    await t.idos.connect(fakeProvider(`0x${"22".repeat(32)}`));
    answer?.(rows({ has_profile: false }));
    expect((await reading).code).to.equal("ABORTED");
    await after(30);
    expect(t.idos.state.profile).to.equal(undefined);
  });

  it("refuses a kind of wallet whose signatures the network client cannot send", async () => {
    const near = {
      type: "NEAR",
      address: "a.near",
      publicKey: "ed25519:x",
      signatureType: "nep413",
      identifier: "00",
      signMessage: async () => "",
      signTypedData: async () => "",
    } as const;
    expect((await rejection(t.idos.connect(near))).code).to.equal("UNSUPPORTED");
  });
});

describe("the key", () => {
  it("is unlocked for the profile, and its state follows the enclave's events", async () => {
    await t.member();
    const events: string[] = [];
    t.idos.on("unlocked", () => events.push("unlocked"));
    t.idos.on("locked", () => events.push("locked"));
    await t.idos.unlock();
    await command("ask", { method: "event", params: { type: "unlocked" } });
    await t.reports.next("answer");
    expect(t.idos.state.key).to.equal("unlocked");
    await command("ask", { method: "event", params: { type: "locked" } });
    await t.reports.next("answer", 2);
    expect(t.idos.state.key).to.equal("locked");
    expect(events).to.deep.equal(["unlocked", "locked"]);
  });

  it("is locked when the enclave went away", async () => {
    await t.member();
    await t.idos.unlock();
    await command("ask", { method: "event", params: { type: "unlocked" } });
    await t.reports.next("answer");
    void command("reload");
    await until(() => t.idos.state.enclave === "idle", "the death is seen");
    expect(t.idos.state.key).to.equal("locked");
  });

  it("is locked without mounting an enclave that is not there, and forgotten with one", async () => {
    await t.idos.lock();
    expect(frames()).to.deep.equal([]);
    await t.idos.lock({ forget: true });
    expect(await t.reports.next("lock")).to.deep.equal({ forget: true });
  });

  const typedData = {
    domain: {
      name: "idOS secret store contract",
      version: "1",
      verifyingContract: "0x0000000000000000000000000000000000000001",
    },
    types: { M: [{ name: "share_commitments", type: "string[]" }] },
    primaryType: "M",
    message: { share_commitments: ["a", "b"] },
  };

  it("may be asked of the wallet by the enclave, and the page is told what for", async () => {
    await t.member();
    await t.idos.preload();
    await command("ask", {
      method: "signTypedData",
      params: { wallet: { type: "EVM", address: t.provider.address.toLowerCase() }, for: "unlock", typedData },
    });
    expect(await t.reports.next("answer")).to.have.property("signature");
    expect(t.asked).to.deep.equal([{ for: "key", text: "idOS secret store contract: M\nshare_commitments: a,b" }]);
  });

  it("is not asked of another wallet than the one that is connected", async () => {
    await t.member();
    await t.idos.preload();
    await command("ask", {
      method: "signTypedData",
      params: { wallet: { type: "EVM", address: `0x${"2".repeat(40)}` }, for: "unlock", typedData },
    });
    expect(await t.reports.next("refusal")).to.include({ code: "WALLET_WRONG_ACCOUNT" });
    expect(t.asked).to.deep.equal([]);
  });
});

describe("the signature that stores a new key's shares", () => {
  const ask = (act = "create", name = "share_commitments"): Promise<void> =>
    command("ask", {
      method: "signTypedData",
      params: {
        wallet: { type: "EVM", address: t.provider.address },
        for: act,
        typedData: {
          domain: { name: "secrets", version: "1", verifyingContract: `0x${"0".repeat(40)}` },
          types: { UploadSignatureMessage: [{ name, type: "string[]" }] },
          primaryType: "UploadSignatureMessage",
          message: { [name]: ["a"] },
        },
      },
    });

  it("is given to a wallet without a profile", async () => {
    await t.idos.connect(t.provider);
    await t.idos.preload();
    await ask();
    expect(await t.reports.next("answer")).to.have.property("signature");
  });

  it("is not asked for when the wallet has joined meanwhile: its shares would be replaced", async () => {
    await t.member();
    await t.idos.preload();
    await ask();
    expect(await t.reports.next("refusal")).to.include({ code: "NETWORK_CONFLICT" });
    expect(t.asked).to.deep.equal([]);
  });

  it("is known by what the enclave says that it is for, whatever is signed", async () => {
    await t.member();
    await t.idos.preload();
    await ask("create", "of_a_later_version");
    expect(await t.reports.next("refusal")).to.include({ code: "NETWORK_CONFLICT" });
    await ask("unlock");
    expect(await t.reports.next("answer")).to.have.property("signature");
  });

  it("is not given on when the wallet joined elsewhere while it was asked", async () => {
    await t.idos.connect(t.provider);
    await t.idos.preload();
    t.provider.override = (method) => {
      if (method === "eth_signTypedData_v4") {
        const { address } = t.provider;
        t.world.user = { id: USER, key: KEY, store: "mpc", address };
      }
      return undefined;
    };
    await ask();
    expect(await t.reports.next("refusal")).to.include({ code: "NETWORK_CONFLICT" });
    expect(t.asked.map((what) => what.for)).to.deep.equal(["key"]);
  });
});

describe("closing an Idos, and giving up", () => {
  it("ends every wait with ABORTED, unmounts the frame, and is final", async () => {
    await t.member();
    await t.idos.preload();
    await command("plan", { unlock: "hang" });
    const pending = rejection(t.idos.unlock());
    await t.reports.next("unlock");
    t.idos.close();
    expect((await pending).code).to.equal("ABORTED");
    expect(frames()).to.deep.equal([]);
    for (const work of [
      () => t.idos.preload(),
      () => t.idos.profile(),
      () => t.idos.connect(t.provider),
      () => t.idos.backend(),
      () => t.idos.lock({ forget: true }),
    ])
      expect((await rejection(work())).code).to.equal("ABORTED");
  });

  it("ends one wait by its signal, and leaves the rest alone", async () => {
    await t.member();
    await t.idos.preload();
    await command("plan", { unlock: "hang" });
    const stop = new AbortController();
    const pending = rejection(t.idos.unlock({ signal: stop.signal }));
    await t.reports.next("unlock");
    stop.abort();
    expect((await pending).code).to.equal("ABORTED");
    expect(await t.idos.profile()).to.include({ userId: USER });
  });

  it("does nothing for a signal that is aborted already", async () => {
    await t.member();
    const signal = AbortSignal.abort();
    for (const work of [
      () => t.idos.profile({ signal }),
      () => t.idos.credentials.list({ signal }),
      () => t.idos.grants.revoke(CREDENTIAL, { signal }),
      () => t.idos.preload({ signal }),
      () => t.idos.backend({ signal }),
    ])
      expect((await rejection(work())).code).to.equal("ABORTED");
    await after(50);
    expect(t.world.log).to.deep.equal([]);
    expect(frames()).to.deep.equal([]);
  });

  it("rejects with errors that isIdosError knows by code", async () => {
    const error: unknown = await t.idos.profile().catch((reason: unknown) => reason);
    expect(isIdosError(error)).to.equal(true);
    expect(isIdosError(error, "WALLET_DISCONNECTED")).to.equal(true);
    expect(isIdosError(error, "TIMEOUT")).to.equal(false);
    expect(isIdosError(new Error("x"))).to.equal(false);
  });
});
