import { expect } from "chai";
import { toBase64 } from "../../../enclave/crypto/bytes.ts";
import { recoverPersonalMessage } from "../../../enclave/crypto/evm.ts";
import { removeCredential } from "../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../enclave/kwil/payload.ts";
import { createIdos, isIdosError, type Idos, type IdosEvents, type IdosOptions } from "../../../host-sdk/index.ts";
import { command, enclaveAt, frames, listen, settled, type Reports } from "./support/enclave-fixture.ts";
import { fakeProvider, type FakeProvider } from "./support/fake-provider.ts";
import { createWorld, ISSUER, KEY, NODE, notes, USER, type World } from "./support/fake-world.ts";
import { after, rejection, until } from "./support/rejection.ts";
import { Unreachable } from "./support/scripted-fetch.ts";

const OTHER = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe("an Idos", () => {
  let world: World;
  let reports: Reports;
  let provider: FakeProvider;
  let idos: Idos;
  let asked: IdosEvents["asking"][];

  function make(options: Partial<IdosOptions> = {}): Idos {
    idos?.close();
    idos = createIdos({ enclave: enclaveAt(), node: NODE, backend: "/idos", ...options });
    asked = [];
    idos.on("asking", (what) => asked.push(what));
    return idos;
  }
  /** A user with a profile and one credential, connected. */
  async function member(): Promise<void> {
    world.user = { id: USER, key: KEY, store: "mpc", address: provider.address };
    world.credentials = [{ id: OTHER, public_notes: notes(), issuer_auth_public_key: ISSUER, original_id: null }];
    await idos.connect(provider);
  }

  beforeEach(() => {
    world = createWorld();
    reports = listen();
    provider = fakeProvider();
    make();
  });
  afterEach(() => {
    idos.close();
    reports.stop();
    world.restore();
  });

  describe("from the start", () => {
    it("touches nothing until a method is called, whatever its options", async () => {
      const before = [...document.querySelectorAll("*")].length;
      const wrong = createIdos({ enclave: "nonsense", node: "nonsense://", backend: "ftp://x" });
      expect([...document.querySelectorAll("*")].length).to.equal(before);
      expect(world.log).to.deep.equal([]);
      expect(wrong.state).to.deep.equal({ wallet: undefined, profile: undefined, enclave: "idle", key: "locked" });
      expect((await rejection(wrong.preload())).message).to.contain("enclave");
      expect((await rejection(wrong.connect(provider))).message).to.contain("node");
      expect((await rejection(wrong.backend())).message).to.contain("backend");
      wrong.close();
    });

    it("says that a wallet is needed", async () => {
      for (const work of [() => idos.profile(), () => idos.join(), () => idos.unlock(), () => idos.credentials.list(), () => idos.grants.list(), () => idos.verification.prepare()])
        expect((await rejection(work())).code).to.equal("WALLET_DISCONNECTED");
    });

    it("says which option is missing when there is no backend", async () => {
      make({ backend: undefined });
      const error = await rejection(idos.backend());
      expect(error.code).to.equal("UNSUPPORTED");
      expect(error.message).to.contain("idosHandler");
    });
  });

  describe("with a wallet", () => {
    it("takes an EIP-1193 provider and asks nothing but its accounts", async () => {
      expect(await idos.connect(provider)).to.deep.equal({ type: "EVM", address: provider.address });
      expect(idos.state.wallet).to.deep.equal({ type: "EVM", address: provider.address });
      expect(provider.requests.map(({ method }) => method)).to.deep.equal(["eth_requestAccounts"]);
    });

    it("has no profile until it joined, and asks for no sign-in to find that out", async () => {
      await idos.connect(provider);
      expect(await idos.profile()).to.equal(null);
      expect(idos.state.profile).to.equal(null);
      expect(asked).to.deep.equal([]);
    });

    it("reads its profile after one sign-in, which it announced", async () => {
      await member();
      expect(await idos.profile()).to.deep.equal({ userId: USER, publicKey: KEY, store: "mpc" });
      expect(idos.state.profile).to.deep.equal({ userId: USER, publicKey: KEY, store: "mpc" });
      expect(asked.map((what) => what.for)).to.deep.equal(["sign-in"]);
      expect(asked[0]?.text).to.contain(`${NODE} wants you to sign in`);
    });

    it("refuses a profile of unknown form", async () => {
      await member();
      if (world.user) world.user.key = "short";
      expect((await rejection(idos.profile())).code).to.equal("NETWORK_CONFLICT");
    });

    it("tells subscribers of each change with a new snapshot, and stops when told", async () => {
      const seen: unknown[] = [];
      const stop = idos.subscribe(() => seen.push(idos.state));
      await idos.connect(provider);
      const before = idos.state;
      await idos.profile();
      expect(idos.state).to.not.equal(before);
      expect(seen).to.have.length(2);
      stop();
      await idos.disconnect();
      expect(seen).to.have.length(2);
    });

    it("forgets it, signs out of the node and locks the enclave on disconnect", async () => {
      await member();
      await idos.profile();
      await idos.preload();
      await idos.disconnect();
      expect(idos.state).to.include({ wallet: undefined, profile: undefined });
      expect(world.log).to.include("sign out");
      expect(await reports.next("lock")).to.deep.equal({});
      expect((await rejection(idos.profile())).code).to.equal("WALLET_DISCONNECTED");
    });

    it("ends what runs when the wallet changes its account, and says so", async () => {
      await member();
      provider.override = (method) => (method === "personal_sign" ? new Promise(() => {}) : undefined);
      const reading = rejection(idos.profile());
      await until(() => asked.length === 1, "the wallet is asked");
      provider.emit("accountsChanged", [`0x${"2".repeat(40)}`]);
      const error = await reading;
      expect(error.code).to.equal("WALLET_DISCONNECTED");
      expect(idos.state.wallet).to.equal(undefined);
      expect(provider.listeners("accountsChanged")).to.equal(0);
    });

    it("signs the first wallet out when another is connected, and keeps no profile of it", async () => {
      await member();
      await idos.profile();
      const second = fakeProvider(`0x${"22".repeat(32)}`);
      await idos.connect(second);
      expect(world.log).to.include("sign out");
      expect(idos.state.wallet?.address).to.equal(second.address);
      expect(idos.state.profile).to.equal(undefined);
      expect(await idos.profile()).to.equal(null);
    });

    it("does not take a late answer about one wallet for another's", async () => {
      await member();
      let answer = (_: unknown): void => {};
      world.action = (name) => (name === "has_profile" ? new Promise((resolve) => (answer = resolve)) : undefined);
      const reading = rejection(idos.profile());
      await until(() => answer.length === 1 && provider.requests.length > 0, "the node is asked");
      await idos.connect(fakeProvider(`0x${"22".repeat(32)}`));
      answer(undefined);
      expect((await reading).code).to.equal("ABORTED");
      expect(idos.state.profile).to.equal(undefined);
    });

    it("refuses a kind of wallet whose signatures the network client cannot send", async () => {
      const near = { type: "NEAR", address: "a.near", publicKey: "ed25519:x", signatureType: "nep413", identifier: "00", signMessage: async () => "", signTypedData: async () => "" } as const;
      expect((await rejection(idos.connect(near))).code).to.equal("UNSUPPORTED");
    });
  });

  describe("joining", () => {
    it("proves the wallet, makes the key, lets the backend write, and reads back", async () => {
      await idos.connect(provider);
      const profile = await idos.join();
      expect(profile).to.deep.include({ userId: USER, store: "mpc" });
      expect(idos.state.profile).to.deep.equal(profile);
      const [completion] = world.completed;
      expect(completion).to.deep.include({ userId: USER, recipientEncryptionPublicKey: profile.publicKey, encryptionPasswordStore: "mpc", wallet: { type: "EVM", address: provider.address } });
      expect(recoverPersonalMessage(completion?.message ?? "", completion?.signature ?? "")).to.equal(provider.address);
      await settled();
      expect(reports.of("createKey")).to.deep.equal([{ userId: USER, store: "mpc", wallet: { type: "EVM", address: provider.address } }]);
      expect(asked.map((what) => what.for)).to.deep.equal(["ownership", "sign-in"]);
    });

    it("makes the kind of key that was asked for", async () => {
      await idos.connect(provider);
      expect((await idos.join({ store: "user" })).store).to.equal("user");
    });

    it("gives a wallet that has a profile just that", async () => {
      await member();
      expect((await idos.join()).userId).to.equal(USER);
      expect(world.log).to.deep.equal([]);
    });

    for (const [name, challenge] of [
      ["another site", (address: string) => world.challenge(address).replace(location.hostname, "bank.example")],
      ["another wallet", () => `${location.hostname} asks you to prove that you own this wallet.\nProfile: ${USER}\nWallet: 0x${"2".repeat(40)}\nNonce: ${"0".repeat(32)}\nIssued: 2026-01-01T00:00:00Z`],
      ["a transaction", () => "PayloadType: execute"],
    ] as const)
      it(`asks the wallet nothing when the challenge is for ${name}`, async () => {
        await idos.connect(provider);
        const message = challenge(provider.address);
        world.backend = (path) => (path === "/join" ? { userId: USER, message } : undefined);
        expect((await rejection(idos.join())).code).to.equal("NETWORK_CONFLICT");
        expect(asked).to.deep.equal([]);
        await settled();
        expect(reports.of("createKey")).to.deep.equal([]);
      });

    it("makes no key when the wallet declines", async () => {
      await idos.connect(provider);
      provider.override = (method) => {
        if (method === "personal_sign") throw Object.assign(new Error("no"), { code: 4001 });
        return undefined;
      };
      expect((await rejection(idos.join())).code).to.equal("WALLET_REJECTED");
      await settled();
      expect(reports.of("createKey")).to.deep.equal([]);
    });

    it("does not make a second key when the backend failed after the first", async () => {
      await idos.connect(provider);
      let failures = 1;
      world.backend = (path) => (path === "/join/complete" && failures-- > 0 ? json(503, { error: { code: "NETWORK_UNREACHABLE", message: "later" } }) : undefined);
      expect((await rejection(idos.join())).code).to.equal("NETWORK_UNREACHABLE");
      const profile = await idos.join();
      await reports.next("createKey");
      expect(reports.of("createKey")).to.have.length(1);
      expect(world.completed[0]?.recipientEncryptionPublicKey).to.equal(profile.publicKey);
    });

    it("makes another key when the retry asks for another kind", async () => {
      await idos.connect(provider);
      let failures = 1;
      world.backend = (path) => (path === "/join/complete" && failures-- > 0 ? json(503, {}) : undefined);
      await rejection(idos.join());
      expect((await idos.join({ store: "user" })).store).to.equal("user");
      expect(await reports.next("createKey", 2)).to.include({ store: "user" });
    });

    it("does not believe a backend that wrote another key", async () => {
      await idos.connect(provider);
      world.backend = (path) => {
        if (path !== "/join/complete") return undefined;
        world.user = { id: USER, key: KEY, store: "mpc", address: provider.address };
        return { userId: USER };
      };
      expect((await rejection(idos.join())).code).to.equal("NETWORK_CONFLICT");
      expect(idos.state.profile).to.equal(undefined);
    });

    it("hands on the backend's code and words, stripped", async () => {
      await idos.connect(provider);
      world.backend = (path) => (path === "/join" ? json(429, { error: { code: "RATE_LIMITED", message: "slow\n\u202edown" } }) : undefined);
      const error = await rejection(idos.join());
      expect(error.code).to.equal("RATE_LIMITED");
      expect(error.message).to.contain("slow down");
    });
  });

  describe("the backend", () => {
    it("is described once", async () => {
      expect(await idos.backend()).to.deep.include({ name: "Acme Card", joins: true });
      await idos.backend();
      expect(world.log).to.deep.equal(["backend /description"]);
    });

    it("is asked again after a failure", async () => {
      let failures = 1;
      world.backend = () => (failures-- > 0 ? new Unreachable() : undefined);
      expect((await rejection(idos.backend())).code).to.equal("NETWORK_UNREACHABLE");
      expect((await idos.backend()).name).to.equal("Acme Card");
    });

    for (const [name, change] of [
      ["a key that is too short", { consumer: { walletIdentifier: "0x1", encryptionPublicKey: "AAAA" } }],
      ["an issuer's key in upper case", { issuers: [{ id: "a", name: "A", authPublicKeys: ["AB".repeat(32)] }] }],
      ["an issuer's link that runs code", { issuers: [{ id: "a", name: "A", authPublicKeys: [ISSUER], url: "javascript:alert(1)" }] }],
      ["no name", { name: undefined }],
    ] as const)
      it(`is not believed with ${name}`, async () => {
        world.backend = (path) => (path === "/description" ? { ...world.description, ...change } : undefined);
        expect((await rejection(idos.backend())).code).to.equal("NETWORK_CONFLICT");
      });

    for (const [status, code] of [
      [404, "NOT_FOUND"],
      [403, "NETWORK_DENIED"],
      [409, "NETWORK_CONFLICT"],
      [500, "NETWORK_UNREACHABLE"],
    ] as const)
      it(`that answers ${status} without a body is ${code}`, async () => {
        world.backend = () => new Response("", { status });
        expect((await rejection(idos.backend())).code).to.equal(code);
      });
  });

  describe("credentials", () => {
    const copy = { id: USER, public_notes: "", issuer_auth_public_key: ISSUER, original_id: OTHER };

    it("are listed without copies, and one with malformed notes does not hide the others", async () => {
      await member();
      world.credentials.push({ id: "00000000-0000-4000-8000-000000000001", public_notes: "{not json", issuer_auth_public_key: ISSUER, original_id: null }, copy);
      const list = await idos.credentials.list();
      expect(list.map(({ id, notes }) => [id, notes?.status])).to.deep.equal([
        [OTHER, "approved"],
        ["00000000-0000-4000-8000-000000000001", undefined],
      ]);
    });

    it("have notes of text fields only, also when the notes carry a prototype", async () => {
      await member();
      world.credentials = [{ id: OTHER, public_notes: '{"level":5,"status":"approved","__proto__":{"type":"x"},"constructor":"y"}', issuer_auth_public_key: ISSUER, original_id: null }];
      const [first] = await idos.credentials.list();
      expect(first?.notes).to.deep.equal({ id: undefined, type: undefined, level: undefined, status: "approved", issuer: undefined });
    });

    for (const [name, over, criteria, count] of [
      ["issuer and level fit", {}, { issuers: ["neobank"], level: "basic+liveness" }, 1],
      ["nothing is asked", {}, {}, 1],
      ["the level is higher", { public_notes: notes({ level: "plus+email+liveness" }) }, { level: "basic+liveness" }, 1],
      ["the level is lower", { public_notes: notes({ level: "basic" }) }, { level: "basic+liveness" }, 0],
      ["the issuer is another", { issuer_auth_public_key: "cd".repeat(32) }, {}, 0],
      ["the issuer only claims the name", { issuer_auth_public_key: "cd".repeat(32), public_notes: notes({ issuer: "neobank" }) }, { issuers: ["neobank"] }, 0],
      ["it was revoked", { public_notes: notes({ status: "revoked" }) }, {}, 0],
      ["the notes are malformed", { public_notes: "[]" }, {}, 0],
    ] as const)
      it(`${count ? "are" : "are not"} found when ${name}`, async () => {
        await member();
        world.credentials = world.credentials.map((row) => ({ ...row, ...over }));
        const { issuers, level } = criteria as { issuers?: readonly string[]; level?: string };
        expect(await idos.credentials.find({ level, issuers: issuers && [...issuers] })).to.have.length(count);
      });

    it("cannot be looked for at an issuer that the backend does not name", async () => {
      await member();
      expect((await rejection(idos.credentials.find({ issuers: ["bank"] }))).code).to.equal("INVALID_ARGUMENT");
    });

    it("are shown by the enclave, which gets the boxes and unlocks first", async () => {
      await member();
      await idos.credentials.view([{ id: OTHER }]);
      await reports.next("view");
      expect(reports.all.map(({ what }) => what).filter((what) => what !== "connect")).to.deep.equal(["unlock", "view"]);
      await settled();
      const [view] = reports.of("view") as { candidates: { id: string }[] }[];
      expect(view?.candidates.map(({ id }) => id)).to.deep.equal([OTHER]);
      await settled();
      expect(reports.of("unlock")).to.deep.equal([{ userId: USER, publicKey: KEY, store: "mpc", wallet: { type: "EVM", address: provider.address } }]);
    });

    it("are not shown when the node answers with another one", async () => {
      await member();
      world.credentials.push({ ...copy, original_id: null });
      const other = world.credentials[1];
      world.action = (name) =>
        name === "get_credential_owned" && other
          ? { query_result: { column_names: ["id", "public_notes", "issuer_auth_public_key", "content", "encryptor_public_key"], values: [[other.id, "{}", ISSUER, "AAAA", KEY]] } }
          : undefined;
      expect((await rejection(idos.credentials.view([{ id: OTHER }]))).code).to.equal("NETWORK_CONFLICT");
      await settled();
      expect(reports.of("view")).to.deep.equal([]);
    });

    it("that do not exist are NOT_FOUND", async () => {
      await member();
      expect((await rejection(idos.credentials.view([{ id: USER }]))).code).to.equal("NOT_FOUND");
    });

    it("are removed by one transaction, which the wallet was announced", async () => {
      await member();
      await idos.credentials.remove(OTHER);
      expect(world.log).to.deep.equal([`remove_credential ${OTHER}`]);
      expect(asked.map((what) => what.for)).to.deep.equal(["transaction"]);
    });

    it("are not removed while timelocked, and the date is told", async () => {
      await member();
      world.action = (name) => (name === "remove_credential" ? "TIMELOCKED until=1893456000: locked" : undefined);
      const error = await rejection(idos.credentials.remove(OTHER));
      expect([error.code, error.data]).to.deep.equal(["TIMELOCKED", { until: 1893456000 }]);
    });
  });

  describe("verification", () => {
    it("prepares a delegated write grant that names the wallet, the backend's grantee and issuer, without a lock", async () => {
      await member();
      const now = Math.floor(Date.now() / 1000);
      const { provider: name, dwg, text } = await idos.verification.prepare();
      expect(name).to.equal("Neobank");
      expect(dwg).to.include({ owner: provider.address, grantee: `0x${"d".repeat(40)}`, issuerPublicKey: ISSUER });
      expect(dwg.accessGrantTimelock).to.equal(dwg.notUsableBefore);
      expect(Date.parse(dwg.notUsableBefore) / 1000).to.be.within(now - 65, now);
      expect(Date.parse(dwg.notUsableAfter) / 1000).to.be.within(now + 86_390, now + 86_410);
      for (const value of Object.values(dwg)) expect(text).to.contain(value);
      expect(asked).to.deep.equal([]);
    });

    it("names the lock that the backend asks for", async () => {
      await member();
      if (world.description.issuing) world.description.issuing.timelock = 3_600;
      const { dwg } = await idos.verification.prepare();
      expect(Date.parse(dwg.accessGrantTimelock) - Date.parse(dwg.notUsableBefore)).to.equal(3_660_000);
    });

    it("refuses a text of the node that is altered in any field", async () => {
      await member();
      for (const [from, to] of [
        [`0x${"d".repeat(40)}`, `0x${"e".repeat(40)}`],
        ["operation: delegatedWriteGrant", "operation: insertGrant"],
        [/access grant timelock: .*/, "access grant timelock: 2099-01-01T00:00:00Z"],
        [/$/, "\nmore: x"],
      ] as const) {
        world.action = (name, args) => {
          if (name !== "dwg_message") return undefined;
          const [owner, grantee, issuer, id, timelock, before, until] = args.map(String);
          const text = `operation: delegatedWriteGrant\nowner: ${owner}\nconsumer: ${grantee}\nissuer public key: ${issuer}\nid: ${id}\naccess grant timelock: ${timelock}\nnot usable before: ${before}\nnot usable after: ${until}`;
          return { query_result: { column_names: ["message"], values: [[text.replace(from, to)]] } };
        };
        expect((await rejection(idos.verification.prepare())).code, String(from)).to.equal("NETWORK_CONFLICT");
      }
    });

    it("submits the wallet's signature over exactly that text", async () => {
      await member();
      const draft = await idos.verification.prepare();
      let sent: { userId: string; signature: string; dwg: unknown } | undefined;
      world.backend = (path, body) => void (path === "/checks" ? (sent = body as typeof sent) : 0);
      expect((await idos.verification.submit(draft)).status).to.equal("pending");
      expect(sent).to.deep.include({ userId: USER, dwg: draft.dwg });
      expect(recoverPersonalMessage(draft.text, sent?.signature ?? "")).to.equal(provider.address);
      expect(asked.at(-1)).to.deep.equal({ for: "write-grant", text: draft.text });
    });

    it("signs no draft whose text and grant differ", async () => {
      await member();
      const draft = await idos.verification.prepare();
      const error = await rejection(idos.verification.submit({ ...draft, dwg: { ...draft.dwg, grantee: "0x1" } }));
      expect(error.code).to.equal("NETWORK_CONFLICT");
      expect(asked.map((what) => what.for)).to.not.include("write-grant");
    });

    it("reads a check's status without a wallet, with a link that is absolute", async () => {
      world.check = { id: USER, status: "open", url: "/verify?check=1", updatedAt: 2 };
      expect(await idos.verification.status(USER)).to.deep.include({ status: "open", url: `${location.origin}/verify?check=1` });
      expect(world.log).to.deep.equal([`backend /checks/${USER}`]);
    });

    it("is not offered by a backend that verifies nobody", async () => {
      await member();
      world.description.issuing = undefined;
      expect((await rejection(idos.verification.prepare())).code).to.equal("UNSUPPORTED");
    });
  });

  describe("asking for a grant", () => {
    const request = { purpose: "Open a card account" };

    it("gives the enclave boxes, consumer and purpose, signs what it returns, reads back and tells the backend", async () => {
      await member();
      const receipt = await idos.grants.request([{ id: OTHER }], request);
      const [grant] = world.grants;
      expect(receipt).to.deep.include({ grantId: grant?.id, copyId: grant?.data_id, credentialId: OTHER, lockedUntil: 0 });
      await settled();
      const [asking] = reports.of("grant") as Record<string, unknown>[];
      expect(asking).to.deep.include({ purpose: request.purpose, copyId: receipt.copyId, consumer: { name: "Acme Card", walletIdentifier: `0x${"c".repeat(40)}`, encryptionPublicKey: KEY } });
      const transaction = asked.find((what) => what.for === "transaction");
      expect(transaction?.text).to.contain(`PayloadDigest: ${receipt.digest}`);
      expect(world.log).to.deep.equal(["backend /description", `share_credential ${receipt.copyId}`, "backend /grants"]);
    });

    it("issues unlock and grant back to back, so that they share one window", async () => {
      await member();
      await idos.preload();
      await command("plan", { unlock: "hang" });
      const stop = new AbortController();
      const asking = rejection(idos.grants.request([{ id: OTHER }], { ...request, signal: stop.signal }));
      // The grant is there although the unlock is not answered.
      await reports.next("grant");
      expect(reports.of("unlock")).to.have.length(1);
      stop.abort();
      expect((await asking).code).to.equal("ABORTED");
    });

    it("withdraws the grant when the unlock fails, with the unlock's error", async () => {
      await member();
      await idos.preload();
      await command("plan", { unlock: "WRONG_PASSWORD", grant: "hang" });
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("WRONG_PASSWORD");
      expect(await reports.next("aborted")).to.equal("grant");
      expect(world.log).to.deep.equal(["backend /description"]);
    });

    it("writes nothing when the person declines", async () => {
      await member();
      await idos.preload();
      await command("plan", { grant: "USER_REJECTED" });
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("USER_REJECTED");
      expect(world.grants).to.deep.equal([]);
      expect(asked.map((what) => what.for)).to.not.include("transaction");
    });

    it("writes nothing when the wallet declines, and the next attempt works", async () => {
      await member();
      await idos.profile();
      provider.override = (method) => {
        if (method === "personal_sign") throw Object.assign(new Error("no"), { code: 4001 });
        return undefined;
      };
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("WALLET_REJECTED");
      provider.override = () => undefined;
      await idos.grants.request([{ id: OTHER }], request);
      expect(world.grants).to.have.length(1);
    });

    const timelock = { until: 1893456000, optional: true };
    for (const [name, altered, asks, what] of [
      ["another grantee", { payload: JSON.stringify({ grantee_wallet_identifier: `0x${"e".repeat(40)}` }) }, request, "grantee_wallet_identifier"],
      ["another copy", { payload: JSON.stringify({ id: USER }) }, request, "id"],
      ["another original", { payload: JSON.stringify({ original_credential_id: USER }) }, request, "original_credential_id"],
      ["an original that was not offered", { credentialId: USER }, request, "credential"],
      ["public notes", { payload: JSON.stringify({ public_notes: "hello" }) }, request, "public_notes"],
      ["another content hash", { payload: JSON.stringify({ content_hash: "cd".repeat(32) }) }, request, "content_hash"],
      ["a lock that nobody asked for", { lockedUntil: 1893456000 }, request, "timelock"],
      ["a lock in the payload alone", { payload: JSON.stringify({ locked_until: 1893456000 }) }, request, "locked_until"],
      ["a longer lock", { lockedUntil: 1893456001 }, { ...request, timelock }, "timelock"],
      ["no lock where one is required", { lockedUntil: 0 }, { ...request, timelock: { ...timelock, optional: false } }, "timelock"],
      ["another digest", { digest: "00".repeat(20) }, request, "digest"],
      ["another action", { raw: toBase64(encodeExecute(removeCredential, { id: OTHER })) }, request, "action"],
    ] as const)
      it(`signs nothing when the enclave's transaction has ${name}`, async () => {
        await member();
        await idos.preload();
        await command("alter", altered);
        const error = await rejection(idos.grants.request([{ id: OTHER }], asks));
        expect(error.code).to.equal("INTERNAL");
        expect(error.message).to.contain(`(${what})`);
        expect(asked.map((one) => one.for)).to.not.include("transaction");
      });

    it("takes a lock that was asked for, and one that the person left out where that is allowed", async () => {
      await member();
      expect((await idos.grants.request([{ id: OTHER }], { ...request, timelock })).lockedUntil).to.equal(timelock.until);
      await command("alter", { lockedUntil: 0 });
      expect((await idos.grants.request([{ id: OTHER }], { ...request, timelock })).lockedUntil).to.equal(0);
    });

    it("does not believe a node that accepted the grant and does not show it", async () => {
      await member();
      world.action = (name) => (name === "share_credential" ? { ok: true } : undefined);
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("NETWORK_CONFLICT");
      expect(world.log).to.not.include("backend /grants");
    });

    it("does not believe a grant that the node wrote with another lock", async () => {
      await member();
      const push = world.grants.push.bind(world.grants);
      world.grants.push = (...grants) => push(...grants.map((grant) => ({ ...grant, locked_until: 1893456000 })));
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("NETWORK_CONFLICT");
    });

    it("succeeds when only the answer of the node was lost", async () => {
      await member();
      let inside = false;
      world.action = (name, args) => {
        if (name !== "share_credential" || inside) return undefined;
        const [id, , , , , , hash, , , grantee] = args.map(String) as string[];
        world.grants.push({ id: USER, data_id: id ?? "", ag_grantee_wallet_identifier: grantee ?? "", locked_until: "0", content_hash: hash ?? "" });
        inside = true;
        return new Unreachable();
      };
      expect((await idos.grants.request([{ id: OTHER }], request)).grantId).to.equal(USER);
    });

    it("is unreachable when the transaction itself was lost", async () => {
      await member();
      world.action = (name) => (name === "share_credential" ? new Unreachable() : undefined);
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("NETWORK_UNREACHABLE");
    });

    it("succeeds when the backend's hint is lost", async () => {
      await member();
      world.backend = (path) => (path === "/grants" ? new Unreachable() : undefined);
      expect((await idos.grants.request([{ id: OTHER }], request)).credentialId).to.equal(OTHER);
    });

    it("is NO_MATCH without a credential, and opens nothing", async () => {
      await member();
      expect((await rejection(idos.grants.request([], request))).code).to.equal("NO_MATCH");
      expect(frames()).to.deep.equal([]);
    });

    it("is refused where the backend reads no credentials", async () => {
      await member();
      world.description.consumer = undefined;
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("UNSUPPORTED");
    });

    it("is not possible for a wallet without a profile", async () => {
      await idos.connect(provider);
      expect((await rejection(idos.grants.request([{ id: OTHER }], request))).code).to.equal("NOT_FOUND");
    });
  });

  describe("grants", () => {
    const grant = { id: "00000000-0000-4000-8000-00000000000a", data_id: USER, ag_grantee_wallet_identifier: "0xc", locked_until: 0, content_hash: "ab" };
    const copy = { id: USER, public_notes: "", issuer_auth_public_key: ISSUER, original_id: OTHER };

    it("are listed with the original that was copied", async () => {
      await member();
      world.credentials.push(copy);
      world.grants = [grant, { ...grant, id: OTHER, data_id: "00000000-0000-4000-8000-00000000000b", locked_until: "1893456000" }];
      expect(await idos.grants.list()).to.deep.equal([
        { id: grant.id, dataId: USER, grantee: "0xc", lockedUntil: 0, contentHash: "ab", originalId: OTHER },
        { id: OTHER, dataId: "00000000-0000-4000-8000-00000000000b", grantee: "0xc", lockedUntil: 1893456000, contentHash: "ab", originalId: undefined },
      ]);
      expect(world.signIns).to.equal(1);
    });

    it("are revoked with their copy, in one transaction", async () => {
      await member();
      world.credentials.push(copy);
      world.grants = [grant];
      await idos.grants.revoke(grant.id);
      expect(world.log).to.deep.equal([`remove_credential ${USER}`]);
      expect(world.grants).to.deep.equal([]);
    });

    it("on an original, as other clients may have made, are revoked without deleting it", async () => {
      await member();
      world.grants = [{ ...grant, data_id: OTHER }];
      await idos.grants.revoke(grant.id);
      expect(world.log).to.deep.equal([`revoke_access_grant ${grant.id}`]);
      expect(world.credentials.map(({ id }) => id)).to.deep.equal([OTHER]);
    });

    it("are not revoked while locked: the wallet is not asked, and the date is told", async () => {
      await member();
      await idos.profile();
      const until = Math.floor(Date.now() / 1000) + 1_000;
      world.credentials.push(copy);
      world.grants = [{ ...grant, locked_until: until }];
      const error = await rejection(idos.grants.revoke(grant.id));
      expect([error.code, error.data]).to.deep.equal(["TIMELOCKED", { until }]);
      expect(asked.map((what) => what.for)).to.deep.equal(["sign-in"]);
    });

    it("are revoked once the lock is over", async () => {
      await member();
      world.credentials.push(copy);
      world.grants = [{ ...grant, locked_until: Math.floor(Date.now() / 1000) - 10 }];
      await idos.grants.revoke(grant.id);
      expect(world.grants).to.deep.equal([]);
    });

    it("that do not exist are NOT_FOUND", async () => {
      await member();
      expect((await rejection(idos.grants.revoke(grant.id))).code).to.equal("NOT_FOUND");
    });
  });

  describe("the key", () => {
    it("is unlocked for the profile, and its state follows the enclave's events", async () => {
      await member();
      const events: string[] = [];
      idos.on("unlocked", () => events.push("unlocked"));
      idos.on("locked", () => events.push("locked"));
      await idos.unlock();
      await command("ask", { method: "event", params: { type: "unlocked" } });
      await reports.next("answer");
      expect(idos.state.key).to.equal("unlocked");
      await command("ask", { method: "event", params: { type: "locked" } });
      await reports.next("answer", 2);
      expect(idos.state.key).to.equal("locked");
      expect(events).to.deep.equal(["unlocked", "locked"]);
    });

    it("is locked when the enclave went away", async () => {
      await member();
      await idos.unlock();
      await command("ask", { method: "event", params: { type: "unlocked" } });
      await reports.next("answer");
      void command("reload");
      await until(() => idos.state.enclave === "idle", "the death is seen");
      expect(idos.state.key).to.equal("locked");
    });

    it("is locked without mounting an enclave that is not there, and forgotten with one", async () => {
      await idos.lock();
      expect(frames()).to.deep.equal([]);
      await idos.lock({ forget: true });
      expect(await reports.next("lock")).to.deep.equal({ forget: true });
    });

    const typedData = { domain: { name: "idOS secret store contract", version: "1", verifyingContract: "0x0000000000000000000000000000000000000001" }, types: { M: [{ name: "share_commitments", type: "string[]" }] }, primaryType: "M", message: { share_commitments: ["a", "b"] } };

    it("may be asked of the wallet by the enclave, and the page is told what for", async () => {
      await member();
      await idos.preload();
      await command("ask", { method: "signTypedData", params: { wallet: { type: "EVM", address: provider.address.toLowerCase() }, typedData } });
      expect(await reports.next("answer")).to.have.property("signature");
      expect(asked).to.deep.equal([{ for: "key", text: "idOS secret store contract: M\nshare_commitments: a,b" }]);
    });

    it("is not asked of another wallet than the one that is connected", async () => {
      await member();
      await idos.preload();
      await command("ask", { method: "signTypedData", params: { wallet: { type: "EVM", address: `0x${"2".repeat(40)}` }, typedData } });
      expect(await reports.next("refusal")).to.include({ code: "WALLET_WRONG_ACCOUNT" });
      expect(asked).to.deep.equal([]);
    });
  });

  describe("closing and giving up", () => {
    it("ends every wait with ABORTED, unmounts the frame, and is final", async () => {
      await member();
      await idos.preload();
      await command("plan", { unlock: "hang" });
      const pending = rejection(idos.unlock());
      await reports.next("unlock");
      idos.close();
      expect((await pending).code).to.equal("ABORTED");
      expect(frames()).to.deep.equal([]);
      for (const work of [() => idos.preload(), () => idos.profile(), () => idos.connect(provider), () => idos.backend(), () => idos.lock({ forget: true })])
        expect((await rejection(work())).code).to.equal("ABORTED");
    });

    it("ends one wait by its signal, and leaves the rest alone", async () => {
      await member();
      await idos.preload();
      await command("plan", { unlock: "hang" });
      const stop = new AbortController();
      const pending = rejection(idos.unlock({ signal: stop.signal }));
      await reports.next("unlock");
      stop.abort();
      expect((await pending).code).to.equal("ABORTED");
      expect(await idos.profile()).to.include({ userId: USER });
    });

    it("does nothing for a signal that is aborted already", async () => {
      await member();
      const signal = AbortSignal.abort();
      for (const work of [() => idos.profile({ signal }), () => idos.credentials.list({ signal }), () => idos.grants.revoke(OTHER, { signal }), () => idos.preload({ signal }), () => idos.backend({ signal })])
        expect((await rejection(work())).code).to.equal("ABORTED");
      await after(50);
      expect(world.log).to.deep.equal([]);
      expect(frames()).to.deep.equal([]);
    });

    it("rejects with errors that isIdosError knows by code", async () => {
      const error: unknown = await idos.profile().catch((reason: unknown) => reason);
      expect(isIdosError(error)).to.equal(true);
      expect(isIdosError(error, "WALLET_DISCONNECTED")).to.equal(true);
      expect(isIdosError(error, "TIMEOUT")).to.equal(false);
      expect(isIdosError(new Error("x"))).to.equal(false);
    });
  });
});
