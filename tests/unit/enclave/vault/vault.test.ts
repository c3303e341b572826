/** The vault's flows, driven over real ports by a scripted person at the window and a scripted wallet at the host. */
import { expect } from "chai";
import { boxPublicKey, open, seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, fromUtf8, randomBytes, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { signDigest } from "../../../../enclave/crypto/evm.ts";
import { evmAddress } from "../../../../enclave/crypto/evm.ts";
import { typedDataDigest, type TypedData } from "../../../../enclave/crypto/eip712.ts";
import { toHex } from "../../../../enclave/crypto/bytes.ts";
import { decodeExecute } from "../../../../enclave/kwil/payload.ts";
import type { Envelope } from "../../../../enclave/protocol/guard.ts";
import type { Candidate, KeyInfo } from "../../../../enclave/protocol/types.ts";
import type { GrantParams } from "../../../../enclave/protocol/calls/grant.ts";
import type { Answer } from "../../../../enclave/contract/window-messages.ts";
import kdfVectors from "../../../vectors/kdf.json";
import { code, flow, lastScreen, memoryStorage, startVault, type Person } from "./vault-fixture.ts";
import type { EnclaveStorage } from "../../../../enclave/storage/storage.ts";

const walletKey = randomBytes(32);
const wallet = { type: "EVM" as const, address: evmAddress(walletKey) };
const consumerKey = randomBytes(32);
const consumer = {
  name: "ACME\u202e Bank",
  walletIdentifier: "0x00000000000000000000000000000000000000AA",
  encryptionPublicKey: toBase64(boxPublicKey(consumerKey)),
};
function start(
  person: Person,
  sign: (data: TypedData) => Envelope | Promise<Envelope> = signed,
  storage = memoryStorage(),
) {
  return startVault({ person, sign: (data) => sign(data as TypedData), storage });
}

function signed(data: TypedData): Envelope {
  return { ok: true, value: { signature: `0x${toHex(signDigest(typedDataDigest(data), walletKey))}` } };
}

function candidate(publicKey: string, credential: object | string): Candidate {
  const box = seal(
    utf8(typeof credential === "string" ? credential : JSON.stringify(credential)),
    fromBase64(publicKey),
  );
  return {
    id: crypto.randomUUID(),
    publicNotes: JSON.stringify({ id: "n1", status: "approved" }),
    issuerAuthPublicKey: "ab".repeat(32),
    content: toBase64(box.content),
    encryptorPublicKey: toBase64(box.encryptorPublicKey),
  };
}

const vector = kdfVectors.find(({ kdf, password }) => kdf === "scrypt-v0" && password === "Pa$$w0rd")!;
const profile = { userId: vector.userId, publicKey: vector.publicKey, store: "user" as const };
const types =
  (password: string): Person =>
  (screen) =>
    screen.kind === "password" ? { type: "password", password } : undefined;

describe("vault: passwords", () => {
  it("unlocks a key of the oldest kdf, which the profile does not name", async () => {
    const { vault } = start(types(vector.password));
    expect(await vault.unlock(flow(), profile)).to.deep.equal({ ok: true, value: profile });
  });

  it("says that a password is wrong and lets the person try again in the same window", async () => {
    const entries = ["nope", vector.password];
    const { vault, screens, windows } = start((screen) =>
      screen.kind === "password" ? { type: "password", password: entries.shift()! } : undefined,
    );
    expect(code(await vault.unlock(flow(), profile))).to.equal("ok");
    expect(screens.flatMap((s) => (s.kind === "password" ? [s.wrong] : []))).to.deep.equal([false, true]);
    expect(windows()).to.equal(1);
  });

  it("ends with USER_CLOSED when the window is closed", async () => {
    const { vault } = start(() => "close-window");
    expect(code(await vault.unlock(flow(), profile))).to.equal("USER_CLOSED");
  });

  it("makes a key that the same password unlocks again", async () => {
    const password = "six words make one pass phrase";
    const userId = crypto.randomUUID();
    const made = start((screen) =>
      screen.kind === "create" ? { type: "create", store: "user", password } : undefined,
    );
    const created = await made.vault.createKey(flow(), { userId, store: "user" });
    expect(code(created)).to.equal("ok");
    const info = (created as { value: KeyInfo }).value;
    expect(code(await start(types(password)).vault.unlock(flow(), info))).to.equal("ok");
  });

  it("refuses a store that was not offered", async () => {
    const { vault } = start((screen) => (screen.kind === "create" ? { type: "create", store: "mpc" } : undefined));
    expect(code(await vault.createKey(flow(), { userId: crypto.randomUUID(), store: "user" }))).to.equal(
      "USER_REJECTED",
    );
  });
});

const refusedByWallet: Envelope = {
  ok: false,
  error: { code: "WALLET_REJECTED", message: "declined", retryable: true },
};

describe("vault: MPC", () => {
  const allow: Person = (screen) =>
    screen.kind === "create"
      ? { type: "create", store: "mpc" }
      : screen.kind === "connect"
        ? { type: "allow" }
        : undefined;
  let uploads: string[] = [];
  const realFetch = globalThis.fetch;
  before(() => {
    globalThis.fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (!url.includes("/offchain/")) return realFetch(input, init);
      uploads.push(`${init?.method} ${url}`);
      return new Response("{}", { status: 201 });
    };
  });
  beforeEach(() => (uploads = []));
  after(() => (globalThis.fetch = realFetch));

  it("sends nothing anywhere when the wallet declines, and a retry needs no new window", async () => {
    let declines = 1;
    const run = start(allow, (data) =>
      declines-- > 0
        ? { ok: false, error: { code: "WALLET_REJECTED", message: "declined", retryable: true } }
        : signed(data),
    );
    const userId = crypto.randomUUID();
    expect(code(await run.vault.createKey(flow(), { userId, store: "mpc", wallet }))).to.equal("WALLET_REJECTED");
    expect(uploads).to.deep.equal([]);
    expect(code(await run.vault.createKey(flow(), { userId, store: "mpc", wallet }))).to.equal("ok");
    expect(uploads.length).to.equal(5);
    expect(run.windows()).to.equal(1);
  });

  it("stops with SIGNATURE_ALTERED when the site signed something else, and sends nothing", async () => {
    const run = start(allow, (data) =>
      signed({
        ...data,
        message: { ...data.message, recovering_addresses: ["eip712:0x00000000000000000000000000000000000000ff"] },
      }),
    );
    expect(code(await run.vault.createKey(flow(), { userId: crypto.randomUUID(), store: "mpc", wallet }))).to.equal(
      "SIGNATURE_ALTERED",
    );
    expect(uploads).to.deep.equal([]);
    expect(await lastScreen(run.screens, "altered")).to.deep.equal({
      kind: "altered",
      site: "https://dapp.example",
      act: "create",
    });
    expect(run.altered()).to.equal(1);
  });

  it("threat 29: raises no alarm for what is no signature at all, such as a contract's", async () => {
    for (const signature of ["0x", "0x12", `0x${"ab".repeat(64)}`, `0x${"ab".repeat(66)}`, `0x${"ab".repeat(500)}`]) {
      const run = start(allow, () => ({ ok: true, value: { signature } }));
      const params = { userId: crypto.randomUUID(), store: "mpc" as const, wallet };
      expect(code(await run.vault.createKey(flow(), params)), signature.slice(0, 8)).to.equal("WALLET_UNAVAILABLE");
      expect(run.altered()).to.equal(0);
    }
    expect(uploads).to.deep.equal([]);
  });

  it("threat 29: lets a wallet of the window sign, with which the page has nothing to do, and believes it no more", async () => {
    let wrong = 1;
    let screens = 0;
    const run = startVault({
      person(screen) {
        if (screen.kind !== "sign") return allow(screen);
        screens++;
        const key = wrong-- > 0 ? randomBytes(32) : walletKey;
        return { type: "signed", signature: `0x${toHex(signDigest(typedDataDigest(screen.data), key))}` };
      },
      sign: () => {
        throw new Error("The page was asked");
      },
    });
    const params = { userId: crypto.randomUUID(), store: "mpc" as const, wallet };
    expect(code(await run.vault.createKey(flow(), params))).to.equal("ok");
    const asked = run.screens.filter((screen) => screen.kind === "sign");
    expect(asked.map(({ byChoice, failed }) => [byChoice, failed])).to.deep.equal([
      [false, undefined],
      [true, "WALLET_WRONG_ACCOUNT"],
    ]);
    expect(run.altered()).to.equal(0);
    expect(screens).to.equal(2);
    expect(uploads.length).to.equal(5);
  });

  it("threat 29: goes from the page's wallet to one of the window, where the page's declines or comes too late", async () => {
    for (const late of [new Promise<never>(() => {}), Promise.resolve(refusedByWallet)]) {
      let pages = 0;
      const run = startVault({
        person(screen) {
          if (screen.kind === "wallet") return { type: "use-window" };
          if (screen.kind !== "sign") return allow(screen);
          return pages
            ? { type: "signed", signature: `0x${toHex(signDigest(typedDataDigest(screen.data), walletKey))}` }
            : { type: "use-page", chosen: true };
        },
        async sign() {
          pages++;
          // The person has turned away by then.
          await new Promise((resolve) => setTimeout(resolve, 50));
          return late;
        },
      });
      const params = { userId: crypto.randomUUID(), store: "mpc" as const, wallet };
      expect(code(await run.vault.createKey(flow(), params))).to.equal("ok");
      expect(pages).to.equal(1);
    }
  });

  it("shows in full every address that will be able to rebuild the key", async () => {
    const run = start(allow);
    await run.vault.createKey(flow(), { userId: crypto.randomUUID(), store: "mpc", wallet });
    const screen = run.screens.find((s) => s.kind === "create");
    expect(screen?.kind === "create" && screen.recovering).to.deep.equal([wallet.address]);
  });

  it("tells the page what its wallet signs for", async () => {
    const run = start(allow);
    await run.vault.createKey(flow(), { userId: crypto.randomUUID(), store: "mpc", wallet });
    await run.vault.unlock(flow(), { ...profile, userId: crypto.randomUUID(), store: "mpc", wallet });
    expect(run.acts).to.deep.equal(["create", "unlock"]);
  });
});

describe("vault: grant", () => {
  const unlocking = types(vector.password);
  const params = (candidates: Candidate[], rest: Partial<GrantParams> = {}): GrantParams => ({
    candidates,
    consumer,
    purpose: "Open a card account",
    copyId: crypto.randomUUID(),
    ...rest,
  });
  const german = candidate(vector.publicKey, { credentialSubject: { country: "DE" } });
  const french = candidate(vector.publicKey, { credentialSubject: { country: "FR" } });
  const approve: Person = (screen) =>
    screen.kind === "consent"
      ? { type: "approve", token: screen.matches[0]!.token, timelock: true }
      : unlocking(screen);

  async function granted(person: Person, p: GrantParams) {
    const run = start(person);
    await run.vault.unlock(flow(), profile);
    const answer = await run.vault.grant(flow(true), p);
    return { ...run, answer };
  }

  it("re-encrypts the approved credential for the consumer, bit for bit, and encodes the payload", async () => {
    const p = params([german, french], { requirements: { path: "credentialSubject.country", equals: "FR" } });
    const { answer, screens } = await granted(approve, p);
    expect(code(answer)).to.equal("ok");
    const { credentialId, payload } = (answer as { value: { credentialId: string; payload: Uint8Array } }).value;
    expect(credentialId).to.equal(french.id);
    const { action, batches } = decodeExecute(payload);
    expect(action).to.equal("share_credential");
    const values = batches[0]!.map(({ value }) => value);
    expect(values.slice(0, 3)).to.deep.equal([p.copyId, french.id, ""]);
    expect(values.slice(9)).to.deep.equal([consumer.walletIdentifier, 0]);
    const plaintext = open(fromBase64(String(values[5])), fromBase64(String(values[7])), consumerKey);
    expect(JSON.parse(fromUtf8(plaintext))).to.deep.equal({ credentialSubject: { country: "FR" } });
    // The window hears of it over a port of its own.
    for (let i = 0; i < 100 && screens.at(-1)!.kind !== "granted"; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(screens.at(-1)!.kind).to.equal("granted");
  });

  it("has its line in the activity log before the site has the answer, since a site can end the vault then", async () => {
    const kept = memoryStorage();
    let written = 0;
    const put: EnclaveStorage["put"] = async (table, row) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const done = await kept.put(table, row);
      if (table === "activity") written++;
      return done;
    };
    const run = start(approve, undefined, { ...kept, put });
    await run.vault.unlock(flow(), profile);
    const before = written;
    expect(code(await run.vault.grant(flow(true), params([german])))).to.equal("ok");
    expect(written).to.equal(before + 1);
  });

  it("shares the match that was approved, whichever place it has, and writes the lock into its payload", async () => {
    const until = 1_900_000_000;
    for (const [place, chosen, timelock] of [
      [0, german, undefined],
      [1, french, undefined],
      [0, german, { until, optional: false }],
      [1, french, { until, optional: false }],
    ] as const) {
      const person: Person = (s) =>
        s.kind === "consent" ? { type: "approve", token: s.matches[place]!.token, timelock: true } : unlocking(s);
      const { answer } = await granted(person, params([german, french], { timelock }));
      const { value } = answer as { value: { credentialId: string; payload: Uint8Array } };
      expect(value.credentialId).to.equal(chosen.id);
      const values = decodeExecute(value.payload).batches[0]!.map((one) => one.value);
      expect(values[1]).to.equal(chosen.id);
      expect(values.at(-1)).to.equal(timelock?.until ?? 0);
      const plaintext = open(fromBase64(String(values[5])), fromBase64(String(values[7])), consumerKey);
      expect(JSON.parse(fromUtf8(plaintext))).to.deep.equal({
        credentialSubject: { country: chosen === german ? "DE" : "FR" },
      });
    }
  });

  it("answers the same when nothing matches and when the user declines", async () => {
    const none = await granted(
      (s) => (s.kind === "no-match" ? { type: "decline" } : unlocking(s)),
      params([german], { requirements: { path: "x", exists: true } }),
    );
    const declined = await granted(
      (s) => (s.kind === "consent" ? { type: "decline" } : unlocking(s)),
      params([german]),
    );
    expect(none.answer).to.deep.equal(declined.answer);
    expect(code(none.answer)).to.equal("USER_REJECTED");
  });

  it("names a candidate that is not sealed for this key, and goes on", async () => {
    const foreign = candidate(toBase64(boxPublicKey(randomBytes(32))), {});
    const broken = candidate(vector.publicKey, "no JSON");
    const { answer, screens } = await granted(approve, params([foreign, broken, german]));
    expect(code(answer)).to.equal("ok");
    const consent = screens.find((s) => s.kind === "consent");
    expect(consent?.kind === "consent" && consent.skipped).to.deep.equal([
      { id: foreign.id, reason: "DECRYPT_FAILED" },
      { id: broken.id, reason: "MALFORMED" },
    ]);
  });

  it("locks the grant only as far as the user accepted", async () => {
    const until = 1_900_000_000;
    const lockedUntil = async (optional: boolean, accepts: boolean): Promise<unknown> => {
      const person: Person = (s) =>
        s.kind === "consent" ? { type: "approve", token: s.matches[0]!.token, timelock: accepts } : unlocking(s);
      const { answer } = await granted(person, params([german], { timelock: { until, optional } }));
      return (answer as { value: { lockedUntil: number } }).value.lockedUntil;
    };
    expect(await lockedUntil(true, false)).to.equal(0);
    expect(await lockedUntil(true, true)).to.equal(until);
    expect(await lockedUntil(false, false)).to.equal(until);
  });

  it("refuses an approval of a credential that was not shown", async () => {
    const { answer } = await granted(
      (s) => (s.kind === "consent" ? { type: "approve", token: german.id, timelock: false } : unlocking(s)),
      params([german, french], { requirements: { path: "credentialSubject.country", equals: "FR" } }),
    );
    expect(code(answer)).to.equal("USER_REJECTED");
  });

  it("is LOCKED without a key", async () => {
    expect(code(await start(approve).vault.grant(flow(), params([german])))).to.equal("LOCKED");
  });
});

describe("vault: what is kept", () => {
  const other = kdfVectors.find(({ kdf, userId }) => kdf === "scrypt-v0.1" && userId === vector.userId)!;
  const replaced = { ...profile, publicKey: other.publicKey };

  it("threat 20: warns of a replaced profile key before anything is asked, and stops unless the person goes on", async () => {
    const storage = memoryStorage();
    await start(types(vector.password), signed, storage).vault.unlock(flow(), profile);
    const stopped = start((s) => (s.kind === "key-changed" ? { type: "decline" } : undefined), signed, storage);
    expect(code(await stopped.vault.unlock(flow(), replaced))).to.equal("KEY_MISMATCH");
    expect(stopped.screens.map(({ kind }) => kind)).to.deep.equal(["key-changed", "failed"]);

    const went = start(
      (s) => (s.kind === "key-changed" ? { type: "allow" } : types(other.password)(s)),
      signed,
      storage,
    );
    expect(code(await went.vault.unlock(flow(), replaced))).to.equal("ok");
    const again = start(types(other.password), signed, storage);
    expect(code(await again.vault.unlock(flow(), replaced))).to.equal("ok");
    expect(again.screens.some(({ kind }) => kind === "key-changed")).to.equal(false);
  });

  it("resumes what was remembered for this site without a window, and for another site asks", async () => {
    const storage = memoryStorage();
    const remembering: Person = (s) =>
      s.kind === "password" ? { type: "password", password: vector.password, remember: 3_600 } : undefined;
    await start(remembering, signed, storage).vault.unlock(flow(), profile);
    const resumed = start(() => "close-window", signed, storage);
    expect(code(await resumed.vault.unlock(flow(), profile))).to.equal("ok");
    expect(resumed.windows()).to.equal(0);
    const foreign = { ...flow(), site: "https://other.example" };
    const elsewhere = start(() => "close-window", signed, storage);
    expect(code(await elsewhere.vault.unlock(foreign, profile))).to.equal("USER_CLOSED");
  });

  it("remembers only for the times that are offered", async () => {
    const storage = memoryStorage();
    const forever: Person = (s) =>
      s.kind === "password" ? { type: "password", password: vector.password, remember: 1e9 } : undefined;
    await start(forever, signed, storage).vault.unlock(flow(), profile);
    expect(await storage.all("remembered")).to.deep.equal([]);
  });

  it("lists in the window what the key did, and lets a site be disconnected", async () => {
    const storage = memoryStorage();
    const answers: Answer[] = [
      { type: "page", page: "activity" },
      { type: "page", page: "sites" },
      { type: "disconnect", origins: ["https://dapp.example"] },
    ];
    const run = start(
      (s) => (s.kind.startsWith("manage-") ? answers.shift() : types(vector.password)(s)),
      signed,
      storage,
    );
    await run.vault.unlock(flow(), profile);
    expect(await run.vault.manage(flow(true), {})).to.deep.equal({ ok: true, value: { closed: true } });
    const activity = run.screens.find((s) => s.kind === "manage-activity");
    expect(
      activity?.kind === "manage-activity" && activity.activity.map(({ what, origin }) => [what, origin]),
    ).to.deep.equal([["unlock", "https://dapp.example"]]);
    const sites = run.screens.find((s) => s.kind === "manage-sites");
    expect(sites?.kind === "manage-sites" && sites.sites.map(({ origin }) => origin)).to.deep.equal([
      "https://dapp.example",
    ]);
    expect(await storage.all("sites")).to.deep.equal([]);
  });

  it("seals every line of the activity log to the key itself", async () => {
    const storage = memoryStorage();
    const remembering: Person = (s) =>
      s.kind === "password" ? { type: "password", password: vector.password, remember: 3_600 } : undefined;
    await start(remembering, signed, storage).vault.unlock(flow(), profile);
    // Resumed without a window, so that the line waits in the site's storage.
    await start(() => undefined, signed, storage).vault.unlock(flow(), profile);
    const [row] = await storage.all("activity");
    expect(row && fromUtf8(open(row.content, row.encryptorPublicKey, fromHex(vector.secretKey)))).to.include(
      "https://dapp.example",
    );
    expect(() => row && open(row.content, row.encryptorPublicKey, randomBytes(32))).to.throw();
  });
});
